"""Marks end where the contract ends them: "en [lo que va del año]", "[las 10] y [las 7]"."""

import re
from typing import Any, Dict, List, Text, Tuple

from bot.nlu.normal import fold

_LEADING = re.compile(
    r"(?:en|in|on|at|for|durante|during) (?!\d|(?:una?|an?|one|two|three|dos|tres|unos|few) )"
)
_OF = re.compile(r"(?:del?) (?!.*(?: al? | hasta |-))")
_TWO_HOURS = re.compile(r"(.+\S) (?:y|and|a|to) ((?:las? )?\d.*)")


def limited(entity: Dict[Text, Any], text: Text) -> List[Dict[Text, Any]]:
    """The entity without a preposition of its sentence, or the two that it runs together."""
    start, end = entity["start"], entity["end"]
    words = fold(text[start:end])
    if entity["entity"] in ("period", "horizon"):
        opening = _LEADING.match(words) or _OF.match(words)
        return [_cut(entity, text, (start + opening.end(), end))] if opening else [entity]
    two = _TWO_HOURS.fullmatch(words) if entity["entity"] == "time_of_day" else None
    if two and not _is_half_past(words):
        spans = [(start + left, start + right) for left, right in (two.span(1), two.span(2))]
        return [_cut(entity, text, span) for span in spans]
    return [entity]


def _is_half_past(words: Text) -> bool:
    """ "Las 7 y 30" is one hour."""
    return re.search(r"\d y \d\d?$", words) is not None


def _cut(entity: Dict[Text, Any], text: Text, span: Tuple[int, int]) -> Dict[Text, Any]:
    return {**entity, "start": span[0], "end": span[1], "value": text[slice(*span)]}
