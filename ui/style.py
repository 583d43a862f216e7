"""The few rules that Streamlit's theme settings cannot say."""

import altair
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts.theme import DARK, LIGHT

# Streamlit's captions are too pale on white: 4.1:1 where 4.5:1 is wanted. Until all is drawn, it leaves the old
# button of a line about a job (ui/following.py) after the new one, which would move under the hand. A formula wraps
# at its relations and operators on a phone: KaTeX would let it scroll, which no key can do.
_BUTTON = '[data-testid="stElementContainer"]:has([data-testid="stButton"])'
_CSS = f"""
[data-testid="stCaptionContainer"] {{ color: light-dark({LIGHT.grey}, {DARK.grey}); opacity: 1; }}
[data-testid="stMainBlockContainer"] {{ padding: 1.5rem 2rem 4rem; max-width: 1180px; }}
[data-testid="stHeader"] {{ height: 2.75rem; min-height: 2.75rem;
  background: light-dark({LIGHT.background}, {DARK.background}); }}
[data-testid="stSidebarUserContent"] {{ padding-bottom: 2rem; }}
.katex-display {{ padding: 0.25rem; }}
.katex-display > .katex {{ white-space: normal; }}
[class*="job_line"] > {_BUTTON} ~ {_BUTTON} {{ display: none; }}
[data-testid="stMetric"] label p {{ font-size: 0.85rem; }}
@media (max-width: 640px) {{
  [data-testid="stMainBlockContainer"] {{ padding: 3rem 1rem 4rem; }}
  [data-testid="stMarkdownContainer"] :is(th, td) {{ padding: 0.25rem 0.3rem; font-size: 0.8rem; }}
}}
"""


def apply() -> None:
    st.html(f"<style>{_CSS}</style>")


def chart(drawn: altair.LayerChart, where: DeltaGenerator, *, key: str, alt: str) -> None:
    """Show a chart; its data go apart from its specification, so that new data move it in place.

    It is not validated here, which would take 50 ms: the tests do that.
    """
    spec = drawn.to_dict(validate=False)
    (values,) = spec.pop("datasets").values()
    del spec["data"]
    columns = {name: [value[name] for value in values] for name in (values[0] if values else {})}
    where.vega_lite_chart(columns, spec, width="stretch", key=key, alt=alt)
