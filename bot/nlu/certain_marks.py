"""Marks that need no statistics: a reference, an hour, "50 mil", "top 5", "pdf", a whole period."""

import re
from typing import Iterable, Iterator, List, Sequence, Text, Tuple

from bot.nlu.certain_periods import missing_periods
from bot.nlu.normal import fold
from bot.nlu.period_patterns import propose

Spans = Sequence[Tuple[int, int]]

_SMALL = (
    r"(?:\d{1,2}|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|two|three|four|five|six|seven|"
    r"eight|nine|ten)"
)
_NO_TIME = r"(?! ?(?:d(?:ia|ay)|s(?:em|emana)|w(?:ee)?k|m(?:es|onth)|h(?:ora|our)|min|ye|ano|tr|q))"
_RANKED = r"(?:mejores|peores|mas|menos|best|worst|top|bottom|lowest|highest|strongest|weakest)"
_SHORT = 4
_ALONE = re.compile(r"\d{1,2}")
"""A line of a list, an option: what is asked for amounts reads it as one all the same."""
_AGAINST = frozenset(("vs", "v", "versus", "contra", "against"))
_HOUR = re.compile(
    r"(?:a )?las? (?:\d{1,2}(?::\d\d)?|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|"
    r"doce)(?: y (?:media|cuarto|\d\d?))?(?: ?(?:am|pm|hrs|de la (?:manana|tarde|noche)))?\b|"
    r"(?:\d{1,2}|six|seven|eight|nine|ten|eleven|twelve|one|two|three|four|five)"
    r"(?: (?:thirty|fifteen))?(?: (?:o'clock|in the (?:morning|afternoon|evening)|at night|am|pm))"
)
_CERTAIN = (
    ("booking_ref", re.compile(r"\bres-\d{4}-\d+\b")),
    ("time_of_day", re.compile(r"(?<!\d)\d{1,2}:\d\d(?:[ap]m)?\b")),
    (
        "time_of_day",
        re.compile(
            r"\b(a las? \d{1,2}(?::\d\d)?(?: ?(?:am|pm|hrs|de la (?:manana|tarde|noche)))?|"
            r"(?<=\bat )\d{1,2}(?: ?[ap]m)?|\d{1,2} ?[ap]m)(?! ?(?:%|k|mil|percent)|[\w.,]*\d)\b"
        ),
    ),
    ("format", re.compile(r"\b(?:pdf|csv|xlsx?|excel)\b")),
    (
        "amount",
        re.compile(
            r"(?<![\w.,])\$ ?\d[\d.,]*(?: ?(?:mil|k|m|mdp|millones|million)\b)?|"
            r"(?<![\w.,/-])\d[\d.,]* ?(?:mil|millon(?:es)?|million|k|%|pesos|mxn|usd)(?!\w)"
        ),
    ),
    ("count", re.compile(rf"\b(?:top|bottom|best|worst) ({_SMALL})\b(?! ?(?:%|mil|k\b))")),
    ("count", re.compile(rf"\b({_SMALL}) (?:que )?{_RANKED}\b")),
    ("count", re.compile(rf"\b(?:las|los|the|our) ({_SMALL}) \w+ (?:con|que|with|that) {_RANKED}")),
    ("count", re.compile(r"\b(\d{1,2}) more\b")),
    ("count", re.compile(rf"\b(?:next|nxt|more|siguientes|otr[oa]s) (\d{{1,2}})\b{_NO_TIME}")),
)


def with_certain_marks(text: Text, spans: Spans, labels: Sequence[Text]) -> List[Text]:
    """A reference is one whatever was seen, a small number alone is a count; the other marks stand
    where nothing was.
    """
    if len(spans) == 1 and _ALONE.fullmatch(text.strip()):
        return ["B-count"]
    marked = _with_whole(text, spans, labels, propose(fold(text)), ("period", "horizon"))
    hours = (found.span() for found in _HOUR.finditer(fold(text)))
    marked = _with_whole(text, spans, marked, hours, ("time_of_day",))
    marked = _apart(text, spans, marked)
    if len(spans) <= _SHORT:
        # "No, el lunes" is about Monday; in a longer message the intent tells whether it is.
        for start, end in missing_periods(text, []):
            _mark(marked, spans, "period", start, end)
    for name, start, end in _found(fold(text)):
        _mark(marked, spans, name, start, end)
    return marked


def _mark(labels: List[Text], spans: Spans, name: Text, start: int, end: int) -> None:
    inside = [i for i, (left, right) in enumerate(spans) if left >= start and right <= end]
    if inside and (name == "booking_ref" or all(labels[i] == "O" for i in inside)):
        for order, index in enumerate(inside):
            labels[index] = f"{'I' if order else 'B'}-{name}"


def _apart(text: Text, spans: Spans, labels: Sequence[Text]) -> List[Text]:
    """ "This year versus last year" are two periods, whatever the field made of it."""
    apart = list(labels)
    for place, (start, end) in enumerate(spans):
        if apart[place] == "I-period" and fold(text[start:end]) in _AGAINST:
            apart[place] = "O"
            if place + 1 < len(apart) and apart[place + 1] == "I-period":
                apart[place + 1] = "B-period"
    return apart


def _found(folded: Text) -> Iterator[Tuple[Text, int, int]]:
    for name, pattern in _CERTAIN:
        for found in pattern.finditer(folded):
            yield (name, *found.span(1 if pattern.groups else 0))


def _with_whole(
    text: Text,
    spans: Spans,
    labels: Sequence[Text],
    proposed: Iterable[Tuple[int, int]],
    kinds: Sequence[Text],
) -> List[Text]:
    """What was marked in part is marked in whole, where nothing else stands."""
    whole = list(labels)
    for start, end in proposed:
        inside = [i for i, (left, right) in enumerate(spans) if left >= start and right <= end]
        names = {whole[index][2:] for index in inside if whole[index] != "O"}
        begun = sum(whole[index].startswith("B-") for index in inside)
        if begun == 1 and len(names) == 1 and names <= set(kinds):
            name = names.pop()
            for order, index in enumerate(inside):
                whole[index] = f"{'I' if order else 'B'}-{name}"
    return whole
