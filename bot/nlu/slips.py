"""Finds the known word that a misspelt one is a single slip away from.

A slip is a letter too many, one missing, one wrong or two swapped. The index holds every word
with one letter taken out, so a look-up costs as many steps as the word has letters.
"""

from typing import Dict, Iterable, Iterator, Optional

_SHORTEST = 4


class SlipIndex:
    """Knows words of four letters or more; shorter ones are too close to each other."""

    def __init__(self, words: Iterable[str]) -> None:
        """The first of two words with the same slip wins, in alphabetical order."""
        self._known = sorted({word for word in words if len(word) >= _SHORTEST and word.isalpha()})
        self._slips: Dict[str, str] = {}
        for word in self._known:
            for slip in (word, *_with_one_less(word)):
                self._slips.setdefault(slip, word)

    def repaired(self, word: str) -> Optional[str]:
        """The known word that was meant, or none."""
        if len(word) < _SHORTEST or not word.isalpha():
            return None
        for slip in (word, *_with_one_less(word)):
            meant = self._slips.get(slip)
            if meant and meant[0] == word[0] and abs(len(meant) - len(word)) <= 1:
                return meant
        return None


def _with_one_less(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))
