"""A correction opens with what was wrong: "no, te pregunté por reservas", "not sales, I meant pax".

The bot reads a message without this opening (`bot/nlu/corrections.py`); here it tells that the
message is about the last question, and which of its words are the ones taken back.
"""

import re

from vocero.words.normal import fold

_SORRY = r"(?:perdon|perdona|perdone|disculp[ae]|ups|oops|sorry|my bad|wait|espera)"
_TOLD = re.compile(
    rf"^(?P<taken>\W*(?:{_SORRY}\W+)?(?:(?:no|nop|nope|not)\b[^,;.]{{0,40}}[,;.]+ *|no +)?"
    rf"(?:{_SORRY}\W+)?)"
    r"(?:(?:(?:te|le|os|les|yo) )*(?:pregunt(?:e|aba|o)|pedi|pedia|pido|dije|decia|hablaba|"
    r"(?:quise|queria|quiero) decir|quise poner|(?:me )?ref(?:eria|iero))|"
    r"(?:i|i was|i'm|we) (?:meant|mean|asked|asking|said|wanted|talking|was asking)|"
    r"corrijo|mas bien|mejor dicho|digo|or rather|rather|i mean|correction|make that)\b"
)
_INSTEAD = re.compile(
    r"^(?P<taken>\W*(?:no|nop|nope)\s*[,;.:!]+|\W*(?:perdon|perdona|disculpa|sorry|oops)\W+|"
    r"\W*(?:no|not) [^,;.]{2,40}[,;.](?= *(?:sino|pero|es|era|but|de|en|por|for|in|by|of)\b))"
)


def taken_back(text: str) -> int:
    """Give how many characters at the start are what the person takes back; 0 when nothing is."""
    folded = fold(text)
    found = _TOLD.match(folded) or _INSTEAD.match(folded)
    return found.end("taken") if found else 0


def corrects(text: str) -> bool:
    """Tell whether a message puts the one before right."""
    folded = fold(text)
    return (_TOLD.match(folded) or _INSTEAD.match(folded)) is not None
