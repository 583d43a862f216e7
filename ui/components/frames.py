"""What a component that shows recordings keeps of them: frames sent to the browser, the frame that came back."""

from collections.abc import Mapping

import streamlit as st

_SENT = "_player_sent"
_REMEMBERED = 8  # recordings a component remembers to have sent; the browser keeps four


def start(key: str, recording: str, n: int) -> int:
    """From which of its n frames on the component `key` needs this recording."""
    return min(_sent(key).get(recording, 0), n)


def note(key: str, recording: str, n: int) -> None:
    """All n frames have been sent."""
    sent = _sent(key)
    sent.pop(recording, None)
    sent[recording] = n  # the most recent last
    for old in list(sent)[:-_REMEMBERED]:
        del sent[old]


def resend(key: str) -> None:
    """The browser lacks frames: send from there in the coming rerun. What it says is checked."""
    state = st.session_state.get(key)
    need = state.get("need") if isinstance(state, Mapping) else None
    if not isinstance(need, Mapping):
        return
    recording, have = need.get("id"), need.get("have")
    sent = _sent(key)
    if isinstance(recording, str) and recording in sent and isinstance(have, int) and have >= 0:
        sent[recording] = min(sent[recording], int(have))


def released(state: object, recording: str, n: int) -> int | None:
    """The released frame, if what the browser sent is one of this recording."""
    if not isinstance(state, Mapping) or state.get("id") != recording:
        return None
    index = state.get("index")
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < n:
        return None
    return index


def held(key: str, recording: str, n: int) -> int | None:
    """The frame at which the component `key` was left."""
    before = st.session_state.get(key)
    return released(before.get("frame"), recording, n) if isinstance(before, Mapping) else None


def nothing() -> None:
    """Streamlit wants a callback for every state."""


def _sent(key: str) -> dict[str, int]:
    """How many frames of each recording this session has sent to the component `key`, oldest first."""
    components = st.session_state.setdefault(_SENT, {})
    sent: dict[str, int] = components.setdefault(key, {})
    return sent
