"""What words mean, in 96 numbers each: "plantados" is near "no-show", "punters" near "people".

`scripts/distil_vectors.py` made them once from a sentence model; reading them costs nothing.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Dict, FrozenSet, Text

import numpy as np

_FILE = Path(__file__).with_name("vectors.npz")
_WORD = re.compile(r"[^\W\d_]+")


class WordVectors:
    """Sums the vectors of a text's words; words that it does not know count nothing."""

    def __init__(
        self, places: Dict[Text, int], vectors: np.ndarray, common: FrozenSet[Text]
    ) -> None:
        """`vectors` has a row of floats for each word, at its place.

        `common` are the words of the languages, spelt right; the others stood in training data.
        """
        self._places = places
        self._vectors = vectors
        self.common = common

    def __contains__(self, word: Text) -> bool:
        """Whether a plain word has a vector."""
        return word in self._places

    def of(self, text: Text) -> np.ndarray:
        """The vector of a plain text, of length 1; zeros when no word of it is known."""
        known = [self._places[word] for word in _WORD.findall(text) if word in self._places]
        total = self._vectors[known].sum(axis=0)
        length = float(np.sqrt(total @ total))
        return total / length if length else total


@lru_cache(maxsize=1)
def word_vectors() -> WordVectors:
    """The vectors of the file beside this module, read once in a process."""
    with np.load(_FILE, allow_pickle=False) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        common = frozenset(word for word, known in zip(words, stored["common"]) if known)
        vectors = stored["directions"].astype(np.float32) * stored["weights"][:, None]
    return WordVectors({word: place for place, word in enumerate(words)}, vectors, common)
