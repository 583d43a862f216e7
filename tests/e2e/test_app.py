"""The whole app: a real server, real workers, a real browser."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Server
from tests.e2e.test_components import COLOURS, Traffic, idle, shown_step
from tests.helpers.axe import serious

CLOSED = "http://127.0.0.1:9"  # the discard port: nobody listens
GRACE = 2.0
REAL = os.environ.get("MLPSCOPE_DATA", "")
HAS_MNIST = (Path(REAL) / "MNIST/raw/train-images-idx3-ubyte.gz").exists()
SHORT = "dataset=digits&epochs=1"
LONG = "dataset=digits&batch_size=1&epochs=100"  # 10 s or more
ENDLESS = "batch_size=1&epochs=100"  # six million steps on MNIST
GENEROUS = 60_000  # ms, for what has to wait for training on a busy machine


def environment(data: str | Path) -> dict[str, str]:
    """Nothing is recorded in advance: a test waits for what it asks for, and for nothing else."""
    ours = {"MLPSCOPE_DATA": str(data), "MLPSCOPE_GRACE": str(GRACE), "MLPSCOPE_FIRST_RUNS": "0"}
    proxies = {name: CLOSED for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")}
    return {**proxies, **ours, "DASK_SCHEDULER_ADDRESS": ""}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def app(serve, folder) -> Server:
    """The server as people have it: with the archives, where MLPSCOPE_DATA has them."""
    return serve("app.py", environment(REAL or folder))


@pytest.fixture
def bare(serve, folder) -> Server:
    """No data, no network. Tests may do harm to it: it is started again if it has ended."""
    return serve("app.py", environment(folder))


@pytest.fixture
def new_page(new_page) -> Iterator[Callable[..., Page]]:
    """No page may end with a traceback."""
    pages: list[Page] = []

    def make(**options) -> Page:
        pages.append(new_page(**options))
        return pages[-1]

    yield make
    for page in pages:
        if not page.is_closed():
            expect(page.get_by_test_id("stException")).to_have_count(0)
            expect(page.get_by_text("Something went wrong on this page")).to_have_count(0)


def go(page: Page, server: Server, path: str = "templates", query: str = SHORT) -> Page:
    page.goto(f"{server}/{path}?{query}" if query else f"{server}/{path}")
    return page


def recorded(page: Page) -> str:
    """Wait until the run is recorded and the page stands still; what it says of its length."""
    expect(page.get_by_text(re.compile(r"^Recorded: [\d,]+ steps$"))).to_be_visible(timeout=GENEROUS)
    expect(page.get_by_text("Each tile is one row of the weight matrix")).to_be_visible()
    expect(page.get_by_role("radiogroup", name="Examples")).to_be_visible()  # Streamlit loads widgets lazily
    expect(page.get_by_role("spinbutton", name="Which one")).to_be_visible()
    idle(page)
    return page.get_by_text(re.compile(r"^Recorded: ")).inner_text()


def until(condition: Callable[[], bool], seconds: float, what: str) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, f"not within {seconds:g} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - start


def busy(server: Server, during: float = 1.0) -> list[psutil.Process]:
    """The processes of the server's family, not itself, that compute; who computes most comes first.

    An idle worker takes 2 % of a core, one that trains on a machine as busy as can be takes 10 %.
    """

    def spent() -> dict[psutil.Process, float]:
        found = {}
        for process in psutil.Process(server.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                found[process] = times.user + times.system
        return found

    before = spent()
    time.sleep(during)
    more = {process: after - before[process] for process, after in spent().items() if process in before}
    return sorted((p for p in more if more[p] > 0.06 * during), key=more.__getitem__, reverse=True)


def stop(page: Page) -> None:
    """Press the page's own Stop, not the one that Streamlit shows above a long run."""
    page.get_by_test_id("stButton").get_by_role("button", name="Stop").click()


def metric(page: Page, label: str) -> str:
    return page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue").inner_text()


def match_text(page: Page) -> Locator:
    return page.get_by_text(re.compile(r"^Picture [\d,]+ of [\d,]+, at step"))


def option(page: Page, group: str, name: str) -> Locator:
    return page.get_by_role("radiogroup", name=group).get_by_role("radio", name=name, exact=True)


def rows(page: Page) -> list[tuple[list[float], float]]:
    """(numbers of the row as they are printed, percentage) of each row of the match."""
    found = []
    table = page.get_by_role("table", name="Picture × template").locator("tbody tr")
    for i in range(table.count()):
        numbers = table.nth(i).locator("td.number .cell > span:last-child").all_inner_texts()
        percent = table.nth(i).locator("td.bar .text").inner_text()
        found.append(([float(n.replace("−", "-")) for n in numbers], float(percent.removesuffix(" %"))))
    return found


# 1. The main journey


def test_open_train_choose_read_and_scrub(page, app):
    go(page, app, "three_views", "")  # the browser has the app's files from here on: a benchmark has their time
    expect(page.locator("svg.network").first).to_be_visible(timeout=GENEROUS)
    began = time.monotonic()
    go(page, app, query="dataset=digits&epochs=3&seed=5")
    expect(page.get_by_role("slider", name="Training step")).to_be_visible(timeout=20_000)
    until(lambda: page.locator(".player .tile canvas").first.evaluate(COLOURS) > 20, 20, "a picture")
    assert time.monotonic() - began < 20  # twice what is promised: the machine may be shared
    recorded(page)

    option(page, "Examples", "Four digits").click()
    if HAS_MNIST:
        expect(page.get_by_text(re.compile(r"^Training: \d+% of 1,\d\d\d steps"))).to_be_visible(timeout=GENEROUS)
    recorded(page)
    assert re.search(r"[?&]classes=0-1-2-3$", page.url)
    assert page.locator(".player").first.locator(".tile").count() == 4

    option(page, "Picture", "3").click()
    page.wait_for_url(re.compile("by=3"))
    table = page.get_by_role("table", name="Picture × template")
    expect(table.locator("tbody tr th").nth(3)).to_contain_text("true")
    idle(page)
    lines = rows(page)
    assert len(lines) == 4
    for (plus, minus, score), _ in lines:
        assert plus >= 0 >= minus and round(plus + minus, 2) == score
    assert round(sum(percent for _, percent in lines), 1) == 100.0
    assert max(lines, key=lambda line: line[0][-1]) == max(lines, key=lambda line: line[1])
    assert table.locator("tbody tr th .label").all_inner_texts() == ["0", "1", "2", "3"]

    option(page, "Picture", "most confidently wrong").click()
    expect(match_text(page)).to_contain_text("wrong: it is ")
    idle(page)

    traffic = Traffic(page)
    page.reload()  # the websocket that is counted begins here
    recorded(page)
    steps = drag_timeline(page, traffic)
    assert len(steps) > 5
    expect(match_text(page)).to_contain_text(f"at step {steps[-1]:,}.")
    idle(page)
    assert len(traffic.sent) == drag_timeline.before + 1
    assert shown_step(page) == steps[-1]


def drag_timeline(page: Page, traffic: Traffic) -> list[int]:
    """Drag from the end to a third; the steps shown on the way. Nothing may be sent before the release."""
    timeline = page.get_by_role("slider", name="Training step")
    timeline.scroll_into_view_if_needed()
    box = timeline.bounding_box()
    y, left, width = box["y"] + box["height"] / 2, box["x"] + 8, box["width"] - 16

    def quiet() -> bool:
        before = len(traffic.sent)
        page.wait_for_timeout(1000)
        return len(traffic.sent) == before

    until(quiet, 20, "the page has nothing more to send")
    drag_timeline.before, steps = len(traffic.sent), []
    page.mouse.move(left + width, y)
    page.mouse.down()
    for part in range(20):
        page.mouse.move(left + width * (1 - part / 30), y)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        steps.append(shown_step(page))
    assert len(traffic.sent) == drag_timeline.before
    page.mouse.up()
    return list(dict.fromkeys(steps))


# 2. A link


def settings_shown(page: Page) -> str:
    page.get_by_text("More settings").click()
    expect(page.get_by_role("spinbutton", name="Seed")).to_be_visible()
    return page.get_by_test_id("stSidebarUserContent").aria_snapshot()


def test_a_link_is_the_picture(new_page, app):
    page = go(new_page(), app, query="dataset=digits&epochs=2&lr=0.01&seed=77")
    recorded(page)
    page.get_by_text("Scramble the pixels", exact=True).click()
    page.get_by_role("toolbar", name="Classes").get_by_role("button", name="4", exact=True).click()
    page.wait_for_url(re.compile(r"classes=0-1-2-3-5-6-7-8-9&permute_pixels=1"))
    recorded(page)
    option(page, "Picture", "7").click()
    page.wait_for_url(re.compile("by=7"))
    idle(page)
    copy = new_page()
    copy.goto(page.url)
    recorded(copy)
    assert copy.url == page.url
    assert metric(copy, "Test error") == metric(page, "Test error") != "–"
    expect(match_text(copy)).to_have_text(match_text(page).inner_text())
    assert rows(copy) == rows(page)
    shown = settings_shown(copy)
    assert shown == settings_shown(page)
    assert "8x8 digits" in shown and '"77"' in shown and "0.01" in shown
    expect(copy.get_by_text("The link was changed")).to_have_count(0)


def test_a_new_link_is_what_the_widgets_say(new_page, app):
    """Whatever the order in which runs, fragments and Streamlit's lazily loaded widgets arrive."""
    for seed in (501, 511):
        page = go(new_page(), app, query=f"dataset=digits&epochs=1&classes=2-5-7&permute_pixels=1&by=7&seed={seed}")
        recorded(page)
        chosen = page.get_by_role("toolbar", name="Classes").locator("[aria-pressed=true]")
        expect(chosen).to_have_text(["2", "5", "7"])
        expect(page.get_by_role("switch", name="Scramble the pixels")).to_be_checked()
        expect(option(page, "Picture", "7")).to_be_checked()
        page.get_by_role("button", name="New seed").click()
        page.wait_for_url(re.compile(f"classes=2-5-7&permute_pixels=1&epochs=1&seed={seed + 1}&by=7"))
        page.context.close()


# 3. A wrong link


def test_a_wrong_link_is_mended_and_brings_nothing_along(page, app):
    evil = "![a](http://x.example/a.png)"
    go(page, app, query=f"{SHORT}&seed=abc&nth=0&colour=red&lr={evil}&optimizer=%3Cimg src=//x.example/b.png%3E")
    said = page.get_by_text("The link was changed to what is possible.")
    expect(said).to_be_visible()
    expect(said).to_contain_text("'seed' must be an integer in [0, 9999]. Got abc instead. Using 0.")
    expect(said).to_contain_text(f"Got {evil} instead.")
    expect(said).to_contain_text("There is no setting 'colour' here")
    recorded(page)
    assert said.locator("img").count() == 0
    assert page.url == f"{app}/templates?{SHORT}"
    page.get_by_role("button", name="Increment").click()
    expect(match_text(page)).to_contain_text("Picture 2 of ")


# 4. No network, no data


def test_without_network_and_data_it_works_on_the_digits_and_says_so(page, bare, folder):
    go(page, bare, query="epochs=1")
    said = page.get_by_test_id("stAlert").filter(has_text="MNIST is not on this machine")
    expect(said).to_contain_text("and could not be downloaded (no network)", timeout=GENEROUS)
    expect(said).to_contain_text(f"Put its four archives into {folder}/MNIST/raw, or connect and try again.")
    expect(said).to_contain_text("Until then this page shows 1,797 small digits that need no download.")
    recorded(page)
    expect(page.get_by_text("Pictures: 8x8 digits (offline).")).to_be_visible()
    assert page.url == f"{bare}/templates?epochs=1"
    option(page, "Picture", "5").click()
    expect(match_text(page)).to_be_visible()
    go(page, bare, "", "")
    expect(page.get_by_text("8x8 digits (offline): ready")).to_be_visible()
    expect(page.get_by_text("MNIST is not on this machine").first).to_be_visible()


def test_a_truncated_archive_is_named(page, bare, folder):
    archive = folder / "FashionMNIST/raw/t10k-labels-idx1-ubyte.gz"
    archive.parent.mkdir(parents=True, exist_ok=True)
    archive.write_bytes(b"\x1f\x8b cut off")
    go(page, bare, query="dataset=fashion_mnist&epochs=1")
    said = page.get_by_test_id("stAlert").filter(has_text=archive.name)
    expect(said).to_contain_text(
        f"{archive.name} in {archive.parent} is damaged: it has 10 bytes instead of 5,148."
    )
    recorded(page)
    archive.unlink()


def test_a_data_folder_that_is_a_file_is_named(page, bare, folder):
    aside = folder.rename(folder.with_name("aside"))
    folder.touch()
    try:
        go(page, bare, query="epochs=1")
        said = page.get_by_test_id("stAlert").filter(has_text="is a file")
        expect(said).to_contain_text(f"{folder} is a file, but the data folder has to be a folder.")
        recorded(page)
    finally:
        folder.unlink()
        aside.rename(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_said(page, bare, folder):
    folder.chmod(0o500)
    try:
        go(page, bare, query="dataset=cifar10&epochs=1")
        said = page.get_by_test_id("stAlert").filter(has_text="CIFAR-10 needs 170 MB")
        expect(said).to_contain_text("this folder cannot be written to", timeout=GENEROUS)
        recorded(page)
    finally:
        folder.chmod(0o700)


# 5. Everyone can read it


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "templates"])
def test_axe_finds_nothing_serious(new_page, app, path, scheme):
    page = go(new_page(color_scheme=scheme), app, path, SHORT if path else "")
    if path:
        recorded(page)
        page.get_by_text("More settings").click()
    else:
        expect(page.locator(".player .tile canvas").first).to_be_visible(timeout=GENEROUS)
    idle(page)
    assert serious(page) == []


# 6. Without a mouse

FOCUSED = """() => {
  let e = document.activeElement;
  while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  const group = e.closest('[role=radiogroup], [role=toolbar], [role=group]');
  return [group?.getAttribute('aria-label') ?? '', e.getAttribute('aria-label') ?? e.innerText ?? '',
          e.className?.toString() ?? '', e.type ?? ''].join(' | ');
}"""


def tab_to(page: Page, wanted: str, most: int = 60) -> list[str]:
    """Press Tab until the focus is on what matches; what was passed on the way."""
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(FOCUSED))
        if re.search(wanted, passed[-1]):
            return passed
    raise AssertionError(f"Tab does not reach {wanted}: {passed}")


def test_keys_alone_choose_a_preset_play_scrub_and_match(page, app):
    go(page, app)
    recorded(page)
    expect(page.get_by_role("toolbar", name="Classes")).to_be_visible()
    tab_to(page, r"^Examples \|")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile(r"/templates\?classes=0-1-2-3$"))
    recorded(page)
    last = shown_step(page)

    passed = tab_to(page, r"\| first ")
    assert any("Arrow keys read one weight" in label for label in passed)
    page.keyboard.press("Enter")
    expect(page.locator(".player .status b")).to_have_text("0")
    expect(match_text(page)).to_contain_text("at step 0.")
    tab_to(page, r"\| play ", 4)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    tab_to(page, r"\| timeline ", 6)
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(match_text(page)).to_contain_text("at step 3.")
    page.keyboard.press("End")
    expect(match_text(page)).to_contain_text(f"at step {last:,}.")
    idle(page)

    tab_to(page, r"^Picture \|")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("by=1"))
    expect(option(page, "Picture", "1")).to_be_checked()
    tab_to(page, r"Which one \|.*number|\| number$", 6)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(match_text(page)).to_contain_text("Picture 2 of ")
    page.wait_for_url(re.compile("nth=2"))


# 7. On a phone


@pytest.mark.parametrize("path", ["", "templates"])
def test_a_phone_never_scrolls_sideways(new_page, app, path):
    page = go(new_page(viewport={"width": 375, "height": 800}), app, path, SHORT if path else "")
    if path:
        recorded(page)
    expect(page.locator(".player .tile canvas").first).to_be_visible(timeout=GENEROUS)
    idle(page)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.get_by_test_id("stMain").evaluate(
        "e => e.scrollWidth <= e.clientWidth && e.clientWidth <= innerWidth"
    )
    wide = """all => all.map(e => [e.outerHTML.slice(0, 100), e.getBoundingClientRect()])
      .filter(([_, box]) => box.width && box.right > innerWidth + 0.5).map(([html, _]) => html)"""
    ours = page.locator(".player canvas, .transport *, .rows canvas, [data-testid=stMetric]")
    assert ours.count() > 10 and ours.evaluate_all(wide) == []


# 8. Nothing leaves the machine


def test_every_request_goes_to_the_server(page, app):
    asked, sockets = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: sockets.append(socket.url))
    go(page, app, "", "")
    expect(page.locator(".player .tile canvas").first).to_be_visible(timeout=GENEROUS)
    page.get_by_role("link", name="Open Templates").click()
    expect(page).to_have_url(re.compile("/templates"))
    recorded(page)
    page.wait_for_load_state("networkidle")
    assert len(asked) > 10 and sockets
    assert [url for url in asked if not url.startswith((f"{app}/", "data:", "blob:"))] == []
    assert {url.split("/")[2] for url in sockets} == {app.removeprefix("http://")}


# 9. A worker dies


def test_a_killed_worker_is_said_and_survived(new_page, bare):
    other = go(new_page(), bare)
    recorded(other)
    until(lambda: not busy(bare), 60, "what other tests began ends")
    page = go(new_page(), bare, query=f"{LONG}&seed=31")
    expect(page.get_by_text(re.compile(r"^Training: [1-9]"))).to_be_visible(timeout=GENEROUS)
    busy(bare)[0].kill()
    killed = time.monotonic()
    expect(page.get_by_text("The worker process that trained this ended unexpectedly")).to_be_visible(timeout=3000)
    assert time.monotonic() - killed < 3
    expect(page.get_by_text(re.compile(r"^Ended at step [\d,]+ of "))).to_be_visible()
    expect(page.locator(".player .tile canvas").first).to_be_visible()  # what it had recorded is kept

    option(other, "Picture", "7").click()
    expect(match_text(other)).to_be_visible()
    other.get_by_role("button", name="Increment").click()
    expect(match_text(other)).to_contain_text("Picture 2 of ")

    page.get_by_role("button", name="Train again").click()
    expect(page.get_by_text(re.compile(r"^Training: [1-9]"))).to_be_visible(timeout=GENEROUS)
    expect(page.get_by_text("ended unexpectedly")).to_have_count(0)
    stop(page)
    expect(page.get_by_text(re.compile(r"^Stopped at step [\d,]+ of "))).to_be_visible()
    recorded(go(page, bare, query=f"{SHORT}&seed=32"))


# 10. Two tabs, one job


def seconds(page: Page) -> list[float]:
    """When each of the first frames was recorded, as this browser has it: no two runs agree on that."""
    read = """() => [...(window.mlpScopeRecordings?.values() ?? [])]
      .filter(r => r.n > 40).map(r => r.seconds.slice(1, 40))"""
    until(lambda: len(page.evaluate(read)) == 1, 60, "the first frames of the run")
    return page.evaluate(read)[0]


@pytest.mark.skipif(not HAS_MNIST, reason="needs a run that is long enough: MNIST in MLPSCOPE_DATA")
def test_two_browsers_share_one_job_and_the_last_one_ends_it(new_page, app):
    first, second = new_page(), new_page()
    link = f"{ENDLESS}&seed=21"
    go(first, app, query=link)
    expect(first.get_by_text(re.compile(r"^Training: "))).to_be_visible(timeout=GENEROUS)
    go(second, app, query=link)
    expect(second.get_by_text(re.compile(r"^Training: "))).to_be_visible(timeout=GENEROUS)
    assert seconds(first) == seconds(second) and len(set(seconds(first))) > 20
    assert len(busy(app)) == 1

    first.context.close()
    time.sleep(GRACE + 1)
    assert len(busy(app)) == 1  # the other tab still watches
    second.context.close()
    until(lambda: not busy(app, 0.5), GRACE + 2, "the job of a closed tab ends")


# 11. The end


def test_sigterm_ends_the_server_and_its_workers(page, bare):
    go(page, bare, query=f"{LONG}&seed=41")
    expect(page.get_by_text(re.compile(r"^Training: "))).to_be_visible(timeout=GENEROUS)
    family = psutil.Process(bare.process.pid).children(recursive=True)
    assert len(family) >= 2 and busy(bare)
    bare.process.send_signal(signal.SIGTERM)
    bare.process.wait(15)
    _, left = psutil.wait_procs(family, timeout=5)
    assert left == []
    assert "Traceback" not in bare.log.read_text()
