"""The few rules that Streamlit's theme settings cannot say."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Literal, NamedTuple

import altair
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts.theme import DARK, GREY, LABEL, LIGHT
from ui import session


# Streamlit's captions are too pale on white: 4.1:1 where 4.5:1 is wanted. Until all is drawn, it leaves the old
# button of a line about a job (ui/following.py), and old examples, after the new ones, which would move under the
# hand. A formula that is wider than a phone scrolls in its own box. The script that corrects the link comes and
# goes with the runs of a page: it takes no room, or all below it would jump. Where a chart says no colour for a
# text, Vega writes in black, in the dark too. Streamlit writes in white on the accent, which is light in the dark,
# and lays a chart's own buttons over what stands above it. On Home the link of a card covers all of it. A term that
# is explained (ui/terms.py) is a word with a help icon in it, which covers it unseen. Where letters stand on whole
# pixels, the spaces of small texts are uneven or gone; but Vega has measured its own texts so.
# In a wide window all is larger: Streamlit's own parts are in rem, and charts and components, which are in pixels,
# are zoomed (shared/mounting.js). At 1920 a text of 12 pixels has 16, and a line has as many letters as at 1280.
# Streamlit makes the drawing of a chart as wide as its element looks, and the zoom makes it wider.
def _zoomed(least: float = 1.0) -> str:
    """All is so many times larger, and larger still in windows that are wider than 1440 pixels."""
    sizes = {0: 1.0} if least > 1 else {}
    sizes |= {width: width / 1440 for width in (1600, 1760, 1920, 2240, 2560, 3200, 3840)}
    return "\n".join(
        f"@media (min-width: {width}px) {{ :root {{ --zoom: {least * zoom:.4g}; "
        "font-size: calc(100% * var(--zoom)) !important; } }"
        for width, zoom in sizes.items()
    )


_CHART_TEXT = ".role-axis-label, .role-axis-title, .role-legend-label, .role-legend-title"
_EXAMPLES = '[class*="-examples"] [data-testid="stElementContainer"]'
_CHIPS = '[data-testid="stElementContainer"]:has([data-testid="stButtonGroup"])'
_BUTTON = '[data-testid="stElementContainer"]:has([data-testid="stButton"])'
_TERM = '[data-testid="stMarkdownContainer"] span:has(> span > label > [data-testid="stTooltipIcon"])'
_CSS = f"""
:root {{ text-rendering: geometricPrecision; }}
svg.marks {{ text-rendering: auto; }}
[data-testid="stCaptionContainer"], .following {{ color: light-dark({LIGHT.grey}, {DARK.grey}); opacity: 1; }}
[data-testid="stMainBlockContainer"] {{ padding: 2.85rem 2rem 4rem; max-width: 73.75rem; }}
[data-testid="stMain"] h1 {{ padding: 0; }}
[data-testid="stHeader"] {{ height: 2.75rem; min-height: 2.75rem;
  background: light-dark({LIGHT.background}, {DARK.background}); }}
[data-testid="stSidebarUserContent"] {{ padding-bottom: 2rem; }}
@media (min-width: 1600px) {{ [data-testid="stSidebar"][data-collapsed="false"] {{ min-width: 18.75rem; }} }}
{_zoomed()}
[data-testid="stVegaLiteChart"] {{ zoom: var(--zoom, 1); width: calc(100% / var(--zoom, 1)) !important; }}
svg.marks .mark-text text[fill="black"] {{ fill: light-dark({LIGHT.text}, {DARK.text}); }}
svg.marks :is({_CHART_TEXT}) text, svg.marks .mark-text text:is([fill="{GREY}"], [fill="{LABEL}"]) {{
  fill: light-dark({LIGHT.grey}, {DARK.grey}); }}
svg.marks .mark-text text:is([fill="{GREY}"], [fill="{LABEL}"]) {{ paint-order: stroke; stroke-width: 4px;
  stroke: light-dark({LIGHT.background}, {DARK.background}); stroke-linejoin: round; }}
.katex-display {{ padding: 0.25rem; overflow: auto hidden; }}
[class*="st-key-look"], [data-testid="stElementContainer"]:has(> [data-testid="stHtml"] > script) {{
  position: absolute; }}
[class*="job_line"] button {{ min-height: 2rem; }}
[class*="job_line"] > {_BUTTON} ~ {_BUTTON}, [class*="-examples"] > {_CHIPS} ~ {_CHIPS} {{
  display: none !important; }}
.st-key-batches-verdict {{ min-height: 1.75rem; }}
.st-key-template_learning-where {{ margin-bottom: -1rem; }}
[data-testid="stMetric"] label p {{ font-size: 0.85rem; }}
div[data-testid="stElementToolbar"] {{ top: 0; }}
[data-testid="stBaseButton-tertiary"] p {{ text-decoration: underline; text-decoration-thickness: 1px;
  text-underline-offset: 3px; }}
[data-testid="stBaseButton-primary"] {{ color: light-dark({LIGHT.background}, {DARK.background}); }}
:is([data-testid="stMetric"] label, [data-testid^="stBaseButton"], [data-testid="stPopoverButton"])
  :is(.stMarkdownEllipsis, .stMarkdownEllipsis p) {{
  white-space: normal; overflow: visible; }}
{_TERM} {{ position: relative; white-space: nowrap; font-size: inherit !important;
  text-decoration: underline dotted light-dark({LIGHT.grey}, {DARK.grey}) 1px; text-underline-offset: 4px; }}
{_TERM} > span, {_TERM} > span > label {{ position: absolute; inset: 0; margin: 0; transform: none; }}
{_TERM} > span :is([data-testid="stTooltipIcon"], [data-testid="stTooltipHoverTarget"], button) {{
  width: 100% !important; height: 100%; }}
{_TERM} svg {{ display: none; }}
[class*="st-key-terms"] h2 {{ font-size: 1.1rem; padding: 0 0 1.25rem; }}
[class*="st-key-terms"] .katex-display > .katex {{ text-align: left; }}
[class*="st-key-terms"] [data-testid="stPageLink"] a {{ padding: 0.25rem 0; background: none; }}
[class*="st-key-deck-"] [data-testid="stPageLink"] a {{ padding: 0.75rem 0 0; background: none; }}
[class*="st-key-deck-"] [data-testid="stPageLink"] p {{ white-space: normal; text-decoration: underline;
  text-decoration-thickness: 1px; text-underline-offset: 3px; }}
:is([class*="st-key-lessons-"], [class*="st-key-decks"], [class*="st-key-terms"]) {{ display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }}
[class*="st-key-terms"] {{ column-gap: 2.5rem; }}
:is([class*="st-key-decks"], [class*="st-key-terms"]) {{ align-items: start; row-gap: 2rem; }}
[class*="st-key-lessons-"] > * {{ height: 100%; }}
[class*="st-key-card-"] {{ position: relative; --legend: none; }}
[class*="st-key-card-"]:hover {{ border-color: currentColor; }}
[class*="st-key-card-"] [data-testid="stPageLink"] a {{ padding: 0; background: none; }}
[class*="st-key-card-"] [data-testid="stPageLink"] a::after {{ content: ""; position: absolute; inset: 0;
  z-index: 1; }}
[class*="st-key-card-"] [data-testid="stPageLink"] p {{ font-size: 1.15rem; line-height: 1.35;
  white-space: normal; }}
.st-key-start {{ flex-wrap: nowrap; padding-top: 0.5rem; }}
.st-key-start [data-testid="stElementContainer"]:has([data-testid="stPageLink"]) {{ flex: none; }}
[class*="st-key-start"] [data-testid="stPageLink"] a {{ padding: 0.4rem 1rem; border-radius: 0.5rem;
  background: light-dark({LIGHT.accent}, {DARK.accent}); }}
[class*="st-key-start"] [data-testid="stPageLink"] a * {{
  color: light-dark({LIGHT.background}, {DARK.background}); }}
@media (min-width: 641px) {{ :is([class*="st-key-title"], [class*="st-key-path"],
  [class*="st-key-answer_row"]) {{ flex-wrap: nowrap; }} }}
[class*="st-key-answer_row"] {{ padding-left: 1rem;
  border-left: 4px solid light-dark({LIGHT.accent}, {DARK.accent}); }}
[class*="st-key-title"] button {{ color: light-dark({LIGHT.accent}, {DARK.accent}); border-color: currentColor;
  background: color-mix(in srgb, currentColor 12%, transparent); }}
.st-key-hero {{ min-height: 27.5rem; }}
@media (hover: none) {{ kbd {{ display: none !important; }} }}
@media (max-width: 640px) {{
  [class*="st-key-path"] > :has([data-testid="stMarkdown"]) {{ order: 1; flex-basis: 100%; }}
  [data-testid="stMainBlockContainer"] {{ padding: 2.75rem 1rem 4rem; }}
  [data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] {{ gap: 0.75rem; }}
  [data-testid="stMainBlockContainer"] [data-testid="stHorizontalBlock"] {{ row-gap: 0.4rem; }}
  [data-testid="stMainBlockContainer"] h1 {{ font-size: 1.45rem; padding: 0.25rem 0 0; }}
  [data-testid="stMainBlockContainer"] h2 {{ font-size: 1.25rem; padding: 0.35rem 0 1rem; }}
  [data-testid="stMainBlockContainer"] [data-testid="stButtonGroup"] button {{ padding: 0.1rem 0.6rem; }}
  {_EXAMPLES}, {_EXAMPLES} :is([data-testid="stButtonGroup"], [data-testid="stButtonGroup"] > div) {{
    display: contents; }}
  {_EXAMPLES} button {{ min-height: 1.75rem !important; height: 1.75rem; }}
  {_EXAMPLES} button p {{ font-size: 0.8rem; }}
  {_EXAMPLES} [data-testid="stButton"] {{ width: auto; }}
  [data-testid="stMain"] [data-testid="stMarkdownContainer"] > p {{ line-height: 1.45; }}
  [class*="st-key-title"] button {{ min-height: 2.1rem; }}
  [class*="-moves"] {{ column-gap: 0.4rem; }}
  [class*="-moves"] button {{ min-height: 2.1rem; padding: 0 0.6rem; }}
  [data-testid="stMainBlockContainer"] [data-testid="stBaseButton-tertiary"] {{ min-height: 2rem; }}
  .st-key-hero {{ min-height: 39.75rem; }}
  .st-key-digit_lab-reading [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"]) {{ display: grid;
    grid: "pad others" auto "says says" auto / 204px minmax(0, 1fr); gap: 0.5rem 0.75rem;
    --hint: calc(100% + 6px) 0 auto; --hint-width: auto; --pad: column; --pad-row: row; }}
  .st-key-digit_lab-reading [data-testid="stColumn"] {{ min-width: 0; width: auto; }}
  .st-key-digit_lab-reading [data-testid="stColumn"]:nth-child(2) {{ grid-area: says; }}
  .st-key-digit_lab-reading button {{ padding: 0.2rem 0.4rem; }}
  .st-key-batches-verdict {{ min-height: 4.35rem; }}
  [data-testid="stMarkdownContainer"] table {{ display: block; overflow-x: auto; }}
  [data-testid="stMarkdownContainer"] :is(th, td) {{ padding: 0.25rem 0.3rem; font-size: 0.8rem; }}
}}
"""


# In a lecture: a text has 24 pixels at 1280 x 720, and there is nothing but the lesson. Its figure begins as high
# up as it can: the title is one line, and the line about a job is there while the job runs, or has stopped. Where a
# step is about a section further down, the step and its answer stay in sight.
LECTURE = f"""
{_zoomed(1.5)}
:is([data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stSidebarCollapsedControl"]),
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-lecture_keys"]),
  [class*="job_line"]:not(:has(:is([class*="-stop"], [class*="-again"]))) {{ display: none !important; }}
[data-testid="stMainBlockContainer"] {{ padding: 0.4rem 1.5rem 3rem; max-width: none; }}
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] {{ gap: 0.5rem; }}
[data-testid="stMain"] h1 {{ font-size: 1.1rem; padding: 0; }}
[data-testid="stLayoutWrapper"]:has(> :is([class*="st-key-path"], [class*="st-key-answer"])):not(:has(.guess)) {{
  position: sticky; top: 0; z-index: 2; background: light-dark({LIGHT.background}, {DARK.background});
  padding-bottom: 0.5rem; margin-bottom: -0.5rem; }}
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-answer"]) {{ top: 1.75rem !important; }}
[data-testid="stMain"] {{ --answer: 0px; --moves: 0px; --around: 12rem;
  --room: calc(100vh / var(--zoom) - 75px - var(--answer) - var(--moves)); }}
[data-testid="stMain"]:has([class*="st-key-answer"]) {{ --answer: 60px; --around: 14.5rem; }}
[data-testid="stMain"]:has([class*="-moves"]) {{ --moves: 38px; }}
[class*="st-key-regions-plane"] {{ --least: 240px; }}
:is([class*="st-key-template_learning"], [class*="st-key-small_large"], [class*="st-key-backprop"]) {{
  --caption: none; }}
@media (max-height: 800px) {{ [class*="st-key-three_views"] {{ --caption: none; }} }}
[class*="st-key-backprop"] {{ --formula: 68px; }}
[data-testid="stMain"]:has([class*="st-key-answer"]) [class*="st-key-backprop"] {{ --formula-shown: none; }}
.st-key-template_learning-where {{ display: none; }}
[class*="st-key-fits-window"] [data-testid="stElementContainer"] {{
  height: clamp(11rem, 100vh - var(--around), 22rem); }}
[class*="st-key-fits-window-activations"] {{ --around: 17rem; }}
[class*="st-key-fits-window"] [data-testid="stVegaLiteChart"] {{ height: calc(100% / var(--zoom)) !important; }}
[data-testid="stCaptionContainer"] {{ color: light-dark({LIGHT.text}, {DARK.text}); }}
"""


def apply() -> None:
    st.html(f"<style>{_CSS}</style>")


class Drawn(NamedTuple):
    """A chart, ready to be sent: its data go apart from its specification, so that new data move it in place."""

    data: dict[str, list[Any]]
    spec: dict[str, Any]


_ROWS_IN_LECTURE = 335  # pixels: what a window of 1280 x 720 has below a step and its answer
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
    high: Literal["content", "stretch"] = "content"
    if session.in_lecture() and _has_rows(spec):
        spec = spec | {"height": min(spec["height"], _ROWS_IN_LECTURE)}
    elif session.in_lecture():  # its height is in LECTURE
        spec, high = {name: value for name, value in spec.items() if name != "height"}, "stretch"
        where = where.container(key=f"fits-window.{key}")
    where.vega_lite_chart(data, spec, width="stretch", height=high, key=key, alt=alt.replace("**", ""))


def _has_rows(spec: dict[str, Any]) -> bool:
    """Whether a chart has a row for each of several names, which need some height together."""
    y = spec.get("encoding", {}).get("y", {})
    return y.get("type") in ("nominal", "ordinal") or any(map(_has_rows, spec.get("layer", ())))
