"""Text from outside is made harmless before Rasa stores it: a NUL byte would end the process."""

import unicodedata

LONGEST = 1100
"""Characters kept of a message: more than the app accepts, so that it says "too long"."""
NO_TEXT = "…"
"""Stands for a message without any text, so that it still gets an answer."""


def clean(text: object) -> str:
    """Keep what a person can write: no control characters, no lone surrogates, a bounded length."""
    if not isinstance(text, str):
        return NO_TEXT
    whole = text[: LONGEST * 4].encode("utf-8", "ignore").decode("utf-8")
    kept = "".join(c for c in whole if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.strip()[:LONGEST] or NO_TEXT
