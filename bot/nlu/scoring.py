"""Scoring one message: the few terms that it has, looked up and added.

scikit-learn's own way is made for matrices of many texts: for a single one it spends a hundred
times longer on their administration than on the numbers. `tests/nlu/test_scoring.py` holds that
both come to the same margins.
"""

from collections import Counter
from typing import Callable, Dict, Iterable, List, Sequence, Text, Tuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

Part = Tuple[Text, Callable[[Text], Iterable[Text]], Dict[Text, int], np.ndarray, np.ndarray]


class Scorer:
    """Margins of a linear model over TF-IDF weighted terms of several readings, and a meaning."""

    def __init__(
        self,
        counters: Sequence[Tuple[Text, TfidfVectorizer]],
        weights: np.ndarray,
        offsets: np.ndarray,
        meaning: Callable[[Dict[Text, Text]], np.ndarray],
    ) -> None:
        """The rows of `weights` are the counters' terms, one counter's after the other's.

        The last rows are those of the numbers that `meaning` gives a reading.
        """
        self._offsets = offsets
        self._meaning = meaning
        self._parts: List[Part] = []
        row = 0
        for way, counter in counters:
            terms = {str(term): int(at) for term, at in counter.vocabulary_.items()}
            end = row + len(terms)
            self._parts.append(
                (way, counter.build_analyzer(), terms, counter.idf_, weights[row:end])
            )
            row = end
        self._meant = weights[row:]

    def margins(self, reading: Dict[Text, Text]) -> np.ndarray:
        """The margin of each class; counts are damped by their logarithm, each way has length 1."""
        total = self._offsets + self._meaning(reading) @ self._meant
        for way, analyzed, terms, rarity, weights in self._parts:
            counts = Counter(terms[term] for term in analyzed(reading[way]) if term in terms)
            if not counts:
                continue
            at = np.fromiter(counts, np.intp, len(counts))
            times = np.fromiter(counts.values(), np.float32, len(counts))
            values = (1 + np.log(times)) * rarity[at]
            total += (values / np.sqrt(values @ values)) @ weights[at]
        return total
