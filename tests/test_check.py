"""`claims check`: what it prints in each format, what it mends, and when it fails."""

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from claims import checks
from claims.json import schemas
from claims.model import Finding
from claims.render import Page, findings
from claims.store import curated
from claims.vocabulary import Kind, Severity
from tests.test_import import on_terminal

DOSSIER = """
sources:
  - {id: paper, title: A paper, kind: article, wording: original, text: The talks failed. The talks are over.}
claims:
  - id: us-a
    text: China admitted that the talks are over.
    lang: EN
    speaker: blinken
    side: us
    act: assertion
    said: "2023-02-03"
    disputes: [balloon]
    citations:
      - {source: paper, quote: The talks are over}
      - {source: paper, quote: The talks failed}
  - id: china-b
    text: The talks go on.
    speaker: wang
    side: china
    act: denial
    said: "2023-02-04"
    disputes: [balloon]
    citations:
      - source: paper
    links:
      - {relation: rebuts, to: us-a, basis: explicit}
"""
WORD = (
    "W001 warning claim us-a text: “admitted” passes a verdict (instead: say, acknowledge; or quote whose word it is)\n"
)
CASE = "W003 note claim us-a lang: “EN” is usually written en (write it in its usual case)\n"
MOVED = "Q003 error claim us-a citations.{}.quote: the quote stands at {}, not at 1 to 9 (correct them)\n"
COMMON_NOTES = ("--ignore", "S,R,X")


@pytest.fixture
def store(store_of: Callable[[str], Path], tmp_path: Path) -> Path:
    """A store that a test may change: one warning and one note, and what the common part of it has too much of."""
    return Path(shutil.copy(store_of(DOSSIER), tmp_path / "claims.db"))


@pytest.fixture
def broken(store: Path) -> Path:
    """The same, with quotes that have moved: an error that no command lets in."""
    with closing(sqlite3.connect(store)) as db:
        db.execute("UPDATE citations SET start = 1, end = 9 WHERE claim = 'us-a'")
        db.commit()
    return store


def test_check__one_line_a_finding_in_a_pipe(run: Callable[..., Any], store: Path) -> None:
    done = run("check", *COMMON_NOTES, store=store)
    assert (done.code, done.out) == (0, WORD + CASE)
    assert done.err == "claims: 1 warning, 1 note; 1 can be mended with --fix\n"


def test_check__errors_come_first_and_alone_give_exit_code_1(run: Callable[..., Any], broken: Path) -> None:
    done = run("check", *COMMON_NOTES, store=broken)
    assert done.code == 1
    assert done.out == MOVED.format(0, "18 to 36") + MOVED.format(1, "0 to 16") + WORD + CASE
    assert run("check", "--select", "W", store=broken).code == 0
    assert run("check", "--ignore", "Q003,X", store=broken).code == 0


def test_check__nothing_found(run: Callable[..., Any], store: Path) -> None:
    done = run("check", "--select", "L", store=store)
    assert (done.code, done.out, done.err) == (0, "", "claims: nothing found\n")
    assert run("check", "--select", "L", "--json", store=store).out == "[]\n"
    assert run("check", "--select", "L", "--format", "github", store=store).out == ""


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("--select", "W001"), ["W001"]),
        (("--select", "w"), ["W001", "W003"]),
        (("--select", "W00,C"), ["W001", "W003"]),
        (("--select", "W001", "--select", "w003"), ["W001", "W003"]),
        (("--select", "W", "--ignore", "W003"), ["W001"]),
        (("--select", "W", "--ignore", "W,C"), []),
    ],
)
def test_check__select_and_ignore(
    run: Callable[..., Any], store: Path, words: tuple[str, ...], codes: list[str]
) -> None:
    rows = json.loads(run("check", "--json", *words, store=store).out)
    assert [row["code"] for row in rows] == codes


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--select", "W01"), "--select: there is no rule “W01” (did you mean W001?)"),
        (("--ignore", "W001,Q01"), "--ignore: there is no rule “Q01” (did you mean Q001?)"),
        (("--explain", "L02"), "--explain: there is no rule “L02” (did you mean L002?)"),
        (("--select", ","), "--select names no code (claims check --help tells what codes there are)"),
        (("--dry-run",), "--dry-run belongs to --fix (add --fix, or leave it out)"),
        (("--why", "x"), "--why belongs to --fix (add --fix, or leave it out)"),
        (("--format", "gitlab"), "--format does not take “gitlab” (did you mean github? one of text, json, github)"),
        (("--json", "--format", "text"), "more than one output format: json and text (ask for one of them)"),
        (("--explain", "L002", "--json"), "--explain does not go with --json (ask for one of them)"),
    ],
)
def test_check__what_it_does_not_take(
    run: Callable[..., Any], store: Path, words: tuple[str, ...], sentence: str
) -> None:
    done = run("check", *words, store=store)
    assert (done.code, done.out, done.err) == (2, "", f"claims: {sentence}\n")


def test_check__json_is_what_its_schema_says(run: Callable[..., Any], broken: Path) -> None:
    rows = json.loads(run("check", "--json", *COMMON_NOTES, store=broken).out)
    validator = Draft202012Validator(schemas.schema("finding"))
    for row in rows:
        validator.validate(row)
    assert rows[0] == {
        "code": "Q003",
        "severity": "error",
        "kind": "claim",
        "id": "us-a",
        "path": ["citations", 0, "quote"],
        "message": "the quote stands at 18 to 36, not at 1 to 9",
        "remedy": "correct them",
        "fixable": True,
    }
    assert json.loads(run("schema", "finding").out) == schemas.schema("finding")


def test_check__workflow_commands(run: Callable[..., Any], broken: Path) -> None:
    first, _, second, third = run("check", "--format", "github", *COMMON_NOTES, store=broken).out.splitlines()
    assert first == (
        "::error title=Q003 claim us-a citations.0.quote::the quote stands at 18 to 36, not at 1 to 9 (correct them)"
    )
    assert second.startswith("::warning title=W001 claim us-a text::")
    assert third.startswith("::notice title=W003 claim us-a lang::")


def _finding(message: str, remedy: str | None = None, severity: Severity = Severity.NOTE) -> Finding:
    return Finding("X001", severity, Kind.CLAIM, "us-a", ("a,b", 0, "c:d"), message, remedy)


def _shown(form: findings.FindingFormat, *shown: Finding, width: int = 80) -> list[str]:
    return "".join(form(shown, Page(width))).splitlines()


@pytest.mark.parametrize("form", findings.FORMATS)
def test_formats__of_findings_are_those_that_check_takes(run: Callable[..., Any], broken: Path, form: str) -> None:
    done = run("check", "--format", form, store=broken)
    assert done.code == 1
    for code in ("Q003", "W001", "W003"):
        assert code in done.out
    assert done.out.endswith("\n")


def test_github__escapes_what_means_something_to_it() -> None:
    (line,) = _shown(findings.FORMATS["github"], _finding("50 %\r\n::error::x, y: z\x1b[31m"))
    assert line == "::notice title=X001 claim us-a a%2Cb.0.c%3Ad::50 %25%0D%0A::error::x, y: z\\u001b[31m"


@pytest.mark.parametrize("severity", Severity)
def test_github__has_a_command_for_every_severity(severity: Severity) -> None:
    (line,) = _shown(findings.FORMATS["github"], _finding("m", severity=severity))
    assert line.startswith(("::error ", "::warning ", "::notice "))


def test_text__fits_a_terminal() -> None:
    lines = _shown(findings.wrapped_text, _finding("long " * 30, "do " * 40), _finding("short"))
    assert all(len(line) <= 80 for line in lines)
    assert lines[0].startswith("X001 note claim us-a a,b.0.c:d: long long")
    assert lines[1].startswith("     long")
    assert lines[-1] == "X001 note claim us-a a,b.0.c:d: short"


def test_text__is_harmless() -> None:
    (line,) = _shown(findings.FORMATS["text"], _finding("a\x1b[31m\nb\u202e"))
    assert line == "X001 note claim us-a a,b.0.c:d: a\\u001b[31m b\\u202e"


@pytest.mark.parametrize(
    ("severities", "tally"),
    [
        ([], "nothing found"),
        ([Severity.ERROR], "1 error"),
        ([Severity.NOTE, Severity.WARNING, Severity.NOTE], "1 warning, 2 notes"),
    ],
)
def test_tally__in_the_order_of_weight(severities: list[Severity], tally: str) -> None:
    assert findings.tally([_finding("m", severity=severity) for severity in severities]) == tally


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.code)
def test_explain__every_rule(run: Callable[..., Any], rule: checks.Rule, tmp_path: Path) -> None:
    done = run("check", "--explain", rule.code.lower(), store=tmp_path / "none.db")
    assert (done.code, done.err) == (0, "")
    head, *rest = done.out.splitlines()
    assert head.startswith(f"{rule.code} {rule.name} ({rule.severity}")
    assert ("mended by --fix" in head) is rule.fixes
    assert ("refuses changes and imports" in head) is rule.on_write
    unwrapped = " ".join(" ".join(rest).split())
    for part in (rule.message[1:], rule.reason, f"Remedy: {rule.remedy}.", rule.example):
        assert " ".join(part.split()) in unwrapped
    assert "".join(f"    {line}\n" for line in rule.example.splitlines()) in done.out


# Fixing.


def test_fix__puts_right_what_is_safe_and_tells_what_is_left(run: Callable[..., Any], broken: Path) -> None:
    done = run("check", "--fix", *COMMON_NOTES, store=broken)
    assert (done.code, done.out) == (0, WORD)
    assert done.err == "claims: mended 1 record\nclaims: 1 warning\n"
    claim = json.loads(run("show", "us-a", "--json", store=broken).out)
    assert claim["lang"] == "en"
    assert [(one["start"], one["end"]) for one in claim["citations"]] == [(18, 36), (0, 16)]
    again = run("check", "--fix", *COMMON_NOTES, store=broken)
    assert again.err == "claims: there is nothing to mend\nclaims: 1 warning\n"


def test_fix__goes_into_the_log_with_its_reason(run: Callable[..., Any], store: Path) -> None:
    run("check", "--fix", "--by", "ana", store=store)
    with closing(sqlite3.connect(store)) as db:
        last = db.execute("SELECT by, op, kind, id, why FROM revisions ORDER BY seq DESC LIMIT 1").fetchone()
    assert last == ("ana", "edit", "claim", "us-a", "claims check --fix")


def test_fix__of_selected_rules_alone(run: Callable[..., Any], broken: Path) -> None:
    done = run("check", "--fix", "--select", "Q", store=broken)
    assert (done.code, done.out) == (0, "")
    assert json.loads(run("show", "us-a", "--json", store=broken).out)["lang"] == "EN"


def test_fix__dry_run_changes_nothing(run: Callable[..., Any], broken: Path) -> None:
    done = run("check", "--fix", "--dry-run", *COMMON_NOTES, store=broken)
    assert done.code == 0
    assert done.out.endswith(WORD)
    assert "us-a" in done.out.removesuffix(WORD)
    assert done.err == (
        "claims: 1 record would be mended; nothing was changed, since this was a dry run\nclaims: 1 warning\n"
    )
    assert run("check", store=broken).code == 1


def test_fix__json_stays_json(run: Callable[..., Any], broken: Path) -> None:
    done = run("check", "--fix", "--dry-run", "--json", "--select", "Q,W", store=broken)
    assert [row["code"] for row in json.loads(done.out)] == ["W001"]


def test_check__of_the_bundled_record_finds_no_error(run: Callable[..., Any], bundled: Path) -> None:
    done = run("check", store=bundled)
    assert done.code == 0
    assert " error" not in done.err


# The whole store.


def test_check__finds_the_same_in_the_dossiers_of_a_store(
    run: Callable[..., Any], bundled: Path, tmp_path: Path
) -> None:
    assert run("export", f"{tmp_path}/out/", store=bundled).code == 0
    assert run("init", "--empty", store=tmp_path / "claims.db").code == 0
    assert run("import", tmp_path / "out", store=tmp_path / "claims.db").code == 0
    there, here = (run("check", "--json", store=store) for store in (bundled, tmp_path / "claims.db"))
    assert (there.code, there.out) == (here.code, here.out)
    assert len(json.loads(there.out)) > 5


@pytest.mark.parametrize(
    ("damage", "codes"),
    [
        ("UPDATE claims SET speaker = 'nobody'", {"R001"}),
        ("UPDATE claims SET side = 'us' WHERE id = 'china-b'", {"C008", "L004"}),
        ("UPDATE claims SET text = 'The talks are over.', speaker = 'wang', side = 'china'", {"L004"}),
        ("UPDATE claims SET statement = 'briefing'", {"C007"}),
        ("UPDATE claims SET lang = 'en-UK'", {"W002"}),
        ("UPDATE links SET to_id = to_id || 'x'", {"R001"}),
        ("UPDATE links SET to_id = from_id", {"L001"}),
        ("UPDATE citations SET source = source || '-'", {"R001"}),
        ("UPDATE sources SET sha256 = 'x'", {"Q004"}),
        ("UPDATE sources SET status = 'retracted'", {"R004"}),
        ("UPDATE speaker_aliases SET alias = (SELECT min(id) FROM speakers)", set()),
        ("INSERT INTO speaker_aliases VALUES ('wang', 0, 'blinken')", {"R005"}),
        ("INSERT INTO dispute_aliases VALUES ('balloon', 0, 'Balloon')", {"R005"}),
        ("DELETE FROM claims_indexed", {"X001"}),
    ],
)  # fmt: skip
def test_check__tells_what_another_program_did_to_a_store(
    run: Callable[..., Any], store: Path, damage: str, codes: set[str]
) -> None:
    before = {row["code"] for row in json.loads(run("check", "--json", store=store).out)}
    with closing(sqlite3.connect(store)) as db, db:
        db.execute(damage)
    done = run("check", "--json", store=store)
    rows = json.loads(done.out)
    assert {row["code"] for row in rows} - before >= codes
    assert done.code == any(row["severity"] == "error" for row in rows)


# What takes long.

MANY = 3_000
ROW = re.compile(r"(?P<code>[A-Z]\d{3})  (?P<name>[a-z-]+) +(?P<seconds>\d+\.\d{3}) +(?P<found>\d+)")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, run: Callable[..., Any]) -> Path:
    """A store of many speakers, each of whom is heard nowhere."""
    folder = tmp_path_factory.mktemp("large")
    people = (
        {"record": "speaker", "id": f"s-{number}", "name": f"{number}", "kind": "person"} for number in range(MANY)
    )
    (folder / "speakers.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in people), encoding="utf-8")
    assert run("init", "--empty", store=folder / "claims.db").code == 0
    assert run("import", folder / "speakers.jsonl", store=folder / "claims.db").code == 0
    return folder / "claims.db"


def test_timings__of_each_rule_the_slowest_first(run: Callable[..., Any], large: Path) -> None:
    done = run("check", "--timings", store=large)
    tally, head, reading, *rows = done.err.splitlines()
    assert (tally, head.split()) == (f"claims: {2 * MANY} notes", ["code", "rule", "seconds", "findings"])
    assert re.fullmatch(r" +\(reading\) +\d+\.\d{3}", reading)
    timed = [match for row in rows if (match := ROW.fullmatch(row))]
    told = {one["code"]: (one["name"], int(one["found"])) for one in timed}
    assert told == {rule.code: (rule.name, MANY * (rule.code in ("S001", "S003"))) for rule in checks.RULES}
    seconds = [float(one["seconds"]) for one in timed]
    assert seconds == sorted(seconds, reverse=True)


@pytest.mark.parametrize("form", findings.FORMATS)
def test_timings__leave_the_findings_alone_in_every_format(run: Callable[..., Any], large: Path, form: str) -> None:
    words = ("check", "--select", "S003", "--format", form)
    plain, timed = run(*words, store=large), run(*words, "--timings", store=large)
    assert timed.out == plain.out
    assert timed.err.startswith(plain.err)
    assert "unheard-speaker" in timed.err.removeprefix(plain.err)


def test_timings__belong_to_a_check(run: Callable[..., Any], large: Path) -> None:
    done = run("check", "--explain", "S003", "--timings", store=large)
    assert (done.code, done.err) == (2, "claims: --explain does not go with --timings (ask for one of them)\n")


def test_progress__only_on_a_terminal_and_only_for_long(
    process: Callable[..., Any], large: Path, bundled: Path
) -> None:
    code, out, sent = on_terminal(large, "check", "--select", "S004", "--json")
    assert (code, out) == (0, "[]\n")
    assert "checking" in sent
    _, _, sent = on_terminal(bundled, "check", "--select", "S004")
    assert "checking" not in sent
    assert "checking" not in process("check", "--select", "S004", store=large).err


def test_interrupt__says_that_nothing_was_changed(
    run: Callable[..., Any], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(curated, "corpus", interrupted)
    done = run("check", store=store)
    assert (done.code, done.out, done.err) == (130, "", "claims: interrupted; nothing was changed\n")
