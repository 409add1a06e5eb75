"""The pages in a browser: Debian's Chromium, driven by Playwright, and axe-core, whose file `CLAIMS_AXE` names.

Where one of them is missing the tests are skipped; with `CLAIMS_AXE` set, as in `.ci/run`, that is a failure.
"""

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from benchmarks import corpus
from claims import curation
from claims.cli import store_file
from claims.exchange.record_files import RecordFiles
from tests import test_naughty
from tests.reading import STAMP

AXE = os.environ.get("CLAIMS_AXE", "")
WIDTHS, SCHEMES = (390, 1280), ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM = shutil.which("chromium")

Run = Callable[..., Any]
store = test_naughty.store


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not (AXE and CHROMIUM):
        missing = "CLAIMS_AXE names no axe-core" if CHROMIUM else "there is no chromium"
        if AXE:
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright import sync_api

    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one dispute with 2,000 claims."""
    folder = tmp_path_factory.mktemp("many")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus, "PER_DISPUTE", 2_000)
        corpus.write(folder / "many.jsonl", 2_000)
    path, files = folder / "many.db", RecordFiles([folder / "many.jsonl"])
    curation.make_empty_store(path, store_file.built_in_sides(), STAMP)
    curation.bring(path, files, STAMP, refused=files.refuse)
    return path


@pytest.fixture(scope="module")
def pages(
    run: Run, bundled: Path, many: Path, store: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The pages by what is on them, those of a site by their path in it."""
    folder = tmp_path_factory.mktemp("pages")
    stores = {"balloon": bundled, "arms": bundled, "d-0": many, "naughty": store}
    for dispute, of_dispute in stores.items():
        done = run("report", dispute, "-o", folder / f"{dispute}.html", store=of_dispute)
        assert done.code == 0, done.err
    assert run("report", "-o", f"{folder}/site/", store=bundled).code == 0
    return {str(path.relative_to(folder)).removesuffix(".html"): path for path in folder.rglob("*.html")}


SITE = [f"site/{name}" for name in ("index", "speakers", "sources", "claims/china-us-hysterical", "speakers/joe-biden")]
EVERY = ["balloon", "arms", "d-0", "naughty", *SITE]


@pytest.fixture
def opened(browser: Any, pages: dict[str, Path]) -> Iterator[Callable[..., Any]]:
    """Opens a page; what it complains of, and what it asks for beside itself, fails the test."""
    contexts, complaints = [], []

    def open_page(name: str, width: int = 1280, scheme: str = "light", **settings: Any) -> Any:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **settings))
        page = contexts[-1].new_page()
        own = ("file:///", "data:") if name.startswith("site/") else (pages[name].as_uri(), "data:")
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda asked: asked.url.startswith(own) or complaints.append(asked.url))
        page.goto(pages[name].as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


THINNED = """() => {
    for (const kind of ['.ledger tbody tr', 'article']) {
        document.querySelectorAll(kind).forEach((one, number) => number % 67 && one.remove());
    }
    for (const day of document.querySelectorAll('.day')) if (!day.querySelector('article')) day.remove();
    document.querySelectorAll('.rests a').forEach((one, number) => number > 67 && one.remove());
}"""
"""Thousands of rows take axe many minutes, and are alike: some of each are looked at, with all that is around them."""


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [*product(["balloon", "arms", *SITE], WIDTHS, SCHEMES), ("d-0", 390, "light"), ("d-0", 1280, "dark")],
)
def test_page__keeps_to_the_guidelines(opened: Callable[..., Any], name: str, width: int, scheme: str) -> None:
    page = opened(name, width, scheme)
    page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    if name == "d-0":
        page.evaluate(THINNED)
    # Without preloading, since axe would ask for style sheets, which the page's own policy forbids.
    options = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("options => axe.run(document, options)", options)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert found["testEngine"]["name"] == "axe-core"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", EVERY)
def test_page__is_as_wide_as_the_window_and_asks_for_nothing(opened: Callable[..., Any], name: str, width: int) -> None:
    page = opened(name, width)
    root = "document.documentElement"
    assert page.evaluate(f"[{root}.scrollWidth, {root}.clientWidth]") == [width, width]


def test_page__every_claim_of_the_thread_is_lit_at_its_anchor(
    run: Run, opened: Callable[..., Any], bundled: Path
) -> None:
    page = opened("balloon")
    ids = [node["id"] for node in json.loads(run("thread", "balloon", "--json", store=bundled).out)["nodes"]]
    assert page.evaluate("ids => ids.filter(id => !document.getElementById(id))", ids) == []
    colour = "id => getComputedStyle(document.getElementById(id)).backgroundColor"
    before = page.evaluate(colour, ids[3])
    page.evaluate("id => { location.hash = id; }", ids[3])
    assert page.evaluate(colour, ids[3]) != before


def test_page__is_read_whole_without_a_script(opened: Callable[..., Any]) -> None:
    page = opened("balloon", java_script_enabled=False)
    assert page.locator(".filters").is_hidden()
    page.locator("article summary").first.click()
    assert page.locator("article pre").first.is_visible()


def test_page__filters_by_side_speaker_and_act(opened: Callable[..., Any]) -> None:
    page = opened("balloon")
    side, _, act = (page.locator(".filters select").nth(number) for number in range(3))
    side.select_option("NATO")
    assert page.locator("article:visible").count() == 3
    assert set(page.locator("article:visible").evaluate_all("all => all.map(one => one.dataset.side)")) == {"NATO"}
    assert page.get_by_role("status").inner_text() == "3 claims"
    act.select_option("accusation")
    shown = page.locator("article:visible").evaluate_all("all => all.map(one => one.dataset.act)")
    assert set(shown) <= {"accusation"}
    side.select_option("")
    act.select_option("")
    assert page.locator("article:visible").count() == page.locator("article").count()


def test_page__one_column_where_it_is_narrow_and_two_where_it_is_wide(opened: Callable[..., Any]) -> None:
    for width, columns in ((390, 1), (1280, 2)):
        cells = opened("balloon", width).locator(".ledger tbody tr").nth(1).locator("td")
        left, right = (cells.nth(number).bounding_box() for number in (0, 1))
        assert (right["x"] > left["x"] + left["width"] - 1) is (columns == 2)
        assert (right["y"] >= left["y"] + left["height"] - 1) is (columns == 1)


def test_page__solid_where_the_source_says_so_and_dotted_where_the_curator_does(opened: Callable[..., Any]) -> None:
    page = opened("balloon")
    for basis, style in (("explicit", "solid"), ("inferred", "dotted")):
        drawn = page.locator(f".answers > .{basis}").evaluate_all(
            "all => all.map(one => getComputedStyle(one).borderLeftStyle)"
        )
        assert set(drawn) == {style}


@pytest.mark.parametrize("name", ["balloon", "arms"])
def test_page__printed_splits_no_row(opened: Callable[..., Any], name: str) -> None:
    from pypdf import PdfReader

    page = opened(name, 680)
    page.emulate_media(media="print")
    # The ledger alone, marked where rows begin and end; of a row that no page could hold, its answers.
    marked = page.evaluate("""() => {
        for (const one of document.querySelectorAll('body > :not(.sheet), header, .over, section')) {
            if (!one.querySelector('.ledger')) one.remove();
        }
        const rows = [...document.querySelectorAll('.ledger tbody tr')];
        for (const row of rows.splice(200)) row.remove();
        const whole = rows.flatMap(row => row.offsetHeight < 950 ? [row] : [...row.querySelectorAll('.answers > li')]);
        whole.forEach((one, number) => {
            one.querySelector('.who').prepend(`begin${number}x `);
            const last = one.matches('tr') ? one.lastElementChild : one;
            last.lastElementChild.append(` end${number}x`);
        });
        return whole.length;
    }""")
    texts = ["".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
    assert len(texts) > 3
    for number in range(marked):
        places = [[f"{word}{number}x" in text for text in texts].index(True) for word in ("begin", "end")]
        assert places[0] == places[1], number
    assert all("WHATANSWERSIT" in text.upper() for text in texts if "begin" in text)
