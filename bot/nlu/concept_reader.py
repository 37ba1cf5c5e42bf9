"""Reads a message as ideas: words of both languages that mean one thing become one mark.

A misspelt word counts as the known word that is one slip away.
"""

from functools import lru_cache
from pathlib import Path
from typing import Dict, Iterator, List, Sequence, Set, Tuple

from rasa.shared.utils.io import read_yaml_file

from bot.nlu.normal import plain
from bot.nlu.slips import SlipIndex

_LONGEST_PHRASE = 3
_FILE = Path(__file__).with_name("concepts.yml")


def written_concepts() -> Dict[str, str]:
    """The concepts as they stand in the file beside this module."""
    return {str(name): str(words) for name, words in read_yaml_file(_FILE).items()}


def known_words() -> Set[str]:
    """Every whole word of the concepts, those of phrases too."""
    listed = " ".join(words for words in written_concepts().values())
    return {word for word in plain(listed).replace("_", " ").split() if not word.endswith("*")}


@lru_cache(maxsize=1)
def known_beginnings() -> Tuple[str, ...]:
    """Every beginning of the concepts: "travel" of "travel*"."""
    listed = " ".join(words for words in written_concepts().values())
    return tuple(sorted(word[:-1] for word in plain(listed).split() if word.endswith("*")))


class ConceptReader:
    """Answers which ideas stand at each place of a list of folded tokens."""

    def __init__(self, concepts: Dict[str, str]) -> None:
        """Whole words and phrases, beginnings, and the slips of every word are indexed once."""
        self._whole: Dict[str, Set[str]] = {}
        self._beginnings: Dict[str, Set[str]] = {}
        for name, words in concepts.items():
            for word in plain(words).split():
                index = self._beginnings if word.endswith("*") else self._whole
                key = word.rstrip("*").replace("_", " ").strip()
                index.setdefault(key, set()).add(name)
        self._slips = SlipIndex(self._whole)

    def ideas(self, tokens: Sequence[str]) -> List[Set[str]]:
        """One set of ideas a token; a phrase puts its ideas on its first word."""
        found: List[Set[str]] = [set() for _ in tokens]
        for start, end, text in _phrases(tokens):
            found[start] |= self._whole.get(text, set())
            if end - start == 1:
                found[start] |= self._by_beginning(text) or self._by_slip(text, found[start])
            else:
                found[start] |= self._by_beginning(text) if text in self._beginnings else set()
        return found

    def _by_beginning(self, word: str) -> Set[str]:
        for length in range(len(word), 2, -1):
            if word[:length] in self._beginnings:
                return self._beginnings[word[:length]]
        return set()

    def _by_slip(self, word: str, already: Set[str]) -> Set[str]:
        meant = None if already else self._slips.repaired(word)
        return self._whole[meant] if meant else set()


def _phrases(tokens: Sequence[str]) -> Iterator[Tuple[int, int, str]]:
    for start in range(len(tokens)):
        for length in range(1, min(_LONGEST_PHRASE, len(tokens) - start) + 1):
            yield start, start + length, " ".join(tokens[start : start + length])
