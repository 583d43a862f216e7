"""A person's own data set, in a real browser: brought, trained on by the workers, passed on by its link."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Locator, Page, expect

from core.data import own
from tests.helpers.browser import GENEROUS, SHORT, go, metric, option, recorded
from tests.helpers.npz import pictures, saved

NAMES = np.array(["top", "second", "third"])
ROWS = saved({**pictures(300, 60, (12, 9, 3)), "class_names": NAMES})
FLOATS = saved({**pictures(), "train_images": np.zeros((12, 8, 6))})
CHOICE = ["MNIST", "Fashion-MNIST", "CIFAR-10", "8x8 digits (offline)"]


def bring(page: Page, raw: bytes, name: str) -> Locator:
    """Upload a file; the expander that says what came of it."""
    box = page.get_by_test_id("stExpander").filter(has_text="Your own data set")
    if not box.get_by_test_id("stFileUploader").is_visible():
        box.get_by_text("Your own data set").click()
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": raw}
    box.locator("input[type=file]").set_input_files(file)
    expect(box.get_by_text(name)).to_be_visible()
    return box


def choice(page: Page) -> list[str]:
    page.get_by_role("combobox", name=re.compile("Pictures")).click()
    expect(page.get_by_role("option").first).to_be_visible()
    names = page.get_by_role("option").all_inner_texts()
    page.keyboard.press("Escape")
    return names


def trained_on(page: Page, classes: list[str]) -> str:
    """Wait until there is a template for each of these classes and the run is recorded; its test error."""
    expect(page.locator(".player").first.locator(".tile .name")).to_have_text(classes, timeout=GENEROUS)
    recorded(page)
    return metric(page, "Test error")


def test_it_is_trained_on_and_seen_by_whoever_has_the_link(new_page, bare):
    page = go(new_page(), bare)
    recorded(page)
    box = bring(page, ROWS, "rows.npz")
    expect(box.get_by_text("rows: 300 + 60 pictures of 12x9, 3 classes.")).to_be_visible()
    page.wait_for_url(re.compile(r"dataset=own-[0-9a-f]{16}&epochs=1$"))
    error = trained_on(page, list(NAMES))
    assert metric(page, "Weights") == "972"
    expect(page.get_by_role("toolbar", name="Classes").get_by_role("button")).to_have_text(list(NAMES))
    expect(option(page, re.compile("[Pp]icture"), "second")).to_be_visible()
    expect(page.get_by_text("Pictures: rows. A file uploaded to this server.")).to_be_visible()
    assert choice(page) == [*CHOICE, "rows"]

    link = page.url
    box = bring(page, FLOATS, "floats.npz")
    said = box.get_by_test_id("stAlert")
    expect(said).to_contain_text(
        "'train_images' must be uint8 (N, H, W) or (N, H, W, 3). Got float64 (12, 8, 6) instead."
    )
    assert page.url == link and trained_on(page, list(NAMES)) == error
    bring(page, ROWS, "rows.npz")
    expect(said).to_have_count(0)

    other = new_page()
    assert choice(go(other, bare)) == CHOICE
    other.goto(link)
    assert trained_on(other, list(NAMES)) == error
    assert choice(other) == [*CHOICE, "rows"] and other.url == link


def test_where_it_is_not_it_can_be_brought_again(page, bare, tmp_path, monkeypatch):
    monkeypatch.setenv("MLPSCOPE_DATA", str(tmp_path))
    name = own.add(saved(pictures(200, 40, k=4)), "four.npz")
    go(page, bare, query=f"dataset={name}&epochs=1")
    said = page.get_by_test_id("stAlert").filter(has_text="This data set is not on this server: upload it again.")
    expect(said).to_contain_text("Until then this page shows 1,797 small digits")
    trained_on(page, list("0123456789"))
    assert choice(page) == [*CHOICE, "Not on this server"]
    bring(page, saved(pictures(200, 40, k=4)), "four.npz")
    expect(said).to_have_count(0)
    trained_on(page, list("0123"))
    assert page.url == f"{bare}/templates?dataset={name}&epochs=1"


def test_a_file_of_nearly_the_most_is_taken_and_a_larger_one_is_not(page, bare, tmp_path):
    """Streamlit's limit is the same as ours: what the uploader takes, the server takes."""
    noise = np.random.default_rng(0).integers(0, 256, (16_200, 55, 56), dtype=np.uint8)
    arrays = {"test_images": noise[:3], "test_labels": np.arange(3)}
    files = [tmp_path / "large.npz", tmp_path / "larger.npz"]
    for file, n in zip(files, (16_200, 16_250), strict=True):
        x = np.resize(noise, (n, 55, 56))
        np.savez(file, train_images=x, train_labels=np.arange(n, dtype=np.uint8) % 3, **arrays)
    sizes = [file.stat().st_size for file in files]
    assert own.MOST_BYTES - 200_000 < sizes[0] < own.MOST_BYTES < sizes[1]
    go(page, bare, query=f"{SHORT}&batch_size=60000")
    recorded(page)
    box = page.get_by_test_id("stExpander").filter(has_text="Your own data set")
    box.get_by_text("Your own data set").click()
    box.locator("input[type=file]").set_input_files(files[1])
    expect(box.get_by_text(re.compile("must be 50.0MB or smaller"))).to_be_visible()
    assert page.url.endswith(f"?{SHORT}&batch_size=60000")
    box.locator("input[type=file]").set_input_files(files[0])
    expect(box.get_by_text("large: 16,200 + 3 pictures of 55x56, 3 classes.")).to_be_visible(timeout=GENEROUS)
