"""How much a common word is like a name: "acapulco" much, "presentar" not at all.

Learned from the names and the other words of the training data, by what they mean.
"""

import re
from typing import Iterable, List, Set, Text

import numpy as np
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from sklearn.linear_model import LogisticRegression

from bot.nlu.normal import fold
from bot.nlu.word_vectors import WordVectors, word_vectors

_LEAST = 10
_WORD = re.compile(r"[^\W\d_]+")


class NameLikeness:
    """A logistic regression over word vectors; a word that no vector knows may be anything."""

    def __init__(self, weights: Iterable[float] = (), offset: float = 0.0) -> None:
        """Without weights every word may be a name."""
        self._weights = np.array(list(weights), dtype=np.float32)
        self._offset = offset

    @classmethod
    def learned(cls, names: Iterable[Text], others: Iterable[Text]) -> "NameLikeness":
        """Too few names teach nothing."""
        vectors = word_vectors()
        inside, outside = _known(vectors, names), _known(vectors, others)
        if len(inside) < _LEAST or len(outside) < _LEAST:
            return cls()
        model = LogisticRegression(C=3.0, class_weight="balanced", max_iter=500)
        model.fit(
            np.array([vectors.of(word) for word in (*inside, *outside)]),
            [1] * len(inside) + [0] * len(outside),
        )
        return cls(model.coef_[0].tolist(), float(model.intercept_[0]))

    @classmethod
    def of_examples(cls, examples: Iterable[Message]) -> "NameLikeness":
        """Names are the members of questions; foreign talk teaches its small words."""
        names: Set[Text] = set()
        others: Set[Text] = set()
        for message in examples:
            folded = fold(message.get(TEXT) or "")
            if message.get(INTENT) == DEFAULT_NLU_FALLBACK_INTENT_NAME:
                others.update(fold(w) for w in _WORD.findall(message.get(TEXT)) if w.islower())
                continue
            members = [e for e in message.get(ENTITIES) or [] if e["entity"] == "member"]
            for found in _WORD.finditer(folded):
                inside = any(m["start"] <= found.start() < m["end"] for m in members)
                (names if inside else others).add(found.group())
        return cls.learned(names - others, others)

    @property
    def stored(self) -> List[float]:
        """The weights and the offset, to be read back."""
        return [*self._weights.tolist(), self._offset]

    @classmethod
    def read(cls, stored: List[float]) -> "NameLikeness":
        """What `stored` gave."""
        return cls(stored[:-1], stored[-1]) if stored else cls()

    def __contains__(self, word: Text) -> bool:
        """Whether it can tell anything of a word."""
        return bool(len(self._weights)) and word in word_vectors().common

    def of(self, word: Text) -> float:
        """Between 0 and 1; 1 for words that are not common."""
        vectors = word_vectors()
        if not len(self._weights) or word not in vectors:
            return 1.0
        return float(1 / (1 + np.exp(-(vectors.of(word) @ self._weights + self._offset))))


def _known(vectors: WordVectors, words: Iterable[Text]) -> List[Text]:
    return sorted(word for word in set(words) if word in vectors and len(word) > 2)
