"""How far a person is in the lessons, kept by their browser and told to nobody."""

from __future__ import annotations

from collections.abc import Sequence

from ui.components.mount import component, pack


def reached(
    lesson: str, steps: int, exercises: Sequence[str], *, step: int, solved: Sequence[str], key: str
) -> None:
    """Note in the browser that a person is at `step` of a lesson and has `solved` exercises; show all so far."""
    header = {
        "lesson": lesson,
        "steps": steps,
        "exercises": list(exercises),
        "step": step,
        "solved": list(solved),
    }
    component("progress")(key=key, data=pack(header, []))


def overview(lessons: Sequence[tuple[str, str, str, int, Sequence[str]]], *, key: str) -> None:
    """Show how far a person is in all lessons: of each its name, title, link, number of steps and exercises."""
    every = [
        {"lesson": name, "title": title, "link": link, "steps": steps, "exercises": list(exercises)}
        for name, title, link, steps, exercises in lessons
    ]
    component("progress")(key=key, data=pack({"lessons": every}, []))
