"""Softmax on the screen: bars to drag, when numbers run out, leads, what a score learns, and a real digit."""

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from charts import softmax as charts_of
from core.config import settings
from core.experiments import softmax as lesson
from core.experiments.softmax import DECK, SLIPS, Config, Look, Result
from core.jobs import Job, State
from core.words import number, percent
from ui import catalogue, controls, following, session, style, terms
from ui.components.rows import Picture, Row, rows
from ui.components.shares import shares
from ui.lesson import Page, Runs, home_run, science, tell


def figure(page: Page[Config]) -> None:
    """The bars; what a person drags becomes the page's settings."""
    result = lesson.run(page.used)
    said = lesson.describe(page.used, result)

    def moved(to: Config) -> None:
        session.choose(page.name, to)

    shares(page.used, key=f"{page.name}.shares", label=said.spoken, on_move=moved)
    page.explain(said)


def running_out(page: Page[Config]) -> None:
    """The same probabilities in float32, with and without the largest score, and in float64."""
    result = lesson.run(page.used)
    tell("**Which way can be trusted?** ", lesson.of_running_out(page.used, result))


def leads(page: Page[Config]) -> None:
    result = lesson.run(page.used)
    said = lesson.of_leads(page.used, result)
    chart = style.drawn(charts_of.leads, page.used, result)
    style.chart(chart, st.container(), key=f"{page.name}.leads", alt=f"Share against lead. {said}")
    tell("**Does softmax detect the max?** ", said)


def learning(page: Page[Config]) -> None:
    """p − y, and the Jacobian beside it."""
    result = lesson.run(page.used)
    said = lesson.of_learning(page.used, result)
    left, right = st.columns(2)
    style.chart(charts_of.error(result), left, key=f"{page.name}.error", alt=f"p − y of each class. {said}")
    style.chart(charts_of.jacobian(result), right, key=f"{page.name}.jacobian", alt=f"The Jacobian. {said}")
    tell("**What is pushed where?** ", said)


def digit(page: Page[Config]) -> None:
    """The scores that trained templates give a test picture, which can be taken into the bars."""
    templates, (_, run) = science(catalogue.HOME_RUN[0]), home_run()
    job = following.follow(templates.train, run)
    following.look([job], lambda found: _digit(page, found[0]), every=None)


def _digit(page: Page[Config], job: Job[Any, Any]) -> None:
    if job.state is not State.DONE:
        st.caption("The templates are being trained." if job.live else job.reason or "The training was stopped.")
        return
    look = _choose(page)
    picture, nth, many = lesson.show(look, job.config.dataset)
    now = job.snapshots[-1]
    scores = lesson.text_of(lesson.read(now.weight, now.bias, picture))
    config = Config(scores, int(look.digit))
    result = lesson.run(config)
    best = result.order[0]
    verdict = "**right**" if best == int(look.digit) else f"**wrong**, it is {look.digit}"
    terms.say(
        f"Picture {nth:,} of {many:,} of this digit, and the scores of the ten templates that Home opens with. The "
        f"largest is that of {best}, with probability {percent(float(result.probabilities[best]))}: {verdict}."
    )
    left, right = st.columns([1, 4], vertical_alignment="center")
    with left:
        rows(
            ("picture",), [Row("", (Picture(picture, ink=True),))], key=f"{page.name}.picture", caption="", size=112
        )
    with right:
        label = f"The scores of a digit. {lesson.describe(config, result).spoken}"
        shares(config, key=f"{page.name}.read", label=label, still=True)

    def take() -> None:
        session.put(page.name, scores=scores, target=config.target)

    if st.button("Take these scores into the figure", key=f"{page.name}.take", on_click=take):
        st.rerun()


def _choose(page: Page[Config]) -> Look:
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        controls.segmented(page.name, page.view(Look), "digit")
    with right:
        controls.widget(page.name, settings(Look)["nth"])
    return page.view(Look)


def mathematics(page: Page[Config]) -> None:
    config, result = page.used, lesson.run(page.used)
    st.latex(r"p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} \qquad z_k = \frac{s_k + c}{T}")
    logit = r"\ln\frac{p^*}{1-p^*} - \ln\frac{p_k}{1-p_k}"
    st.latex(r"p_k \to p^*: \quad \Delta s_k = T\left(" + logit + r"\right)")
    st.latex(r"K = 2: \quad p_0 = \frac{1}{1 + e^{-(s_0 - s_1)/T}}")
    st.latex(r"-\frac{\partial \ln p_y}{\partial z} = p - y")
    st.latex(r"\frac{\partial p}{\partial s} = \tfrac{1}{T}\left(\mathrm{diag}(p) - p\,p^{\top}\right)")
    st.latex(r"\max_k s_k \;\le\; T \ln \sum_k e^{s_k/T} \;\le\; \max_k s_k + T \ln K")
    terms.say(
        "Add $c$ to every score, and $e^{c/T}$ is a factor above and below the line: it cancels. So one may "
        "subtract the largest score first. Then no exponential is above 1, and one of them is 1: the sum is never "
        "0 and never infinite. The last line says why it is called soft: $T$ times the logarithm of the sum is a "
        "soft maximum of the scores. "
        f"Here it is {_soft(config, result)}."
    )
    with st.expander("The same in PyTorch, with these numbers"):
        st.code(code(config), language="python")


def _soft(config: Config, result: Result) -> str:
    soft = config.temperature * result.log_total - config.shift
    return f"{number(soft, 4)}, and the largest score is {number(float(result.scores.max()), 4)}"


def code(config: Config) -> str:
    """PyTorch that computes the probabilities of `config`, and runs as it stands."""
    kind = "float64" if config.arithmetic == "exact" else "float32"
    lines = [
        "import torch",
        "",
        f"s = torch.tensor([{', '.join(config.scores.split(','))}], dtype=torch.float64)",
        f"z = ((s + {config.shift!r}) / {config.temperature!r}).to(torch.{kind})",
    ]
    if config.arithmetic == "plain":
        lines += ["e = torch.exp(z)", "p = e / e.sum()", "print(p)"]
    else:
        lines += ["print(torch.softmax(z, dim=0))  # it subtracts the largest score first"]
    return "\n".join(lines)


def slips(page: Page[Config]) -> None:
    """The slide's three vectors beside what their scores give, and which of its entries are misprints."""
    lines = ["| the slide’s scores | it prints | softmax gives |", "|---|---|---|"]
    wrong: list[str] = []
    for name, text in DECK.items():
        p = lesson.run(Config(text)).probabilities
        printed = SLIPS[name]
        lines.append(f"| {', '.join(_minus(text))} | {_two(printed)} | {_two(p)} |")
        wrong += [
            f"Class {k} of {', '.join(_minus(text))}: the slide prints {_two([said])}, and it is {p_k:.4f}."
            for k, (said, p_k) in enumerate(zip(printed, p, strict=True))
            if f"{said:.2f}" != f"{p_k:.2f}"
        ]
    st.markdown("\n".join(lines))
    st.markdown("\n".join(f"{n}. {one}" for n, one in enumerate(wrong, 1)))
    st.caption(
        "The output of the lecture’s lab 02 has .0481, so the .04 is a slip of the slide. All other entries agree."
    )


def _minus(text: str) -> Sequence[str]:
    return [one.replace("-", "\N{MINUS SIGN}") for one in text.split(",")]


def _two(shares: Iterable[float]) -> str:
    return " ".join(f"{p:.2f}".removeprefix("0") for p in shares)


def card(runs: Runs) -> None:
    """The slide's ten scores, for Home."""
    config = Config()
    shares(config, key="cards.softmax", label=lesson.describe(config, lesson.run(config)).spoken, still=True)
