"""A correction is read without its opening words: "no, te pregunté por reservas" is "reservas".

What is corrected is the app's to know (`vocero.words.corrections` finds the same words); the
intent is that of what the person says instead.
"""

import re
from typing import Any, Dict, Sequence, Text

from bot.nlu.certain_periods import missing_periods
from bot.nlu.normal import fold

_SAID = (
    r"(?:(?:te|le|os|les|yo) )*(?:pregunt(?:e|aba|o)|pedi|pedia|dije|decia|hablaba|"
    r"quise decir|queria decir|quiero decir|me referia|me refiero|referia)"
    r"(?: (?:por|de|del|sobre|a|al|que|en|las?|los?|el)\b)*|"
    r"(?:i|i was|i'm|we) (?:meant|mean|asked|asking|said|wanted|talking|was asking)"
    r"(?: (?:for|about|to say|the|of)\b)*|"
    r"corrijo|mas bien|mejor dicho|digo|or rather|rather|i mean|correction|make that|"
    r"quise poner"
)
_SORRY = r"(?:perdon|perdona|perdone|disculpa|disculpe|ups|uy|oops|sorry|my bad|wait|espera)"
_LEAD = r"(?:(?:de|en|por|para|del|a|for|in|by|of|from|to|the|las?|los?|el)\b ?)"
_TOLD = re.compile(
    rf"^\W*(?:{_SORRY}\W+)?(?:(?:no|nop|nope|not)\b[^,;.]{{0,40}}[,;.]+ *|no +)?"
    rf"(?:{_SORRY}\W+)?(?:{_SAID})\b[\s,:;]*"
)
_INSTEAD = re.compile(
    rf"^\W*(?:(?:no|nop|nope)\s*[,;.:!]+\s*(?:{_SORRY}\W+)?|{_SORRY}\W+(?:no\W+)?)(?=(?:{_LEAD}|\w))"
    rf"|^\W*(?:no|not) {_LEAD}?[^,;.]{{2,30}}[,;.] *(?:sino |pero |es |era |but )*(?={_LEAD})"
)
_COMPLAINS = re.compile(
    r"\b(?:me (?:diste|das|mandaste|respondiste|sale|salio|contestaste)|you (?:gave|sent|showed)|"
    r"gave me|got|instead of|no es lo|eso|esto|that|this|it|otra cosa|something else)\b"
)
_ABOUT = frozenset(("period", "member", "dimension", "metric", "status", "booking_ref"))
_FAR = re.compile(r"\w+ \w+ \w+ \w")
_REFUSES = re.compile(r"^(?:por (?:ahora|favor|el momento|hoy)|de momento|de nada|gracias)\b")


def opening(text: Text, entities: Sequence[Dict[Text, Any]]) -> int:
    """Where what the person says instead begins; 0 when the message corrects nothing.

    A bare "no" or "sorry" opens a correction only if something of a question follows it.
    """
    folded = fold(text)
    told = _TOLD.match(folded)
    if told:
        rest = folded[told.end() :]
        return told.end() if re.search(r"\w", rest) and not _COMPLAINS.search(rest) else 0
    instead = _INSTEAD.match(folded)
    if not instead or _REFUSES.match(folded, instead.end()) or _COMPLAINS.search(folded):
        return 0
    end = instead.end()
    starts = [e["start"] for e in entities if e["entity"] in _ABOUT]
    starts += [start for start, _ in missing_periods(text, list(entities))]
    near = (folded[end:start] for start in starts if start >= end)
    return end if any(not _FAR.search(between) for between in near) else 0
