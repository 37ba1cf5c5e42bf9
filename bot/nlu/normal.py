"""Folding makes accents and capitals irrelevant without moving a single character."""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


def fold(text: str) -> str:
    """The folded text has the same length, so offsets into it are offsets into the text."""
    return "".join(map(_fold_character, text))


def plain(text: str) -> str:
    """Two spellings of one word become equal: folded, spaces made single, ends trimmed."""
    return _SPACES.sub(" ", fold(text)).strip()
