"""A linear classifier over three readings of a message: as written, masked, and as ideas.

Masking lets "ventas del 3 de mayo en Holbox" profit from every other date and place; ideas let
a Spanish sentence teach an English one. Words and letters are counted, TF-IDF weighted; what the
words mean (`word_vectors`) lets one that nobody taught stand for those that mean the same. One
linear model over all of it gives the intent.
"""

import json
from typing import Any, Dict, List, Optional, Sequence, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers import LABEL_RANKING_LENGTH
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.nlu.concept_reader import written_concepts
from bot.nlu.readings import WAYS, Reader, common_words
from bot.nlu.scoring import Scorer
from bot.nlu.word_vectors import word_vectors

_TERMS_FILE = "terms.json"
_WEIGHTS_FILE = "weights.npz"
OUT_OF_SCOPE = "nlu_fallback"
_MEANT = "masked"


def _vectorizers(way: Text, letters: Sequence[int]) -> List[TfidfVectorizer]:
    """Ideas are counted as words only; the two spelt readings as letters too."""
    shared = {"sublinear_tf": True, "dtype": np.float32, "lowercase": False}
    pattern = r"\w+" if way == "ideas" else r"\w+|[^\w\s]"
    words = TfidfVectorizer(token_pattern=pattern, ngram_range=(1, 2), **shared)
    if way == "ideas":
        return [words]
    spelt = TfidfVectorizer(analyzer="char_wb", ngram_range=tuple(letters), **shared)
    return [words, spelt]


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Confidences are a softmax of the margins; temperature and wariness were chosen by measuring.

    With each voice left out in turn, answers of 0.9 and more were right 99 times in 100, those
    around 0.5 six times in ten (docs/adr/0002-nlu-pipeline.md; `python -m tests.nlu.calibration`
    measures it again). `wariness` is added to the margin of what is out of scope.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Readings, letters of the n-grams, what meaning weighs, strength, sharpness, wariness."""
        return {
            "ways": list(WAYS),
            "letters": [2, 5],
            "meaning": 0.9,
            "c": 1.0,
            "temperature": 0.2,
            "wariness": 0.31,
            "ranking_length": LABEL_RANKING_LENGTH,
        }

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """A new classifier has no weights and names no intent."""
        self._config = {**self.get_default_config(), **config}
        self._storage = model_storage
        self._resource = resource
        self._reader = Reader({})
        ways = self._config["ways"]
        self._counters = {way: _vectorizers(way, self._config["letters"]) for way in ways}
        self._names: List[Text] = []
        self._weights: Optional[np.ndarray] = None
        self._offsets: Optional[np.ndarray] = None
        self._scorer: Optional[Scorer] = None

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
        self._reader = Reader(written_concepts(), common_words(examples))
        readings = [self._reader.read(example) for example in examples]
        for way, vectorizers in self._counters.items():
            for vectorizer in vectorizers:
                vectorizer.fit([reading[way] for reading in readings])
        model = LinearSVC(
            C=self._config["c"], class_weight="balanced", random_state=7, max_iter=3000
        )
        model.fit(self._matrix(readings), [example.get(INTENT) for example in examples])
        self._names = [str(name) for name in model.classes_]
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._offsets = model.intercept_.astype(np.float32)
        if OUT_OF_SCOPE in self._names:
            self._offsets[self._names.index(OUT_OF_SCOPE)] += self._config["wariness"]
        self._persist()
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """The best intent and the ranking behind it, most likely first."""
        if self._weights is None:
            return messages
        if self._scorer is None:
            pairs = [(way, one) for way, several in self._counters.items() for one in several]
            self._scorer = Scorer(pairs, self._weights, self._offsets, self._meaning)
        for message in messages:
            row = self._scorer.margins(self._reader.read(message))
            odds = np.exp((row - row.max()) / self._config["temperature"])
            shares = odds / odds.sum()
            ranking = [
                {"name": self._names[index], "confidence": float(shares[index])}
                for index in np.argsort(-shares)[: self._config["ranking_length"] or None]
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _meaning(self, reading: Dict[Text, Text]) -> np.ndarray:
        return word_vectors().of(reading[_MEANT]) * self._config["meaning"]

    def _matrix(self, readings: Sequence[Dict[Text, Text]]) -> csr_matrix:
        counted = [
            vectorizer.transform([reading[way] for reading in readings])
            for way, vectorizers in self._counters.items()
            for vectorizer in vectorizers
        ]
        meant = csr_matrix(np.vstack([self._meaning(reading) for reading in readings]))
        return hstack([*counted, meant], format="csr")

    def _persist(self) -> None:
        """Words go into JSON and numbers into arrays: nothing in a model runs when read."""
        terms, scales = {}, {}
        for way, vectorizers in self._counters.items():
            for index, vectorizer in enumerate(vectorizers):
                known = vectorizer.vocabulary_
                terms[f"{way}{index}"] = sorted(known, key=known.get)
                scales[f"{way}{index}"] = vectorizer.idf_.astype(np.float32)
        with self._storage.write_to(self._resource) as directory:
            content = {
                "terms": terms,
                "names": self._names,
                "concepts": self._reader.concepts,
                "vocabulary": sorted(self._reader.vocabulary),
            }
            text = json.dumps(content, ensure_ascii=False)
            (directory / _TERMS_FILE).write_text(text, encoding="utf-8")
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
                for way, vectorizers in classifier._counters.items():
                    for index, vectorizer in enumerate(vectorizers):
                        key = f"{way}{index}"
                        words = content["terms"][key]
                        vectorizer.vocabulary = {w: i for i, w in enumerate(words)}
                        vectorizer.idf_ = numbers[key]
                classifier._weights = numbers["weights"].astype(np.float32)
                classifier._offsets = numbers["offsets"]
        classifier._names = content["names"]
        classifier._reader = Reader(content["concepts"], content["vocabulary"])
        return classifier
