"""The first page: what this is, a picture of each lesson, its lectures, and the machine that it runs on."""

import streamlit as st

from core import device
from core.data import images
from core.experiments import templates
from core.jobs import Job, State
from ui import catalogue, course, data, following, lesson
from ui.catalogue import LESSONS
from ui.components import following as component
from ui.components.reader import reader
from ui.decks import DECKS


def introduction() -> None:
    with st.container(key="start", horizontal=True, vertical_alignment="center"):
        st.title("MLP Scope")
        st.page_link(catalogue.script(LESSONS[0].name), label="Start here", icon=":material/arrow_forward:")
    st.markdown("See what every layer of a neural network does, in pictures that are computed from its weights.")


def hero() -> None:
    """Templates that are learned before one's eyes, and that read what one draws."""
    _, run = lesson.home_run()
    st.header("Draw a digit. Which one is it?")
    with st.container(key="hero"):
        job = following.follow(templates.train, run)
        following.look([job], lambda found: _hero(found[0]), every=None)


def _hero(job: Job[templates.Config, templates.Snapshot]) -> None:
    config, found = job.config, job.snapshots
    pictures = images.about(config.dataset)
    st.markdown(
        f"A **template** is all the weights of one digit, laid out as a picture. Ten of them learn from "
        f"{pictures.title}: ink on orange speaks for the digit, ink on blue against it."
    )
    if job.state is State.DONE:
        names = [pictures.class_names[k] for k in config.classes]
        reader(job.key, names, [one.step for one in found], [one.weight for one in found], key="hero.reader")
    elif job.live:
        st.markdown("They are being trained at this moment, and appear here when they are ready.")
        component.line(job, following.words(job), key="hero.words")
    else:
        stopped = "Somebody has stopped the training of these templates."
        problem = f"The templates could not be recorded. {job.reason}" if job.state is State.FAILED else stopped
        st.warning(problem, icon=":material/error:")
        following.retry(job, "hero", "Train them again")


def cards() -> None:
    """The lessons by the menu's sections: of each its question, which leads there, its sentence, and a picture."""
    course.progress([(here.name, lesson.course_of(here.name)) for here in LESSONS])
    for number, (section, lessons) in enumerate(catalogue.sections().items()):
        st.header(section)
        with st.container(key=f"lessons.{number}"):
            for here in lessons:
                with st.container(border=True, height="stretch", key=f"card.{here.name}"):
                    st.page_link(catalogue.script(here.name), label=f"**{here.question}**")
                    st.markdown(here.sentence)
                    lesson.screen(here.name).card(lesson.first_runs(here.name))


def lectures() -> None:
    """The five decks, each with its lessons in the order of its slides."""
    st.header("Teach a lecture")
    st.markdown("Each lesson stands beside the slides that it shows, in the order of the deck.")
    with st.container(key="decks"):
        for deck in DECKS:
            with st.container(key=f"deck.{deck.name}", gap=None):
                st.subheader(deck.name)
                st.caption(deck.about)
                for name, slides in deck.lessons:
                    st.page_link(catalogue.script(name), label=catalogue.lesson(name).question)
                    st.caption(slides)


def machine() -> None:
    """Where training runs, and which data are here."""
    st.header("This machine")
    st.markdown(
        f"Training runs on **{device.name()}**. Data sets are downloaded when you press their button, or open a "
        "page that needs them."
    )
    with st.container(gap=None):
        for name in images.NAMES:
            data.offer(name)
