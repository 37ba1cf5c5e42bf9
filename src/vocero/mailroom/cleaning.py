"""What people write is made harmless before it is stored, and never reads as a command of Rasa's.

Rasa takes a text that starts with `/` for an intent typed by a programmer. Here no spelling of
the slash survives at the start: full-width, behind spaces, behind characters that cannot be seen.
"""

import unicodedata

LONGEST = 1100
"""Characters kept of a message: more than the conversation accepts, so that it says "too long"."""
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by their category that are drawn as nothing."""
_LOOKALIKES = frozenset("/\u2044\u2215\u29f8\u2571\u3033\u1735\u2cc6\u31d3\u4e3f\U0001d23a")


def clean(text: str) -> str:
    """Keep what a person can write: no control characters or lone surrogates, bounded in length."""
    whole = text[: LONGEST * 4].encode("utf-8", "ignore").decode("utf-8")
    kept = "".join(c for c in whole if c in "\n\t" or unicodedata.category(c) != "Cc")
    return kept.strip()[:LONGEST]


def spoken(text: str) -> str:
    """Give the cleaned text as something said, without whatever would make it a command."""
    kept = clean(text)
    start = 0
    while start < len(kept) and _drops(kept[start]):
        start += 1
    return kept[start:] if _commands(kept[:start]) else kept


def _drops(character: str) -> bool:
    return (
        character in _BLANK
        or unicodedata.category(character) in {"Cf", "Zs", "Zl", "Zp", "Cc", "Mn", "Me", "Cn", "Co"}
        or _commands(character)
    )


def _commands(text: str) -> bool:
    return any(c in _LOOKALIKES or "/" in unicodedata.normalize("NFKC", c) for c in text)
