"""Pages of the record: what stands on them, what is never let in, and how they come to lie on the disk."""

import json
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from claims import escaping
from claims.publish import prose
from claims.publish.chart import chart
from tests import test_naughty
from tests.exchanging import files_in
from tests.test_naughty import TEXTS, UNSAFE

Run = Callable[..., Any]
store = test_naughty.store


class Page(HTMLParser):
    """What a browser would see: tags with their attributes, text, and the data of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def values(self, name: str, *tags: str) -> list[str]:
        return [str(attrs[name]) for tag, attrs in self.tags if name in attrs and (not tags or tag in tags)]

    @property
    def linked_data(self) -> list[Any]:
        return [json.loads(script) for script in self.scripts if script.startswith("{")]


def page_of(run: Run, store: Path, dispute: str = "balloon") -> Page:
    done = run("report", dispute, store=store)
    assert (done.code, done.err) == (0, "")
    return Page(done.out)


DOSSIER = """
sources:
  - {id: one, title: First source, kind: article, wording: reworded,
     url: "https://example.org/a,b#part"}
  - {id: two, title: Second source, kind: article, wording: original,
     url: "javascript:alert(1)", archived_url: "data:x"}
  - {id: three, title: Third source, kind: transcript, wording: original, text: "It is a balloon, they said."}
disputes: [{id: balloon, title: The balloon, parties: [us, china]}, {id: empty, title: Nothing yet}]
claims:
  - id: us-spies
    text: The balloon is for spying.
    speaker: blinken
    side: us
    said: "2023-02-02"
    act: accusation
    disputes: [balloon]
    citations: [{source: one, quote: for well-known spying}, {source: two, via: [wang]}]
  - id: china-weather
    text: It is a weather balloon.
    lang: en
    speaker: wang
    side: china
    said: "2023-02-03"
    act: denial
    disputes: [balloon]
    citations:
      - {source: three, quote: It is a balloon, start: 0, end: 15, lang: en,
         translations: [{lang: zh, text: 这是一个气球, by: Li}]}
    links: [{relation: rebuts, to: us-spies, basis: explicit, note: In so many words.}]
  - {id: us-turn, text: Others do it., speaker: blinken, side: us, said: 2023-06-01, act: accusation,
     disputes: [balloon], links: [{relation: counters, to: china-weather, basis: inferred}]}
  - {id: china-quiet, text: Nothing to say., speaker: wang, side: china, act: no-comment, disputes: [balloon]}
"""


@pytest.fixture(scope="module")
def page(run: Run, store_of: Callable[[str], Path]) -> Page:
    return page_of(run, store_of(DOSSIER))


def test_page__says_how_each_answer_answers_and_on_what_that_rests(page: Page) -> None:
    assert "denies it, as its source presents it" in page.text
    assert "turns the charge, as the curator reads it" in page.text
    assert Counter(page.values("class", "li")).keys() >= {"explicit", "inferred"}
    assert "no reply in this record" in page.text
    assert "The last word lies with a reply." in page.text
    assert "hearsay: as relayed by Wang Yi" in page.text
    assert "In so many words." in page.text


def test_page__says_which_days_and_which_silence(page: Page) -> None:
    assert "117 days without a dated claim of this dispute in this record" in page.text
    for heading in ("2 Feb 2023", "3 Feb 2023", "1 Jun 2023", "undated"):
        assert heading in page.texts


def test_page__says_what_cannot_be_checked(page: Page) -> None:
    assert "Reworded. The words were changed on the way" in page.text
    assert page.text.count("None on record: if the page changes or goes") == 3
    assert page.text.count("can’t be checked against a text in this record") == 2


def test_page__leads_to_the_quote_and_to_nothing_but_the_web(page: Page) -> None:
    addresses = [href for href in page.values("href", "a") if href[0] != "#"]
    assert set(addresses) == {
        "https://example.org/a,b#part",
        "https://example.org/a,b#part:~:text=for%20well%2Dknown%20spying",
    }
    assert "javascript:alert(1)" in page.text


def test_page__tells_the_language_of_words(page: Page) -> None:
    assert ("p", {"class": "translation", "dir": "auto", "lang": "zh"}) in page.tags
    assert "这是一个气球" in page.text
    quote = next(attrs for tag, attrs in page.tags if tag == "blockquote" and "lang" in attrs)
    assert (quote["lang"], quote["dir"]) == ("en", "auto")


def test_page__can_be_cited(page: Page) -> None:
    assert "@misc{us-spies, author = {{Antony Blinken}}, title = {{The balloon is for spying.}}" in page.text
    claim = next(one for one in page.linked_data if one["@id"] == "#china-weather")
    assert claim["@type"] == "Claim"
    assert claim["author"] == [{"@type": "Person", "name": "Wang Yi"}]
    assert claim["datePublished"] == "2023-02-03"


@pytest.mark.parametrize("dispute", ["balloon", "arms"])
def test_page__has_every_claim_of_the_thread_and_leads_nowhere_else(run: Run, bundled: Path, dispute: str) -> None:
    page = page_of(run, bundled, dispute)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    nodes = json.loads(run("thread", dispute, "--json", store=bundled).out)["nodes"]
    assert {node["id"] for node in nodes} <= set(ids)
    assert len(page.linked_data) == len(nodes)
    assert {href[1:] for href in page.values("href", "a") if href[0] == "#"} <= set(ids)
    for node in nodes:
        assert node["text"] in page.text


def test_page__fetches_nothing_and_says_so(run: Run, bundled: Path) -> None:
    page = page_of(run, bundled)
    assert page.values("src") == []
    assert [attrs["href"] for tag, attrs in page.tags if tag == "link"] == ["data:,"]
    (policy,) = (attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not {tag for tag, attrs in page.tags if any(name == "style" or name.startswith("on") for name in attrs)}


def test_page__counts_what_the_record_holds(run: Run, bundled: Path) -> None:
    text = page_of(run, bundled).text
    rows = json.loads(run("list", "--dispute", "balloon", "--side", "us", "--json", store=bundled).out)
    own = [row for row in rows if row["side"] == "us"]
    quoted = sum(any(one["quote"] for one in row["citations"]) for row in own)
    heard = sum(any(one["via"] for one in row["citations"]) for row in own)
    answered = sum(not row["unanswered"] for row in own)
    assert f"US United States{len(own)}{quoted}{heard}{answered}" in text


def test_page__of_no_claims_is_a_page(run: Run, store_of: Callable[[str], Path]) -> None:
    assert "0 claims from 0 sources" in page_of(run, store_of(DOSSIER), "empty").text


def test_page__of_a_huge_field(run: Run, store_of: Callable[[str], Path]) -> None:
    huge = DOSSIER.replace("The balloon is for spying.", "spy " * 2_500_000)
    assert "spy spy spy" in page_of(run, store_of(huge)).text


def test_naughty__nothing_is_injected_and_nothing_is_lost(run: Run, store: Path) -> None:
    done = run("report", "naughty", store=store)
    assert done.code == 0
    assert UNSAFE.findall(done.out.replace("\n", "")) == []
    page = Page(done.out)
    _require_harmless(page)
    assert len(page.linked_data) == len(TEXTS)
    assert {one["text"] for one in page.linked_data} == set(TEXTS)
    shown = page.text
    for text in TEXTS:
        assert " ".join(escaping.block(text).split()) in shown


TAGS = """a article b bdi blockquote body caption dd details div dl dt figcaption figure footer g h1 h2 h3 h4 head
header html li line link main meta nav ol p path pre rect script section span style summary svg table tbody td text th
thead time title tr tspan ul"""


def _require_harmless(page: Page) -> None:
    """Only tags and attributes of the templates."""
    known = set(TAGS.split())
    assert {tag for tag, _ in page.tags} <= known
    attributes = {
        name for tag, attrs in page.tags for name in attrs if tag not in ("svg", "path", "line", "rect", "text")
    }
    assert not {name for name in attributes if name == "style" or name.startswith("on")}
    assert {name for name in attributes if not re.fullmatch(r"[a-z-]+", name)} == set()
    assert all(re.match(r"https?://|#|data:,$|[\w./-]+(#[\w-]+)?$", href) for href in page.values("href"))
    scripts = [attrs.get("type") for tag, attrs in page.tags if tag == "script"]
    assert scripts.count(None) == 1


def test_naughty__no_page_of_the_site_is_harmed(run: Run, store: Path, tmp_path: Path) -> None:
    assert run("report", "-o", f"{tmp_path}/site/", store=store).code == 0
    for path in (tmp_path / "site").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert UNSAFE.findall(text.replace("\n", "")) == []
        _require_harmless(Page(text))
    ElementTree.parse(tmp_path / "site" / "feed.xml")


@pytest.fixture(scope="module")
def site(run: Run, bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("published") / "site"
    done = run("report", "-o", f"{target}/", store=bundled)
    assert (done.code, done.out) == (0, ""), done.err
    return target


def test_site__every_way_leads_somewhere(site: Path) -> None:
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    ids = {path: {*page.values("id"), ""} for path, page in pages.items()}
    for path, page in pages.items():
        for href in page.values("href") + page.values("src"):
            if re.match(r"https?:|data:", href):
                continue
            name, _, place = href.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target.is_file(), (path, href)
            assert place in ids.get(target, {""}), (path, href)


def test_site__has_a_page_for_each_record_and_the_data(run: Run, site: Path, bundled: Path) -> None:
    for kind in ("claims", "speakers", "sources", "disputes", "links", "sides"):
        words = "list" if kind == "claims" else kind
        assert (site / "data" / f"{kind}.jsonl").read_text("utf-8") == run(words, "--jsonl", store=bundled).out
    for kind, words in (("claims", "list"), ("speakers", "speakers"), ("sources", "sources"), ("disputes", "disputes")):
        ids = {row["id"] for row in json.loads(run(words, "--json", store=bundled).out)}
        assert {path.stem for path in (site / kind).iterdir()} == ids
    assert set((site / "files.txt").read_text("utf-8").split()) == set(files_in(site)) - {"files.txt"}


def test_site__a_claim_stands_in_its_thread(site: Path) -> None:
    page = Page((site / "claims" / "china-us-hysterical.html").read_text(encoding="utf-8"))
    assert "Lloyd Austin" in page.text
    names = {attrs.get("name"): attrs.get("content") for tag, attrs in page.tags if tag == "meta"}
    assert names["citation_author"] == "Wang Yi"
    assert names["citation_publication_date"] == "2023/02/18"


def test_site__its_feed_is_one(site: Path) -> None:
    feed = ElementTree.parse(site / "feed.xml").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 50
    for one in (feed, *entries):
        assert {f"{atom}{name}" for name in ("id", "title", "updated")} <= {child.tag for child in one}
    assert all((site / entry.find(f"{atom}link").attrib["href"]).is_file() for entry in entries)  # type: ignore[union-attr]


def test_report__twice_makes_the_same_bytes(run: Run, bundled: Path, site: Path, tmp_path: Path) -> None:
    assert run("report", "-o", f"{tmp_path}/again/", store=bundled).code == 0
    assert files_in(tmp_path / "again") == files_in(site)
    assert run("report", "arms", store=bundled).out == run("report", "arms", "-o", "-", store=bundled).out


def test_site__again_takes_away_what_is_no_more_and_leaves_what_is_not_its_own(
    run: Run, site: Path, tmp_path: Path, store_of: Callable[[str], Path]
) -> None:
    target = tmp_path / "site"
    small = store_of(DOSSIER)
    assert run("report", "-o", f"{target}/", store=small).code == 0
    (target / "CNAME").write_text("example.org", encoding="utf-8")
    (target / "claims" / "old.html").write_text("old", encoding="utf-8")
    with (target / "files.txt").open("a", encoding="utf-8") as listing:
        listing.write("claims/old.html\n../outside.txt\n")
    (tmp_path / "outside.txt").write_text("mine", encoding="utf-8")
    assert run("report", "-o", target, store=small).code == 0
    assert (target / "CNAME").read_text(encoding="utf-8") == "example.org"
    assert not (target / "claims" / "old.html").exists()
    assert (tmp_path / "outside.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outside.txt", "site"]


def test_site__among_other_things_only_by_force(run: Run, bundled: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    done = run("report", "-o", f"{tmp_path}/", store=bundled)
    assert (done.code, "holds other things" in done.err, "thesis.txt" in done.err) == (2, True, True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    assert run("report", "-o", f"{tmp_path}/", "--force", store=bundled).code == 0
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("report",), 2, "a site needs a folder"),
        (("report", "-o", "{}/x.html"), 2, "is no folder, and the whole record is a site"),
        (("report", "balloon", "-o", "{}/"), 2, "is a folder, and a dispute is one page"),
        (("report", "ballon-x", "-o", "{}/x.html"), 3, "no dispute"),
        (("report", "balloon", "-o", "{}/none/x.html"), 5, "can't write"),
        (("report", "balloon", "-o", "{}/mine.html"), 2, "was not written by a report"),
        (("report", "-o", "{}/mine.html/site/"), 5, "can't write"),
    ],
)  # fmt: skip
def test_report__what_cannot_be_is_one_sentence(
    run: Run, bundled: Path, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "mine.html").write_text("mine", encoding="utf-8")
    done = run(*(word.format(tmp_path) for word in words), store=bundled)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"mine.html": "mine"}


@pytest.mark.parametrize("words", [("balloon", "-o", "{}/page.html"), ("-o", "{}/site/")])
def test_report__that_fails_half_way_leaves_everything_as_it_was(
    run: Run, bundled: Path, tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [word.format(tmp_path) for word in words]
    assert run("report", *places, store=bundled).code == 0
    before = files_in(tmp_path)

    def fails(claim: Any, _source: object) -> str:
        if claim["said"] and claim["said"] > "2023-02-10":
            raise ValueError("half-way")
        return ""

    monkeypatch.setattr(prose, "bibtex", fails)
    assert run("report", *places, store=bundled).code == 70
    assert files_in(tmp_path) == before
    assert len(list(tmp_path.iterdir())) == 1


def test_report__open_shows_it(run: Run, bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", shown.append)
    assert run("report", "balloon", "-o", tmp_path / "x.html", "--open", store=bundled).code == 0
    assert shown == [(tmp_path / "x.html").as_uri()]


def test_passage__of_a_long_quote_names_both_ends() -> None:
    quote = " ".join(f"word{number}" for number in range(60))
    address = prose.passage("https://example.org/", quote)
    assert address == (
        "https://example.org/#:~:text=word0%20word1%20word2%20word3%20word4%20word5,"
        "word54%20word55%20word56%20word57%20word58%20word59"
    )
    assert prose.passage("ftp://example.org/", quote) is None


def test_chart__draws_a_box_a_claim_and_a_long_silence_short() -> None:
    drawn = chart([("us", "2023-02-01", "2023-02-01")] * 3 + [("us", "2023-06-01", None)], ["us"], 600)
    assert drawn is not None
    (lane,) = drawn.lanes
    assert (len(lane.bars), lane.claims) == (3, 4)
    assert [(span.is_open_left, span.is_open_right, span.claims) for span in lane.ranges] == [(False, True, 1)]
    assert [mark.text for mark in drawn.breaks] == ["119 days"]
    assert chart([("us", "2023-02-01", "2023-02-01")], ["us"], 600) is None


def test_chart__keeps_its_bounds_whatever_the_days() -> None:
    days = [f"{year}-01-01" for year in (1, 1990, 1991, 2023, 9999) for _ in range(200)]
    days = [day.zfill(10) for day in days]
    drawn = chart([("us", day, day) for day in days], ["us"], 350)
    assert drawn is not None
    for bar in drawn.lanes[0].bars:
        assert 0 <= bar.x <= 351
        assert 0 <= bar.y <= drawn.height
