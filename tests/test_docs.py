"""The documentation holds: its examples print what it shows, its references and its tables are complete."""

import html
import json
import re
import shutil
import sqlite3
import sys
from contextlib import closing
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from claims import checks, errors
from claims.cli import messages
from claims.cli.commands import COMMANDS
from claims.exchange import faults, form
from claims.json import record, schemas, shape
from claims.reports.report import every_schema
from claims.vocabulary import Act, Basis, Kind, LastWord, Relation
from tests import reading

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md")))


def _module(name: str) -> ModuleType:
    """A script of docs/, which is no package."""
    spec = spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    # A NamedTuple looks its module up by name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


examples = _module("examples")
EXAMPLES = [one for page in examples.PAGES if page not in examples.SESSIONS for one in examples.examples(page)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = examples.made_store(tmp_path_factory.mktemp("docs"))
    return made


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.page.name}-{one.line}")
def test_examples__print_what_the_page_shows(example: Any, store: Path) -> None:
    if "| jq" in example.command and not shutil.which("jq"):
        pytest.skip("jq is not installed")
    printed = examples.run(example, store)
    if not examples.fits(example.output, printed):
        # Equal where nothing is left out, so that the difference is shown.
        assert example.output == printed, f"{example.page.name}:{example.line}: make examples"


@pytest.mark.parametrize("page", examples.SESSIONS, ids=lambda page: page.name)
def test_examples__of_a_session_print_what_the_page_shows(page: Path, store: Path) -> None:
    for tool in ("git", "jq"):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
    # One after the other, since each is about what the ones before it wrote; all of them, to see all that differs.
    differing = [
        (one.line, one.command, one.output, printed)
        for one, printed in examples.printed_by(page, store)
        if not examples.fits(one.output, printed)
    ]
    assert not differing, f"{page.name}: make examples"


def test_examples__of_sessions_are_found() -> None:
    for page in examples.SESSIONS:
        assert len(list(examples.examples(page))) > 1


def test_examples__are_found() -> None:
    kinds = {(one.page.name, one.is_sql) for one in EXAMPLES}
    assert {("README.md", False), ("json.md", False), ("sql.md", True), ("dossiers.md", False)} <= kinds


@pytest.mark.parametrize(
    ("shown", "printed", "fit"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("a\n…\nc\n", "a\nc\n", True),
        ("a\n…\nd\n", "a\nc\n", False),
        ("a.\n", "ab\n", False),
    ],
)
def test_fits__dots_stand_for_lines(shown: str, printed: str, fit: bool) -> None:
    assert examples.fits(shown, printed) is fit


def test_commands_page__is_current() -> None:
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == _module("reference").reference(), "make reference"


def test_picture__is_current() -> None:
    picture = (DOCS / "thread.svg").read_text(encoding="utf-8")
    drawn = "".join(html.unescape(text) for text in re.findall(r"<text [^>]*>(.*?)</text>", picture))
    shown = re.sub(r"\x1b\[[0-9;]*m", "", _module("picture").printed())
    assert re.sub(r"\s", "", shown) in re.sub(r"\s", "", drawn), "make picture"


def test_picture__fetches_nothing() -> None:
    picture = (DOCS / "thread.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"[a-z]+://[^\s\"')<]+", picture)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in picture
    assert "@font-face" not in picture


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages__link_to_files_that_are_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_readme__names_every_command_in_its_reference() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^## claims (.+)$", page, re.MULTILINE) == list(COMMANDS)


def test_readme__lists_every_exit_code() -> None:
    classes = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.ClaimsError)]
    codes = {one.exit_code for one in classes} | {0, 1, messages.OUR_BUG, messages.INTERRUPTED}
    table = _section(ROOT / "README.md", "Exit codes")
    assert {int(code) for code in re.findall(r"^\| ([0-9]+) \|", table, re.MULTILINE)} == codes


def test_readme__names_the_acts_that_call_for_a_reply() -> None:
    (row,) = re.findall(r"^\| `○` \| (.*)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert {act for act in Act if re.search(rf"\b{act.value}\b", row)} == {act for act in Act if act.expects_reply}


def test_readme__has_one_command_for_each_step() -> None:
    for heading in ("Install", "Test"):
        block = re.findall(r"^```sh\n(.*?)^```$", _section(ROOT / "README.md", heading), re.DOTALL | re.MULTILINE)
        assert len(block) == 1
        assert block[0].count("\n") == 1


_WRITING_COMMANDS = (
    *("add", "rebut", "link", "unlink", "edit", "retract", "restore", "log", "check", "import", "export"),
    *("side", "speaker", "source", "dispute"),
)
_STAMPS = ("status", "recorded_at", "revised_at")


@pytest.mark.parametrize("kind", Kind)
def test_dossiers_page__has_every_key(kind: Kind) -> None:
    shown = _keys(_section(DOCS / "dossiers.md", kind.plural.capitalize()))
    known = set(shape.keys(record.TYPES[kind].describe())) - set(_STAMPS)
    assert sorted(shown) == sorted(known | ({"text_file"} if kind is Kind.SOURCE else set()))


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("Posts", record.POST_FIELDS),
        ("Citations", (*record.CITATION_FIELDS, shape.Field("id", shape.TEXT, ""))),
        ("Translations", record.TRANSLATION_FIELDS),
        ("Every record", [field for field in record.SIDE_FIELDS if field.key in _STAMPS]),
    ],
)
def test_dossiers_page__has_every_inner_key(heading: str, fields: list[shape.Field]) -> None:
    assert set(_keys(_section(DOCS / "dossiers.md", heading))) == {field.key for field in fields}


@pytest.mark.parametrize("kind", Kind)
def test_dossiers_page__marks_what_is_required(kind: Kind) -> None:
    table = _section(DOCS / "dossiers.md", kind.plural.capitalize())
    marked = set(re.findall(r"^\| `([a-z0-9_]+)` \*", table, re.MULTILINE))
    required: Any = record.TYPES[kind].describe()["required"]
    assert marked == set(required)


def test_dossiers_page__has_every_fault() -> None:
    form = {faults.UNREADABLE, faults.NOT_PARSED, faults.REPEATED_KEY}
    shapes = {shape.UNKNOWN_KEY, shape.MISSING_KEY, shape.WRONG_TYPE, shape.MALFORMED}
    shown = re.findall(r"^\| ([A-Z][0-9]{3}) \|", (DOCS / "dossiers.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {code for code in shown if code.startswith("F")} >= form | shapes
    # What refuses an import may stand there too, and in full it stands in the page of the rules.
    assert {code for code in shown if not code.startswith("F")} <= {rule.code for rule in checks.ON_WRITE}


def test_checks_page__is_current() -> None:
    assert (DOCS / "checks.md").read_text(encoding="utf-8") == _module("checks").page(), "make rules"


@pytest.mark.parametrize("words", [Act, Relation, Basis], ids=lambda words: words.__name__)
def test_dossiers_page__has_every_word(words: Any) -> None:
    page = (DOCS / "dossiers.md").read_text(encoding="utf-8")
    for word in words:
        assert f"| `{word.value}` | {word.term.definition}" in page


def _example_dossier(folder: Path, wrong: tuple[str, str] = ("", "")) -> Path:
    text = (DOCS / "dossiers.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    (folder / "example.yaml").write_text(block.replace(*wrong), encoding="utf-8")
    (folder / "texts").mkdir()
    (folder / "texts" / "speech.txt").write_text("The ship was ours. We regret nothing.\n", encoding="utf-8")
    return folder / "example.yaml"


def test_dossiers_page__its_dossier_is_read(tmp_path: Path) -> None:
    corpus = reading.corpus_in(reading.new_store(tmp_path / "new.db", _example_dossier(tmp_path)))
    assert [len(corpus.of(kind)) for kind in Kind] == [2, 2, 1, 1, 2, 1]
    assert [citation.start for claim in corpus.claims for citation in claim.citations] == [0]


def test_dossiers_page__its_faults_are_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _example_dossier(tmp_path, ("speaker: admiral", "speaker: admirl"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(errors.InputFault) as raised:
        reading.new_store(tmp_path / "new.db", Path("example.yaml"))
    (shown,) = re.findall(r"^```text\n(.*?)^```$", _section(DOCS / "dossiers.md", "Faults"), re.DOTALL | re.MULTILINE)
    assert [line.partition(" (")[0] for line in shown.splitlines()] == [
        f"claims: {raised.value.message}", *(line.partition(" (")[0] for line in raised.value.lines)
    ]  # fmt: skip


def test_curation_page__its_form_is_the_form() -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", (DOCS / "curation.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    lines = iter(form.text(Kind.CLAIM, {}, heading="A new claim").splitlines())
    for shown in filter(None, block.splitlines()):
        assert shown in lines  # and after those before it, since this takes them out


def test_curation_page__names_every_writing_command() -> None:
    page = (DOCS / "curation.md").read_text(encoding="utf-8")
    for name in _WRITING_COMMANDS:
        assert re.search(rf"\bclaims (--store \S+ )?{name}\b", page), name


def test_readme__names_every_writing_command() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in _WRITING_COMMANDS:
        assert re.search(rf"`(claims )?{name}\b", page), name


def test_json_page__has_every_key_of_receipts_and_findings() -> None:
    for heading, name in (("Receipts", "receipt"), ("Findings", "finding"), ("Revisions", "revision")):
        section = _section(DOCS / "json.md", heading)
        assert set(_keys(section)) == set(shape.keys(schemas.schema(name))), name


def test_json_page__has_every_schema() -> None:
    page = (DOCS / "json.md").read_text(encoding="utf-8")
    for name in every_schema():
        assert f"`{name}`" in page


def test_json_page__last_words_have_their_definition() -> None:
    page = (DOCS / "json.md").read_text(encoding="utf-8")
    for word in LastWord:
        assert f"| `{word.value}` | {word.term.definition}" in page


def test_sql_page__has_every_table_and_view(store: Path) -> None:
    page = (DOCS / "sql.md").read_text(encoding="utf-8").splitlines()
    own = "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT GLOB '*sqlite_*'"
    with closing(sqlite3.connect(store)) as db:
        for name, kind in db.execute(own).fetchall():
            (row,) = (line for line in page if re.match(rf"\| .*`{name}`.* \|", line.partition(" | ")[0] + " |"))
            columns = [column for _, column, *_ in db.execute(f"PRAGMA table_info({name})")]
            assert kind == "table" or row.endswith(f"| {', '.join(f'`{column}`' for column in columns)} |")


def test_schemas__are_valid() -> None:
    for schema in every_schema().values():
        jsonschema.Draft202012Validator.check_schema(json.loads(json.dumps(schema)))


def _section(page: Path, heading: str) -> str:
    """The part of a page from a heading to the next one of any level."""
    text = page.read_text(encoding="utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"{page.name} has no section “{heading}”"
    return found[1]


def _keys(section: str) -> list[str]:
    """The keys in the first column of the section's table of keys."""
    table = section.partition("| key | value | meaning |\n")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([a-z0-9_]+)`", table, re.MULTILINE)
