"""A linear classifier reads the message twice: as written, and with its entities masked.

Masking lets "ventas del 3 de mayo en Holbox" profit from every other date and place. Words and
character n-grams are TF-IDF weighted; one linear model over both gives the intent.
"""

import json
import re
from typing import Any, Dict, List, Optional, Sequence, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers import LABEL_RANKING_LENGTH
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.nlu.normal import plain

_TERMS_FILE = "terms.json"
_WEIGHTS_FILE = "weights.npz"
_MASKS = {
    "period": " xwhen ", "horizon": " xwhen ", "member": " xname ", "amount": " xamount ",
    "time_of_day": " xhour ", "booking_ref": " xreference ", "count": " xcount ",
}  # fmt: skip
_REPEATED = re.compile(r"(\w)\1{2,}")
_SIGNS = re.compile(r"[^\w\s?%$€£#/'’.\-:]")


def read_twice(message: Message) -> Dict[Text, Text]:
    """The plain text and the masked one, both without decoration."""
    text = message.get(TEXT) or ""
    masked, last = [], 0
    for entity in sorted(message.get(ENTITIES) or [], key=lambda found: found["start"]):
        mask = _MASKS.get(entity["entity"])
        if mask and entity["start"] >= last:
            masked += [text[last : entity["start"]], mask]
            last = entity["end"]
    masked.append(text[last:])
    return {"plain": _tidy(text), "masked": _tidy("".join(masked))}


def _tidy(text: Text) -> Text:
    return _REPEATED.sub(r"\1", _SIGNS.sub(lambda sign: f" {sign.group()} ", plain(text)))


def _vectorizers(config: Dict[Text, Any]) -> List[TfidfVectorizer]:
    shared = {"sublinear_tf": True, "dtype": np.float32, "lowercase": False}
    words = {"analyzer": "word", "token_pattern": r"\w+|[^\w\s]", "ngram_range": (1, 2)}
    letters = {"analyzer": "char_wb", "ngram_range": tuple(config["letters"])}
    return [
        TfidfVectorizer(min_df=config["least"], **shared, **kind)
        for kind in (words, letters)
    ]


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Confidences are calibrated: a softmax of the margins at a measured temperature."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Letters of the n-grams, least number of sentences, strength, temperature."""
        return {
            "letters": [2, 5], "least": 1, "c": 0.5, "temperature": 0.35,
            "ranking_length": LABEL_RANKING_LENGTH,
        }  # fmt: skip

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """A new classifier has no weights and names no intent."""
        self._config = {**self.get_default_config(), **config}
        self._storage = model_storage
        self._resource = resource
        self._readers = {way: _vectorizers(self._config) for way in ("plain", "masked")}
        self._names: List[Text] = []
        self._weights: Optional[np.ndarray] = None
        self._offsets: Optional[np.ndarray] = None

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LinearIntentClassifier":
        """A new classifier is untrained."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """The marked entities of the training data are the masks to learn from."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        readings = [read_twice(example) for example in examples]
        for way, vectorizers in self._readers.items():
            for vectorizer in vectorizers:
                vectorizer.fit([reading[way] for reading in readings])
        model = LinearSVC(
            C=self._config["c"], class_weight="balanced", random_state=7, max_iter=3000
        )
        model.fit(self._matrix(readings), [example.get(INTENT) for example in examples])
        self._names = [str(name) for name in model.classes_]
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._offsets = model.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """The best intent and the ranking behind it, most likely first."""
        if self._weights is None:
            return messages
        margins = self._matrix([read_twice(m) for m in messages]) @ self._weights
        for message, row in zip(messages, margins + self._offsets):
            odds = np.exp((row - row.max()) / self._config["temperature"])
            shares = odds / odds.sum()
            ranking = [
                {"name": self._names[index], "confidence": float(shares[index])}
                for index in np.argsort(-shares)[: self._config["ranking_length"]]
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _matrix(self, readings: Sequence[Dict[Text, Text]]) -> csr_matrix:
        return hstack(
            [
                vectorizer.transform([reading[way] for reading in readings])
                for way, vectorizers in self._readers.items()
                for vectorizer in vectorizers
            ],
            format="csr",
        )

    def _persist(self) -> None:
        """Words go into JSON and numbers into arrays: nothing in a model runs when read."""
        terms, scales = {}, {}
        for way, vectorizers in self._readers.items():
            for index, vectorizer in enumerate(vectorizers):
                known = vectorizer.vocabulary_
                terms[f"{way}{index}"] = sorted(known, key=known.get)
                scales[f"{way}{index}"] = vectorizer.idf_.astype(np.float32)
        with self._storage.write_to(self._resource) as directory:
            content = json.dumps({"terms": terms, "names": self._names}, ensure_ascii=False)
            (directory / _TERMS_FILE).write_text(content, encoding="utf-8")
            np.savez_compressed(
                directory / _WEIGHTS_FILE,
                weights=self._weights.astype(np.float16),
                offsets=self._offsets,
                **scales,
            )

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearIntentClassifier":
        """A loaded classifier answers as the trained one did."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            content = json.loads((directory / _TERMS_FILE).read_text(encoding="utf-8"))
            with np.load(directory / _WEIGHTS_FILE, allow_pickle=False) as numbers:
                for way, vectorizers in classifier._readers.items():
                    for index, vectorizer in enumerate(vectorizers):
                        key = f"{way}{index}"
                        words = content["terms"][key]
                        vectorizer.vocabulary = {w: i for i, w in enumerate(words)}
                        vectorizer.idf_ = numbers[key]
                classifier._weights = numbers["weights"].astype(np.float32)
                classifier._offsets = numbers["offsets"]
        classifier._names = content["names"]
        return classifier
