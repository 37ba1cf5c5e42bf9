"""Text from outside is made harmless before Rasa stores it: a NUL byte would end the process."""

import unicodedata

LONGEST = 1100
"""Characters kept of a message: more than the app accepts, so that it says "too long"."""
NO_TEXT = "…"
"""Stands for a message without any text, so that it still gets an answer."""

_SLASHES = "/／⁄∕⧸╱⟋"
_UNSEEN = {"Cf", "Zs", "Zl", "Zp", "Mn", "Me"}
"""Categories of what may stand in front of a slash without being seen."""


def clean(text: object) -> str:
    """Keep what a person can write: no control characters, no lone surrogates, a bounded length."""
    if not isinstance(text, str):
        return NO_TEXT
    return writable(text[: LONGEST * 4]).strip()[:LONGEST] or NO_TEXT


def writable(text: str) -> str:
    """Leave out what no database and no document takes: control characters, lone surrogates."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    return "".join(c for c in whole if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def harmless(text: object) -> str:
    """Clean a text and take away what Rasa would read as one of its commands.

    Rasa takes `/intent{…}` for what the person means, past all understanding. A slash in front is
    dropped in every spelling: full-width and other look-alikes, behind spaces or invisible signs.
    """
    whole = clean(text)
    first = next((at for at, c in enumerate(whole) if not _leads(c)), len(whole))
    return clean(whole[first:])


def _leads(c: str) -> bool:
    return c in _SLASHES or c.isspace() or unicodedata.category(c) in _UNSEEN
