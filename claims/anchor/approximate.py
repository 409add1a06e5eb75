"""Quotes that stand in a text nearly: misspelt, or changed by an editor's hand.

The way is that of the Hypothesis client (`match-quote`): passages that are like the quote are ranked by the likeness of
the words, of what stands before and after them, and by how near they are to where the quote was.

Passages are sought in folded text (`claims.anchor.exact`), pieces of the quote first, with the likeness of rapidfuzz's
`partial_ratio`; the ends are then moved to where Levenshtein's distance is least.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from heapq import heappop, heappush
from itertools import islice
from math import ceil
from typing import NamedTuple

from claims.anchor.exact import Anchor, Folded, folded, in_context, places, plain, trimmed

LEAST_SCORE = 0.7
"""A likeness, from 0 to 1, that chance doesn't reach in a sentence and an edited sentence keeps; see `find`."""


class Match(NamedTuple):
    """The passage that a selector names.

    `score`: how well it fits, from 0 to 1, contexts and place included as far as they were given. `exact`: the quote
    stands there to the letter.
    """

    anchor: Anchor
    score: float
    exact: bool


def find(
    text: str,
    quote: str,
    *,
    prefix: str | None = None,
    suffix: str | None = None,
    start: int | None = None,
    threshold: float = LEAST_SCORE,
) -> Match | None:
    """Find the passage of `text` that `quote` names, word for word or else nearly; None rather than a guess.

    A quote that stands in the text, however typeset, is there, whatever `threshold` says; of several places, that is
    meant which the contexts fit (see `locate`), or else that with the highest score, which a misspelt context decides
    before `start` does. Otherwise a passage counts if its score reaches `threshold` and its words are
    half alike at least (or as like as `threshold`, if that is less). Where several passages share the highest score
    nothing tells them apart, and there is no match; nor is there one for a quote that stands at thousands of places.

    The score is the mean of the likeness of the quote (weight 50), of `prefix` and `suffix` (20 each; their 64 code
    points nearest to the quote) and of the place (2; 1 at `start`, 0 a whole text away), with the Hypothesis client's
    weights; what is None or blank has no weight. A likeness is 1 less the errors (Levenshtein: characters put in, left
    out or exchanged) per character wanted. Case and typesetting are no errors; a word cut through by an end of the
    passage, such as "house" in "houses", is one.

    The default threshold was measured on a news article of 6,300 characters and 33 quotes from it, of 34 to 277. All of
    them pass 0.7 in other typography, with a word put in, or with one letter in ten wrong; with one word left out or
    exchanged, one letter in five wrong, two words changed, or three, it is 99, 99, 97 and 89 in a hundred. Of 44
    sentences that were taken out of the article, none comes nearer to what is left than 0.56; of 81 clauses of 20
    characters or more, one passes, with 0.75. Shorter quotes are another matter: "Iran" is 0.75 like "Iraq", and three
    words thrown together from those of the text pass one time in ten. They need a context or a higher threshold.

    Of a text of 10 million characters the search takes seconds. A quote of more than 100,000 is only found as it is or
    otherwise typeset.
    """
    clues = _Clues.of(prefix, suffix, start)
    found, are_all = places(text, quote)
    if not are_all:
        return None
    if found:
        fitting = in_context(text, found, prefix, suffix) or found
        return _best(Match(place, _score(text, place, 1.0, clues), exact=True) for place in fitting)
    return _best(_near_matches(text, quote, clues, threshold))


def nearest(text: str, quote: str) -> Anchor | None:
    """Find the passage of `text` that is most like `quote`, the first of equals: for messages, never for the record.

    None where no passage is like it to 0.6, in the measure of `find`: a hint may be wrong sooner than an anchor.
    """
    matches = _near_matches(text, quote, _Clues.of(None, None, None), _LEAST_TO_MENTION)
    return min(matches, key=lambda match: (-match.score, match.anchor)).anchor if matches else None


_LEAST_TO_MENTION = 0.6
# The Hypothesis client's limit, too.
_LEAST_WORDS = 0.5
# Some piece of a long quote is always at least as like as the whole, but not always one of those that are looked for.
_LEAST_PIECE = 0.6

_WORDS_WEIGHT, _CONTEXT_WEIGHT, _POSITION_WEIGHT = 50, 20, 2
_CONTEXT_IN_CODE_POINTS = 64

# rapidfuzz compares up to 64 characters in one machine word.
_PIECE_IN_CODE_POINTS = 64
_MOST_PIECES = 8
_BLOCK_IN_CODE_POINTS = 16_384
_MOST_HITS = 32
_MOST_WANTED_IN_CODE_POINTS = 100_000
_MOST_ALIGNED_IN_CODE_POINTS = 300_000
_LONG_IN_CODE_POINTS = 128


class _Clues(NamedTuple):
    """What is known of a quote's place; a context is folded, and None where there is none."""

    prefix: str | None
    suffix: str | None
    start: int | None

    @classmethod
    def of(cls, prefix: str | None, suffix: str | None, start: int | None) -> "_Clues":
        before, after = (prefix or "")[-_CONTEXT_IN_CODE_POINTS:], (suffix or "")[:_CONTEXT_IN_CODE_POINTS]
        return cls(_plain(before) or None, _plain(after) or None, start)

    def least_words(self, threshold: float) -> float:
        """How like the words must be for a score of `threshold`, if all else is as it should be."""
        rest = sum(_CONTEXT_WEIGHT for side in (self.prefix, self.suffix) if side)
        rest += _POSITION_WEIGHT if self.start is not None else 0
        return max(min(threshold, _LEAST_WORDS), threshold - (1 - threshold) * rest / _WORDS_WEIGHT)


class _Span(NamedTuple):
    """A passage of the folded text and how many errors part it from the folded quote; the best one is the least."""

    errors: int
    start: int
    end: int


class _Probe(NamedTuple):
    """A piece of the folded selector to look for; `offset` is its place, counted from the quote's beginning."""

    offset: int
    piece: str


def _plain(text: str) -> str:
    return _lowered(plain(text))


def _lowered(text: str) -> str:
    # This one letter alone would become two.
    return text.replace("İ", "i").lower()


def _best(matches: Iterable[Match]) -> Match | None:
    """The match with the highest score, None where several have it: nothing tells them apart."""
    ranked = sorted(matches, key=lambda match: -match.score)
    tied = len(ranked) > 1 and ranked[0].score == ranked[1].score
    return ranked[0] if ranked and not tied else None


def _near_matches(text: str, quote: str, clues: _Clues, threshold: float) -> list[Match]:
    """Find the passages that pass `threshold`; no two of them overlap, unless they only differ in case."""
    wanted, whole = _plain(quote), folded(text)
    whole = whole._replace(text=_lowered(whole.text))
    least = clues.least_words(threshold)
    matches, same = [], _same(whole.text, wanted)
    for span in same or _alike(whole, wanted, clues, least):
        words = 1 - span.errors / len(wanted)
        anchor = trimmed(text, whole.back(span.start, span.end))
        if words >= least and anchor.start < anchor.end and (score := _score(text, anchor, words, clues)) >= threshold:
            matches.append(Match(anchor, score, exact=False))
    return matches if same else _apart(matches)


def _score(text: str, anchor: Anchor, words: float, clues: _Clues) -> float:
    """Weigh the likeness of words, contexts and place; what was not given has no weight."""
    weighed = [(_WORDS_WEIGHT, words)]
    if clues.prefix:
        before = _plain(text[max(0, anchor.start - 2 * _CONTEXT_IN_CODE_POINTS) : anchor.start])
        weighed.append((_CONTEXT_WEIGHT, _likeness_of_beginning(before[::-1], clues.prefix[::-1])))
    if clues.suffix:
        after = _plain(text[anchor.end : anchor.end + 2 * _CONTEXT_IN_CODE_POINTS])
        weighed.append((_CONTEXT_WEIGHT, _likeness_of_beginning(after, clues.suffix)))
    if clues.start is not None:
        weighed.append((_POSITION_WEIGHT, max(0.0, 1 - abs(anchor.start - clues.start) / len(text))))
    return sum(weight * likeness for weight, likeness in weighed) / sum(weight for weight, _ in weighed)


def _likeness_of_beginning(text: str, wanted: str) -> float:
    """Tell how like `wanted` the first characters of `text` are, as many as suits best; from 0 to 1."""
    from rapidfuzz.distance.Levenshtein import distance

    slack = len(wanted) // 4 + 1
    lengths = range(max(0, len(wanted) - slack), len(wanted) + slack + 1)
    return 1 - min(distance(wanted, text[:length]) for length in lengths) / len(wanted)


def _same(text: str, wanted: str) -> list[_Span]:
    """The places where nothing but the case differs, whole words only; none where there are too many."""
    found, are_all = places(text, wanted)
    return [_Span(0, *place) for place in found if are_all and not _cuts(text, *place)]


def _apart(matches: Iterable[Match]) -> list[Match]:
    """Of matches that overlap, leave the best, and of equals the first."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda match: (-match.score, match.anchor)):
        start, end = match.anchor
        if all(end <= other.anchor.start or other.anchor.end <= start for other in kept):
            kept.append(match)
    return kept


def _alike(whole: Folded, wanted: str, clues: _Clues, least: float) -> Iterator[_Span]:
    """Yield the passages that are most like `wanted`, each as its best alignment."""
    text, most_errors = whole.text, ceil(len(wanted) * (1 - least))
    if not text or not wanted or len(wanted) > _MOST_WANTED_IN_CODE_POINTS or len(wanted) - len(text) > most_errors:
        return
    guesses = [] if clues.start is None else [whole.offset(clues.start)]
    guesses += _guesses(text, wanted, clues, least)
    most = max(4, min(_MOST_HITS, _MOST_ALIGNED_IN_CODE_POINTS // len(wanted)))
    for guess in islice(_thinned(guesses, _radius(wanted)), most):
        span = _align(text, wanted, max(0, min(guess, len(text) - 1)), most_errors)
        yield from (span, *_bounded(text, wanted, span, clues))


def _bounded(text: str, wanted: str, span: _Span, clues: _Clues) -> Iterator[_Span]:
    """The passage between the contexts, where these stand nearby to the letter: words put in are in it."""
    start, end, reach = span.start, span.end, len(wanted) // 2
    if clues.prefix:
        before = text.rfind(clues.prefix, max(0, start - reach - len(clues.prefix)), start + reach)
        start = before + len(clues.prefix) if before >= 0 else start
        start += text.startswith(" ", start)
    if clues.suffix:
        after = text.find(clues.suffix, max(start, end - reach), end + reach + len(clues.suffix))
        end = after if after >= 0 else end
        end -= text.endswith(" ", start, end)
    if (start, end) != (span.start, span.end) and start < end:
        yield _Span(_measure(text, wanted, start, end)[0], start, end)


def _guesses(text: str, wanted: str, clues: _Clues, least: float) -> list[int]:
    """Where the quote may begin, the likeliest first."""
    enough = least if len(wanted) <= _PIECE_IN_CODE_POINTS else min(least, _LEAST_PIECE)
    hits = [
        (-score, start - probe.offset)
        for probe in _probes(wanted, clues)
        for score, start in islice(_hits(text, probe.piece, enough, _radius(wanted)), _MOST_HITS)
    ]
    return [start for _, start in sorted(hits)]


def _radius(wanted: str) -> int:
    # Guesses nearer to each other than this lead to the same passage.
    return len(wanted) // 4


def _thinned(places: Iterable[int], radius: int) -> Iterator[int]:
    seen: list[int] = []
    for place in places:
        if all(abs(place - other) > radius for other in seen):
            seen.append(place)
            yield place


def _probes(wanted: str, clues: _Clues) -> Iterator[_Probe]:
    """Cut the quote into pieces, evenly spread, and join its ends to its contexts, which may be what is rare."""
    size = _PIECE_IN_CODE_POINTS
    room = max(0, len(wanted) - size)
    pieces = min(_MOST_PIECES, -(-len(wanted) // size))
    for number in range(pieces):
        offset = room * number // max(1, pieces - 1)
        yield _Probe(offset, wanted[offset : offset + size])
    if clues.prefix:
        before = clues.prefix[-size // 2 :] + " "
        yield _Probe(-len(before), before + wanted[: size // 2])
    if clues.suffix:
        end = wanted[-size // 2 :]
        yield _Probe(len(wanted) - len(end), end + " " + clues.suffix[: size // 2])


def _hits(text: str, piece: str, least: float, radius: int) -> Iterator[tuple[float, int]]:
    """Yield where `piece` would begin, best first, with a likeness from 0 to 100: rough, and `radius` apart."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    queue: list[tuple[float, int, int, int, int, int]] = []

    def look(low: int, high: int) -> None:
        # Anything is like a scrap of itself.
        if high - low < max(1, len(piece) * least):
            return
        found = partial_ratio_alignment(piece, text[low:high], score_cutoff=100 * least)
        if found and found.dest_start < found.dest_end:
            start, end = low + found.dest_start, low + found.dest_end
            heappush(queue, (-found.score, start, end, start - found.src_start, low, high))

    for low in range(0, len(text), _BLOCK_IN_CODE_POINTS):
        look(low, min(len(text), low + _BLOCK_IN_CODE_POINTS + len(piece)))
    while queue:
        score, start, end, guess, low, high = heappop(queue)
        yield -score, guess
        look(low, min(start, start - radius + len(piece)))
        look(max(end, start + radius), high)


def _align(text: str, wanted: str, guess: int, most_errors: int) -> _Span:
    """Move both ends of a passage that begins near `guess` to where it is most like `wanted`."""
    if len(wanted) > _LONG_IN_CODE_POINTS:
        return _align_long(text, wanted, guess, most_errors)
    measure = partial(_measure, text, wanted)
    start, end = guess, min(len(text), guess + len(wanted))
    for _ in range(2):
        reach = min(measure(start, end)[0], most_errors) + 1
        ends = range(max(start + 1, end - reach), min(len(text), end + reach) + 1)
        end = min(ends, key=lambda at: measure(start, at))
        starts = range(max(0, start - reach), min(end - 1, start + reach) + 1)
        start = min(starts, key=lambda at: measure(at, end))
    return _Span(measure(start, end)[0], start, end)


def _measure(text: str, wanted: str, start: int, end: int) -> tuple[int, int, int]:
    """The errors of a passage; of equals, that is best whose ends are ends of words if the quote's are.

    Next best is that which is as long as the quote.
    """
    from rapidfuzz.distance.Levenshtein import distance

    cuts = _cuts(text, start, end)
    ragged = (text[start].isalnum() != wanted[0].isalnum()) + (text[end - 1].isalnum() != wanted[-1].isalnum())
    return distance(wanted, text[start:end]) + cuts, cuts + ragged, abs(end - start - len(wanted))


def _cuts(text: str, start: int, end: int) -> int:
    # A word cut through is an error: otherwise "house" would be found in "houses".
    return sum(at > 0 and bool(_JOINED.fullmatch(text, at - 1, at + 1)) for at in (start, end))


# Scripts that put no space between words: there, a character is a word.
_HAN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = rf"{_HAN}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_JOINED = re.compile(rf"(?:[^\W{_UNSPACED}]|[\u0300-\u036f]){{2}}")


def _align_long(text: str, wanted: str, guess: int, most_errors: int) -> _Span:
    """Align the first and the last words each for themselves: comparing a long quote at every place takes too long.

    A passage of more than `most_errors` has one more.
    """
    from rapidfuzz.distance.Levenshtein import distance

    size = _PIECE_IN_CODE_POINTS
    last = guess + len(wanted) - size
    head = _align_near(text, wanted[:size], guess, _radius(wanted))
    tail = _align_near(text, wanted[-size:], last, _radius(wanted))
    return min(
        _Span(distance(wanted, text[start:end], score_cutoff=most_errors) + _cuts(text, start, end), start, end)
        for start in (head.start, guess)
        for end in (tail.end, min(len(text), last + size))
        if start < end
    )


def _align_near(text: str, piece: str, guess: int, reach: int) -> _Span:
    """Align a piece of a long quote that is expected at `guess`, give or take `reach`."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    low = max(0, min(guess - reach, len(text) - len(piece)))
    found = partial_ratio_alignment(piece, text[low : guess + len(piece) + reach])
    return _align(text, piece, low + found.dest_start if found else guess, len(piece))
