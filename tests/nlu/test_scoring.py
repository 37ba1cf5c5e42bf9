"""Scoring one message term by term gives the margins that scikit-learn's matrices give."""

import unittest
from typing import Dict

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.intent_classifier import _vectorizers
from bot.nlu.scoring import Scorer

TEXTS = (
    "ventas de ayer", "ventas ventas y mas ventas", "sales by branch", "¿cuánto vendí? €5",
    "comisiones de julio", "y en agosto?", "hola", "KPI de hoy por sucursal",
)  # fmt: skip
STRANGE = ("", " ", "?", "xyz", "ventas xyz", "aaaa aaaa", "ventas de ayer" * 40, "日本 😀")
MEANT = 3


def meaning(reading: Dict[str, str]) -> np.ndarray:
    """Give three numbers that depend on what is written."""
    text = reading["plain"]
    return np.array([len(text) % 5, text.count("a") % 7, 1.0], dtype=np.float32)


class ScoringTest(unittest.TestCase):
    """A model of random weights over real counters."""

    def setUp(self) -> None:
        """Fit the counters of every reading on a few sentences."""
        self.counters = []
        for way in ("plain", "ideas"):
            for counter in _vectorizers(way, [2, 5]):
                self.counters.append((way, counter.fit(TEXTS)))
        rows = sum(len(counter.vocabulary_) for _, counter in self.counters) + MEANT
        chance = np.random.default_rng(7)
        self.weights = chance.normal(size=(rows, 9)).astype(np.float32)
        self.offsets = chance.normal(size=9).astype(np.float32)
        self.scorer = Scorer(self.counters, self.weights, self.offsets, meaning)

    def matrix(self, text: str) -> np.ndarray:
        """Give the margins as scikit-learn works them out."""
        terms = hstack([counter.transform([text]) for _, counter in self.counters], format="csr")
        meant = meaning({"plain": text}) @ self.weights[-MEANT:]
        return (terms @ self.weights[:-MEANT])[0] + meant + self.offsets

    def test_the_margins_are_the_same(self) -> None:
        """For known, repeated, unknown and no words at all."""
        for text in (*TEXTS, *STRANGE):
            found = self.scorer.margins({"plain": text, "ideas": text})
            np.testing.assert_allclose(found, self.matrix(text), atol=1e-5, err_msg=repr(text))

    def test_each_reading_is_counted_for_itself(self) -> None:
        """What is written does not become an idea."""
        one = self.scorer.margins({"plain": TEXTS[0], "ideas": TEXTS[2]})
        other = self.scorer.margins({"plain": TEXTS[2], "ideas": TEXTS[0]})
        self.assertGreater(float(np.abs(one - other).max()), 0.01)

    def test_a_vocabulary_that_was_read_back_works_too(self) -> None:
        """A loaded model knows its words by their order."""
        way, fitted = self.counters[0]
        read = TfidfVectorizer(**{**fitted.get_params(), "vocabulary": dict(fitted.vocabulary_)})
        read.idf_ = fitted.idf_
        rows = self.weights[: len(fitted.vocabulary_) + MEANT]
        both = [Scorer([(way, one)], rows, self.offsets, meaning).margins({way: "ventas de ayer"})
                for one in (fitted, read)]  # fmt: skip
        np.testing.assert_allclose(*both, atol=1e-6)
