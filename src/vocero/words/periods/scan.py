"""Finds the periods inside a whole sentence, precision first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vocero.words.periods import grammar
from vocero.words.periods.caution import stands
from vocero.words.periods.lexer import tokens
from vocero.words.periods.period import Lean, Moment, Period
from vocero.words.periods.place import Place
from vocero.words.periods.resolving import resolve
from vocero.words.periods.terms import OTHER, Mark, Number, Ordinal, Term
from vocero.words.periods.tokens import Token

_LONGEST = 8
_OPENERS = frozenset({"de", "del", "from", "el", "the"})
# No period ends with one of these.
_LINKS = frozenset({"to", "until", "between", "and", "dash", "in", "start_of"})


@dataclass(frozen=True, slots=True)
class Found:
    """A period inside a text: its offsets there, its words as written, its dates."""

    start: int
    end: int
    words: str
    period: Period


def find(text: str, today: date, lean: Lean = "past") -> list[Found]:
    """Give the periods that a sentence mentions, in order and without overlap.

    Each is the longest run of words that resolves. When in doubt the words are left alone: a
    number that may count something, a month that may be a verb or a name, "cada lunes".
    """
    row = tokens(text)
    found: list[Found] = []
    first = 0
    while first < len(row):
        hit = _at(text, row, first, Moment(today, lean))
        if hit is None:
            first += 1
            continue
        found.append(hit[0])
        first = hit[1] + 1
    return found


def _at(text: str, row: Sequence[Token], first: int, moment: Moment) -> tuple[Found, int] | None:
    """Find the longest period that begins with the token at `first`, and its last token."""
    if row[first].term in (None, OTHER) or _split_phrase(row, first):
        return None
    terms: list[Term] = []
    ends: list[tuple[int, int]] = []
    for last in range(first, len(row)):
        term = row[last].term
        if term == OTHER or len(terms) == _LONGEST or _stammers(terms, term):
            break
        if term is not None:
            terms.append(term)
            if not _split_phrase(row, last + 1) and not _links(term):
                ends.append((last, len(terms)))
    for last, size in reversed(ends):
        period = grammar.read(terms[:size], moment)
        if period and stands(Place(text, row, first, last, moment)):
            found = _framed(text, row, first, last, period, moment)
            if found:
                return found, last
    return None


def _split_phrase(row: Sequence[Token], place: int) -> bool:
    # One phrase may carry two meanings ("MTD"); a period holds both or none.
    return 0 < place < len(row) and row[place].start == row[place - 1].start


def _stammers(terms: Sequence[Term], term: Term | None) -> bool:
    # No period says the same kind of thing three times running.
    if isinstance(term, Mark):
        return False
    return len(terms) > 1 and type(terms[-2]) is type(terms[-1]) is type(term)


def _links(term: Term) -> bool:
    return isinstance(term, Mark) and term.name in _LINKS


def _framed(
    text: str, row: Sequence[Token], first: int, last: int, period: Period, moment: Moment
) -> Found | None:
    """Give the span, with the article or preposition that a range or a day number needs."""
    begin = first
    inner = row[first : last + 1]
    opens = (first == last and isinstance(row[first].term, Number | Ordinal)) or any(
        isinstance(token.term, Mark) and token.term.name in ("to", "until", "dash")
        for token in inner
    )
    if opens and first and row[first - 1].term is None and row[first - 1].word in _OPENERS:
        begin = first - 1
    for start in (begin, first):
        words = text[row[start].start : row[last].end]
        if resolve(words, moment.today, moment.lean) == period:
            return Found(row[start].start, row[last].end, words, period)
    return None
