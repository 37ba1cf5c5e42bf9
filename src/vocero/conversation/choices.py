"""Answers to what the bot asked: a number, an ordinal, a name."""

import re

from vocero.conversation.said import Said
from vocero.words.normal import fold
from vocero.words.numbers import count

_ORDINALS = {
    "primer": 1, "primera": 1, "primero": 1, "first": 1, "1st": 1, "1a": 1, "1o": 1,
    "segunda": 2, "segundo": 2, "second": 2, "2nd": 2, "2a": 2, "2o": 2,
    "tercer": 3, "tercera": 3, "tercero": 3, "third": 3, "3rd": 3, "3a": 3,
    "cuarta": 4, "cuarto": 4, "fourth": 4, "4th": 4, "quinta": 5, "quinto": 5, "fifth": 5,
    "5th": 5, "sexta": 6, "sexto": 6, "sixth": 6, "septima": 7, "septimo": 7, "seventh": 7,
    "octava": 8, "octavo": 8, "eighth": 8, "novena": 9, "noveno": 9, "ninth": 9,
    "decima": 10, "decimo": 10, "tenth": 10,
}  # fmt: skip
_LAST = {"ultima", "ultimo", "last"}


def position(said: Said, last: int) -> int | None:
    """Give the 1-based line that was meant ("2", "la segunda", "the last one"), if any."""
    words = re.findall(r"\w+", fold(said.text))
    for word in words:
        if word in _ORDINALS:
            return _ORDINALS[word]
        if word in _LAST and last:
            return last
    if len(words) <= 3:
        value = count(" ".join(w for w in words if w not in {"la", "el", "the", "numero", "no"}))
        return value if value and value > 0 else None
    return None
