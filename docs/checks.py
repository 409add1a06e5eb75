"""docs/checks.md: the rules of `claims check`, which is what the program says of them.

python docs/checks.py
"""

from pathlib import Path
from textwrap import fill

from claims.checks import RETIRED, RULES, Rule
from claims.vocabulary import Severity

TARGET = Path(__file__).resolve().parent / "checks.md"

_HEAD = """\
# Checks

`claims check` is the curator's linter. It reads the whole record and says where it is broken, where a curator should
look again, and what is worth knowing. This page is made by `make rules`.

```sh
claims check                             # everything
claims check --select Q,L --ignore L010  # by code, or by how codes begin
claims check --explain L010              # one rule, with its reason and a bad example
claims check --fix --dry-run             # what could be mended safely; without --dry-run it is
claims check --timings                   # what each rule took, on standard error
claims check --format github             # for a workflow on GitHub: the findings beside the job
```

- An **error** makes the record untrue or broken. Only errors give exit code 1, and those marked “on writing” refuse
  every change and every import as well.
- A **warning** is for a curator to look at. One that is looked at and stays is explained in the dossier; in
  the bundled ones by a comment, `# check: L010 …`.
- A **note** is worth knowing.

`--fix` writes what is marked “fix” and leaves what a curator must decide. Codes are never reused; `F` codes are faults
in the form of files, see [dossiers](dossiers.md#faults). Retracted records are passed over, except where retraction
or the whole of the store is what a rule is about. In JSON (`--json`) a finding has the keys of `claims schema finding`.

"""
_RETIRED = "Retired, and not to be used again: {}.\n"


def page() -> str:
    """The page: all rules in one table, then each with its reason."""
    rules = sorted(RULES, key=lambda rule: ("RQLCSDWX".index(rule.code[0]), rule.code))
    rows = "".join(_row(rule) for rule in rules)
    table = f"| code | severity | finds | |\n|---|---|---|---|\n{rows}"
    retired = _RETIRED.format(", ".join(f"{code} {name}" for code, name in RETIRED.items()))
    return "\n".join([f"{_HEAD}{table}", retired, *map(_section, rules)])


def _row(rule: Rule) -> str:
    marks = [*(["on writing"] if rule.on_write else []), *(["fix"] if rule.fixes else [])]
    return f"| [{rule.code}](#{_anchor(rule)}) | {_severity(rule.severity)} | {rule.message} | {', '.join(marks)} |\n"


def _severity(severity: Severity) -> str:
    return f"**{severity.value}**" if severity is Severity.ERROR else severity.value


def _anchor(rule: Rule) -> str:
    return f"{rule.code.lower()}-{rule.name}"


def _section(rule: Rule) -> str:
    reason = fill(f"{rule.reason} Remedy: {rule.remedy}.", 120, break_on_hyphens=False)
    return f"## {rule.code} {rule.name}\n\n{reason}\n\n```yaml\n{rule.example}```\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
