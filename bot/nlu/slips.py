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
            if meant and _is_one_slip(word, meant):
                return meant
        return None


def _with_one_less(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _is_one_slip(word: str, meant: str) -> bool:
    """The same beginning, and one letter added, lost, swapped or, in long words, changed."""
    if word[0] != meant[0] and word[1:] != meant[1:]:
        return False
    if len(word) != len(meant):
        longer, shorter = sorted((word, meant), key=len, reverse=True)
        return shorter in _with_one_less(longer)
    places = [place for place in range(len(word)) if word[place] != meant[place]]
    if len(places) == 2:
        first, second = places
        return second == first + 1 and word[first : second + 1] == meant[second] + meant[first]
    return len(places) == 1 and len(word) > _SHORTEST
