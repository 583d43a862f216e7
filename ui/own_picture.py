"""A picture of your own: drawn or uploaded, made as the data set's pictures are, kept in the link."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.data import images, pictures
from core.data.framing import ALL, WHOLE, Part, as_in
from core.data.selection import Pixels
from ui import controls, session
from ui.components.pad import pad
from ui.components.rows import Picture, Row, rows
from ui.text import plain

_ORIGINAL = "own_picture"  # of this session, for every page: the last drawing or upload
_RESET = "own_picture.reset"  # how often the pads were emptied from here
_SHOWN = 140  # CSS pixels
_GETS = "what the network gets"
_NOTHING: dict[str, str | int] = {"picture": "", "label": 0}  # settings without a picture of one's own


@dataclass(frozen=True)
class Places:
    """Where the parts stand: the pad, what the network gets, the upload; and what it gets without a picture.

    That is seen in the pad too, while it is empty.
    """

    pad: DeltaGenerator
    framed: DeltaGenerator
    upload: DeltaGenerator
    meanwhile: tuple[str, Pixels] | None = None  # its name, and the picture


@dataclass(frozen=True)
class _Original:
    raw: bytes  # a PNG or JPEG file
    drawn: bool
    part: Part = WHOLE
    piece: int | None = None  # of several in it; None: not chosen yet


def choose(page: str, data: images.ImageData, places: Places | None = None) -> Pixels | None:
    """Draw or upload: the picture (H, W[, 3]) as the pictures of `data` are made, None while there is none.

    The setting `picture` of `page` holds it for the link. What a person drew or uploaded goes along to other pages.
    """
    places = places or _row()
    with places.pad:
        last, reset = st.session_state.get(_ORIGINAL), st.session_state.get(_RESET, 0)
        drawn, elsewhere = last is not None and last.drawn, last is not None or session.value(page, "picture")
        instead = places.meanwhile[1] if places.meanwhile and (drawn or not elsewhere) else None
        raw = last.raw if last and drawn else None
        drawing = pad(key=f"{page}.pad", drawing=raw, reset=reset, meanwhile=instead)
    with places.framed:
        place = st.empty()
    with places.upload:
        label = f"Upload a PNG or JPEG of at most {pictures.MOST_BYTES / 1e6:g} MB"
        file = st.file_uploader(
            label, ["png", "jpg", "jpeg", "jfif"], key=f"{page}.upload.{reset}", max_upload_size=5
        )
    _note(page, drawing, drawn=True)
    _note(page, file.getvalue() if file else None, drawn=False)
    last = st.session_state.get(_ORIGINAL)
    if last and not last.drawn:
        _ask_part(page, last)
    picture, problem = _held(page, data)
    with place.container():
        _show(page, data, picture, places.meanwhile, in_pad=instead is not None)
    if problem:
        st.warning(plain(str(problem)))
    if isinstance(problem, pictures.Unclear):
        _ask_piece(page, problem.pieces)
    elif last and last.piece is not None:
        st.button("Choose another piece", f"{page}.pieces", on_click=_change, args=(page,), kwargs={"piece": None})
    return picture


def _show(
    page: str, data: images.ImageData, own: Pixels | None, meanwhile: tuple[str, Pixels] | None, *, in_pad: bool
) -> None:
    """What the network gets: a picture of one's own, or the one `meanwhile`, which may be `in_pad` already."""
    name, shown = (_GETS, own) if own is not None else meanwhile or ("", None)
    if shown is None:
        height, width = data.train_images.shape[1:3]
        st.caption(f"Here stands {_GETS}: {height} x {width} pixels.")
    elif own is None and in_pad:
        st.caption(f"In the pad: {name}.")
    else:
        rows((name,), [Row("", (Picture(shown),))], key=f"{page}.framed", caption="", size=_SHOWN)


def _row() -> Places:
    """One beside the other, or on a phone one below the other."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        return Places(st.container(width=290), st.container(width=_SHOWN + 40), st.container(width=300))


def forget(page: str) -> None:
    """The drawing or upload is given up, and the pad is empty."""
    state = st.session_state
    state[_ORIGINAL], state[_RESET] = None, state.get(_RESET, 0) + 1
    session.put(page, **_nothing(page))


def _nothing(page: str) -> dict[str, str | int]:
    return {name: nothing for name, nothing in _NOTHING.items() if session.has(page, name)}


def _change(page: str, **changes: Part | int | None) -> None:
    """Take another part or piece of the last picture: what the network gets is made anew."""
    if last := st.session_state.get(_ORIGINAL):
        st.session_state[_ORIGINAL] = replace(last, **changes)
        _anew(page)


def _ask_piece(page: str, pieces: Sequence[Pixels]) -> None:
    """Show each piece as the network would get it, and take the one that is chosen."""
    shown = tuple(Picture(pictures.framed(piece)) for piece in pieces)
    names = tuple(f"piece {k + 1}" for k in range(len(pieces)))
    rows(names, [Row("", shown)], key=f"{page}.found", caption="", size=_SHOWN // 2)
    with st.container(horizontal=True):
        for k, name in enumerate(names):
            label = f"Take {name}"
            st.button(label, f"{page}.piece.{k}", on_click=_change, args=(page,), kwargs={"piece": k})
        label, every = "It is one digit: take all", {"piece": ALL}
        st.button(label, f"{page}.piece.all", on_click=_change, args=(page,), kwargs=every)


def _ask_part(page: str, last: _Original) -> None:
    """Let a person cut the picture that they uploaded to the part with the digit."""
    mark = hashlib.sha256(last.raw).hexdigest()[:16]
    keys = f"{page}.across.{mark}", f"{page}.down.{mark}"

    def cut() -> None:
        (left, right), (top, bottom) = (st.session_state[key] for key in keys)
        _change(page, part=Part(*(share / 100 for share in (left, right, top, bottom))), piece=None)

    with st.expander("Use only a part of the picture"):
        now = [round(100 * share) for share in last.part]
        st.slider("From left to right, %", 0, 100, (now[0], now[1]), key=keys[0], on_change=cut)
        st.slider("From top to bottom, %", 0, 100, (now[2], now[3]), key=keys[1], on_change=cut)


def leave(page: str) -> None:
    """No picture of one's own on this page now: the link leaves it out. The original is kept for later."""
    session.put(page, **_nothing(page))


def _note(page: str, raw: bytes | None, *, drawn: bool) -> None:
    """Take what came from the pad or the uploader if it is new: the last of the two counts."""
    state, seen = st.session_state, f"{page}.own.{'pad' if drawn else 'upload'}"
    mark = hashlib.sha256(raw).hexdigest() if raw else ""
    if mark == state.get(seen, ""):
        return
    state[seen] = mark
    last = state.get(_ORIGINAL)
    if raw or (last and last.drawn == drawn):
        state[_ORIGINAL] = _Original(raw, drawn) if raw else None
        _anew(page)


def _anew(page: str) -> None:
    """What the network gets is made again, of the original as it is now."""
    session.put(page, picture="", **({"again": 0} if session.has(page, "again") else {}))


def _held(page: str, data: images.ImageData) -> tuple[Pixels | None, pictures.PictureError | None]:
    """The picture in the page's setting, or else the last original framed for `data`; or None and what is wrong."""
    problem: pictures.PictureError | None = None
    if text := session.value(page, "picture"):
        try:
            return pictures.from_text(text, data.train_images.shape[1:]), None
        except pictures.PictureError as error:
            session.put(page, picture="")
            problem = error
    last = st.session_state.get(_ORIGINAL)
    if last is None:
        return None, problem
    try:
        picture = as_in(data, last.raw, drawn=last.drawn, part=last.part, piece=last.piece)
    except pictures.PictureError as error:
        return None, error
    session.put(page, picture=pictures.to_text(picture))
    return picture, None


def teach(page: str, dataset: str, classes: Sequence[int], names: Sequence[str], guess: Callable[[], int]) -> None:
    """A picture of your own, and the class that it is taught as: for a new one, the class that `guess` says."""
    before = session.value(page, "picture")
    if choose(page, images.load(dataset)) is None:
        return
    if session.value(page, "picture") != before:
        session.put(page, label=classes[guess()])
    elif session.value(page, "label") not in classes:
        session.put(page, label=classes[0])
    now, words = session.value(page, "label"), dict(zip(classes, names, strict=True))
    more = controls.of_setting(page, "label", now)
    st.pills("Teach it as", classes, default=now, format_func=words.__getitem__, required=True, **more)
