"""The few rules that Streamlit's theme settings cannot say."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

import altair
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts.theme import DARK, GREY, LABEL, LIGHT

# Streamlit's captions are too pale on white: 4.1:1 where 4.5:1 is wanted. Until all is drawn, it leaves the old
# button of a line about a job (ui/following.py) after the new one, which would move under the hand. A formula that
# is wider than a phone scrolls in its own box. The script that corrects the link comes and goes with the runs of a
# page: it takes no room, or all below it would jump. Where a chart says no colour for a text, Vega writes in black,
# in the dark too. Streamlit writes in white on the accent,
# which is light in the dark, and lays a chart's own buttons over what stands above it. On Home the link of a card
# covers all of it.
# In a wide window all is larger: Streamlit's own parts are in rem, and charts and components, which are in pixels,
# are zoomed (shared/mounting.js). At 1920 a text of 12 pixels has 16, and a line has as many letters as at 1280.
# Streamlit makes the drawing of a chart as wide as its element looks, and the zoom makes it wider.
_ZOOM = "\n".join(
    f"@media (min-width: {width}px) {{ :root {{ --zoom: calc({width} / 1440); "
    "font-size: calc(100% * var(--zoom)) !important; } }"
    for width in (1600, 1760, 1920, 2240, 2560, 3200, 3840)
)
_CHART_TEXT = ".role-axis-label, .role-axis-title, .role-legend-label, .role-legend-title"
_BUTTON = '[data-testid="stElementContainer"]:has([data-testid="stButton"])'
_CSS = f"""
[data-testid="stCaptionContainer"], .following {{ color: light-dark({LIGHT.grey}, {DARK.grey}); opacity: 1; }}
[data-testid="stMainBlockContainer"] {{ padding: 1.5rem 2rem 4rem; max-width: 73.75rem; }}
[data-testid="stHeader"] {{ height: 2.75rem; min-height: 2.75rem;
  background: light-dark({LIGHT.background}, {DARK.background}); }}
[data-testid="stSidebarUserContent"] {{ padding-bottom: 2rem; }}
@media (min-width: 1600px) {{ [data-testid="stSidebar"][data-collapsed="false"] {{ min-width: 18.75rem; }} }}
{_ZOOM}
[data-testid="stVegaLiteChart"] {{ zoom: var(--zoom, 1); width: calc(100% / var(--zoom, 1)) !important; }}
svg.marks .mark-text text[fill="black"] {{ fill: light-dark({LIGHT.text}, {DARK.text}); }}
svg.marks :is({_CHART_TEXT}) text, svg.marks .mark-text text:is([fill="{GREY}"], [fill="{LABEL}"]) {{
  fill: light-dark({LIGHT.grey}, {DARK.grey}); }}
.katex-display {{ padding: 0.25rem; overflow: auto hidden; }}
[class*="st-key-look"], [data-testid="stElementContainer"]:has(> [data-testid="stHtml"] > script) {{
  position: absolute; }}
[class*="job_line"] > {_BUTTON} ~ {_BUTTON} {{ display: none; }}
[data-testid="stMetric"] label p {{ font-size: 0.85rem; }}
div[data-testid="stElementToolbar"] {{ top: 0; }}
[data-testid="stBaseButton-tertiary"] p {{ text-decoration: underline; text-decoration-thickness: 1px;
  text-underline-offset: 3px; }}
[data-testid="stBaseButton-primary"] {{ color: light-dark({LIGHT.background}, {DARK.background}); }}
:is([data-testid="stMetric"] label, [data-testid^="stBaseButton"], [data-testid="stPopoverButton"])
  :is(.stMarkdownEllipsis, .stMarkdownEllipsis p) {{
  white-space: normal; overflow: visible; }}
[class*="st-key-decks"] {{ align-items: start; row-gap: 2rem; }}
[class*="st-key-deck-"] [data-testid="stPageLink"] a {{ padding: 0.75rem 0 0; background: none; }}
[class*="st-key-deck-"] [data-testid="stPageLink"] p {{ white-space: normal; text-decoration: underline;
  text-decoration-thickness: 1px; text-underline-offset: 3px; }}
:is([class*="st-key-lessons-"], [class*="st-key-decks"]) {{ display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }}
[class*="st-key-lessons-"] > * {{ height: 100%; }}
[class*="st-key-card-"] {{ position: relative; --legend: none; }}
[class*="st-key-card-"]:hover {{ border-color: currentColor; }}
[class*="st-key-card-"] [data-testid="stPageLink"] a {{ padding: 0; background: none; }}
[class*="st-key-card-"] [data-testid="stPageLink"] a::after {{ content: ""; position: absolute; inset: 0;
  z-index: 1; }}
[class*="st-key-card-"] [data-testid="stPageLink"] p {{ font-size: 1.15rem; line-height: 1.35;
  white-space: normal; }}
[class*="st-key-start"] p {{ font-size: 1.1rem; }}
[class*="st-key-start"] [data-testid="stPageLink"] a {{ padding: 0.5rem 1.1rem; border-radius: 0.5rem;
  background: light-dark({LIGHT.accent}, {DARK.accent}); }}
[class*="st-key-start"] [data-testid="stPageLink"] a * {{
  color: light-dark({LIGHT.background}, {DARK.background}); }}
@media (min-width: 641px) {{ [class*="st-key-start"] {{ flex-wrap: nowrap; }} }}
.st-key-hero {{ min-height: 27.5rem; }}
@media (max-width: 640px) {{
  [data-testid="stMainBlockContainer"] {{ padding: 3rem 1rem 4rem; }}
  [class*="st-key-start"] p {{ font-size: 1rem; }}
  [class*="st-key-start"] [data-testid="stPageLink"] a {{ padding: 0.25rem 0.8rem; }}
  .st-key-hero {{ min-height: 39.75rem; }}
  [data-testid="stMarkdownContainer"] table {{ display: block; overflow-x: auto; }}
  [data-testid="stMarkdownContainer"] :is(th, td) {{ padding: 0.25rem 0.3rem; font-size: 0.8rem; }}
}}
"""


def apply() -> None:
    st.html(f"<style>{_CSS}</style>")


class Drawn(NamedTuple):
    """A chart, ready to be sent: its data go apart from its specification, so that new data move it in place."""

    data: dict[str, list[Any]]
    spec: dict[str, Any]


_KEPT = 64  # charts, each with the snapshots that it was made of
_drawn: OrderedDict[Any, tuple[Any, Drawn]] = OrderedDict()
_lock = threading.Lock()


def drawn(draw: Callable[..., altair.LayerChart], *given: Any, **named: Any) -> Drawn:
    """draw(...), made once for all sessions that show the same: Altair takes tens of milliseconds for it.

    What is given is the same if it is the same object, or if it is equal: settings, texts, numbers, lists of such.
    """
    key = (draw, _identity(given), _identity(named))
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key][1]
    made = _ready(draw(*given, **named))
    with _lock:
        _drawn[key] = (
            (given, named),
            made,
        )  # with what it was made of: an object keeps its identity while it lives
        while len(_drawn) > _KEPT:
            _drawn.popitem(last=False)
    return made


def _identity(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return (type(value), *map(_identity, value))
    if isinstance(value, dict):
        return (dict, *((name, _identity(each)) for name, each in value.items()))
    try:
        hash(value)  # settings; what has arrays cannot be hashed
    except TypeError:
        return (type(value), id(value))
    return value


def _ready(made: altair.LayerChart) -> Drawn:
    """It is not validated here, which would take 50 ms: the tests do that."""
    spec = made.to_dict(validate=False)
    (values,) = spec.pop("datasets").values()
    del spec["data"]
    return Drawn({name: [value[name] for value in values] for name in (values[0] if values else {})}, spec)


def card(shown: altair.LayerChart | Drawn, *, key: str, alt: str) -> None:
    """Show a chart as the cards of Home have it: of one height, without legends, its y title above."""
    data, spec = shown if isinstance(shown, Drawn) else _ready(shown)
    spec = deepcopy(spec) | {"height": 200}
    _drop_legends(spec)
    level = {"titleAngle": 0, "titleAlign": "left", "titleBaseline": "bottom", "titleX": 0, "titleY": -8}
    spec["config"] |= {"legend": {"disable": True}, "axisY": level}  # a long title has no room beside the axis
    chart(Drawn(data, spec), st.container(), key=key, alt=alt)


def _drop_legends(spec: dict[str, Any]) -> None:
    for channel in spec.get("encoding", {}).values():
        if isinstance(channel, dict):  # not the list of a tooltip
            channel.pop("legend", None)
    for layer in spec.get("layer", ()):
        _drop_legends(layer)


def chart(shown: altair.LayerChart | Drawn, where: DeltaGenerator, *, key: str, alt: str) -> None:
    """Show a chart, with its text for a screen reader, which knows no Markdown."""
    data, spec = shown if isinstance(shown, Drawn) else _ready(shown)
    where.vega_lite_chart(data, spec, width="stretch", key=key, alt=alt.replace("**", ""))
