"""What people see of a small dispute, kept whole.

After a change of the views read the difference by eye, then accept it with `pytest --snapshot-update`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

RECORD = """
sides:
  - {id: us, name: United States, aliases: [usa]}
  - {id: china, name: China, aliases: [prc]}
  - {id: eu, name: European Union}
  - {id: switzerland, name: Switzerland, note: Offers its good offices.}
speakers:
  - {id: blinken, name: Antony Blinken, kind: person, side: us, wikidata: Q7821917,
     posts: [{title: US Secretary of State, from: "2021-01-26", to: "2025-01-20"}]}
  - {id: officials, name: American officials, kind: unnamed, side: us}
  - {id: wang, name: 王毅, kind: person, side: china, aliases: [Wang Yi],
     posts: [{title: "Director, Central Foreign Affairs Office", from: "2023-01-01"}]}
  - {id: embassy, name: Chinese Embassy in Washington, kind: organisation, side: china}
  - {id: borrell, name: Josep Borrell, kind: person, side: eu}
  - {id: cassis, name: Ignazio Cassis, kind: person, side: switzerland}
sources:
  - id: wire
    title: Envoys trade charges over a balloon
    kind: republication
    wording: reworded
    publisher: The Wire
    authors: [A. Reporter]
    published: "2023-02-20"
    url: https://example.org/world/2023/02/20/envoys-trade-charges-over-a-balloon
    lang: en
    text: >-
      The secretary said that the balloon had flown over military sites. Its owner, he said, must answer for it.
      "It strayed," the envoy replied. The Embassy called to complain, said one of the American officials.
  - {id: ministry, title: 外交部发言人答记者问, kind: transcript, wording: original, published: "2023-02", lang: zh}
disputes:
  - id: balloon
    title: The balloon
    summary: Whose balloon it was, what it did over America, and who owes whom an answer.
    aliases: [airship]
    parties: [us, china]
    covers: "2023-02-01/2023-02-28"
    note: Only what was said in public.
claims:
  - id: us-balloon-spied
    text: The balloon flew over military sites to spy.
    speaker: blinken
    side: us
    said: "2023-02-02"
    said_time: "14:05-05:00"
    act: accusation
    venue: CBS
    addressees: [china]
    statement: cbs-interview
    disputes: [balloon]
    citations:
      - source: wire
        quote: the balloon had flown over military sites
        attribution: indirect
        locator: paragraph 1
    note: The interview was recorded the day before.
  - id: us-china-must-answer
    text: China must answer for the balloon.
    speaker: blinken
    side: us
    said: "2023-02-02"
    act: demand
    disputes: [balloon]
    citations: [{source: wire, quote: must answer for it}]
    links: [{relation: supports, to: us-balloon-spied, basis: inferred}]
  - id: china-balloon-strayed
    text: 那是民用飞艇，因西风影响偏离航线，误入美国领空。
    lang: zh
    speaker: wang
    side: china
    said: "2023-02-03/2023-02-04~"
    act: denial
    disputes: [balloon]
    citations:
      - {source: wire, quote: It strayed, attribution: direct}
      - {source: ministry, quote: 那是民用飞艇, lang: zh,
         translations: [{lang: en, text: That is a civilian airship., by: the desk}]}
    links: [{relation: rebuts, to: us-balloon-spied, basis: explicit, note: The envoy replied to it.}]
  - id: us-balloon-steered
    text: The balloon was steered, so that it can't have strayed.
    speaker: officials
    side: us
    said: "2023-02-04"
    act: assertion
    disputes: [balloon]
    links:
      - {relation: rebuts, to: china-balloon-strayed, basis: inferred}
      - {relation: supports, to: us-balloon-spied, basis: inferred}
  - id: china-complained
    text: The United States overreacted.
    speaker: embassy
    side: china
    said: "2023-02"
    act: complaint
    disputes: [balloon]
    citations: [{source: wire, quote: The Embassy called to complain, via: [officials], attribution: indirect}]
    links: [{relation: counters, to: us-balloon-steered, basis: inferred}]
  - id: joint-calm
    text: Both sides should keep talking.
    speaker: borrell
    side: eu
    with: [cassis]
    said: "2023-02-18"
    act: offer
    disputes: [balloon]
    links: [{relation: responds, to: china-complained, basis: explicit}]
  - id: us-undated-warning
    text: China will pay a price.
    speaker: officials
    side: us
    act: warning
    disputes: [balloon]
"""

COMMANDS = {
    "thread": ("thread", "balloon"),
    "thread-of-a-claim": ("thread", "china-complained"),
    "show": ("show", "us-balloon-spied", "china-balloon-strayed"),
    "show-others": (
        "show",
        "balloon",
        "wire",
        "wang",
        "switzerland",
        "us-balloon-steered/rebuts/china-balloon-strayed",
    ),
    "list": ("list", "--format", "table"),
    "thread-full": ("thread", "balloon", "--full"),
    "list-full": ("list", "--full", "--format", "table"),
    "directories": ("disputes", "--format", "table"),
}


@pytest.mark.parametrize("columns", [80, 160])
@pytest.mark.parametrize("name", COMMANDS)
def test_view__as_people_see_it(
    run: Callable[..., Any], store_of: Callable[[str], Path], snapshot: SnapshotAssertion, name: str, columns: int
) -> None:
    done = run(*COMMANDS[name], store=store_of(RECORD), env={"COLUMNS": str(columns)})
    assert (done.code, done.err) == (0, "")
    assert done.out == snapshot


def test_markdown__as_people_paste_it(
    run: Callable[..., Any], store_of: Callable[[str], Path], snapshot: SnapshotAssertion
) -> None:
    assert run("thread", "balloon", "--format", "markdown", store=store_of(RECORD)).out == snapshot
