"""A network of the digit lab as a file: saved, and brought back."""

import hashlib

import streamlit as st

from core.data import images
from core.data.selection import Floats
from core.experiments.digit_lab import Config, saved
from core.experiments.digit_lab.nets import NETWORKS
from core.experiments.digit_lab.scores import Tested
from core.words import percent
from ui import session
from ui.kept import kept
from ui.lesson import Page
from ui.lessons.digit_lab import run as page_of
from ui.lessons.digit_lab.outcome import tested
from ui.lessons.digit_lab.run import Found
from ui.text import plain

MOST = 50_000_000  # bytes of a file that comes


def files(page: Page[Config]) -> None:
    """Save the network that this page has trained, or load one."""
    left, right = st.columns(2, gap="large")
    with left:
        _save(page.used, page_of.start_if_short(page.used))
    with right:
        file = st.file_uploader(
            "Load a network that was saved here",
            "safetensors",
            key=f"{page.name}.file",
            help="A .safetensors file of this page. It is checked, and nothing in it is ever run.",
        )
    if file is not None:
        _loaded(page.name, file.name, file.getvalue())


def _save(config: Config, job: Found | None) -> None:
    last = job.snapshots[-1] if job and job.snapshots else None
    if job is None or last is None or not last.names:
        st.markdown("A network can be saved when its run has come to its end.")
        return
    data = _file(job.key, config, last.names, last.parameters)
    st.download_button(
        f"Save this network ({len(data) / 1e6:.2g} MB)",
        data,
        f"mlp-scope-{name(config)}.safetensors",
        "application/octet-stream",
        on_click="ignore",
    )
    st.caption(
        "Its weights and settings, as safetensors with JSON: any program that reads safetensors reads it, and "
        "none has to run what is in it."
    )


def name(config: Config) -> str:
    """A short name for the network's file."""
    chosen = f"{config.network}-{config.widths or 'no-hidden'}-{config.activation}-{config.dataset}"
    return chosen.replace("_", "-")


@kept
def _file(key: str, _config: Config, _names: tuple[str, ...], _parameters: tuple[Floats, ...]) -> bytes:
    return saved.save(_config, dict(zip(_names, _parameters, strict=True)))


def _loaded(page: str, title: str, data: bytes) -> None:
    """What a file holds and what it does on the test pictures, or why it is refused."""
    try:
        if len(data) > MOST:
            raise ValueError(f"The file must have at most {MOST:,} bytes. Got {len(data):,} instead.")
        with st.spinner("Testing the network"):
            config, result = _tested(hashlib.sha256(data).hexdigest(), data)
    except (ValueError, images.DataError) as error:
        st.error(f"**{plain(title[:80])}** was not loaded. {plain(str(error))}", icon=":material/error:")
        return
    about = images.about(config.dataset).title
    scrambled = ", scrambled pixels" if config.permute_pixels else ""
    st.subheader(plain(title[:80]))
    st.markdown(
        f"{NETWORKS[config.network].split(':')[0]}, hidden layers {config.widths or 'none'}, "
        f"{page_of.weights(config):,} weights, trained on {about}{scrambled}. On its {result.confusion.sum():,} "
        f"test pictures: **{percent(result.error, 2)} error**, loss {result.loss:.3f}."
    )
    st.button("Use its settings", f"{page}.use", on_click=session.choose, args=(page, config))
    tested(f"{page}.loaded", config, result.confusion, result.worst, result.probabilities)


@kept
def _tested(digest: str, _data: bytes) -> tuple[Config, Tested]:
    config, parameters = saved.load(_data)
    return config, saved.evaluate(config, parameters)
