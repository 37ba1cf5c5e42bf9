"""One tagger marks every entity, so that no two of them can ever overlap.

The phrase book and the period patterns propose, a conditional random field decides with the
words around. Booking references need no decision: their pattern is certain.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Dict, FrozenSet, Iterator, List, Optional, Sequence, Text, Tuple

import pycrfsuite
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.certain_marks import with_certain_marks
from bot.nlu.concept_reader import known_words
from bot.nlu.entity_agreement import is_family_word
from bot.nlu.entity_features import features_of
from bot.nlu.known_names import Names, with_known_names
from bot.nlu.name_likeness import NameLikeness
from bot.nlu.name_shapes import NameShapes
from bot.nlu.normal import fold
from bot.nlu.phrase_book import PhraseBook

_TAGGER_FILE = "tagger.crfsuite"
_BOOK_FILE = "phrases.json"

Spans = List[Tuple[int, int]]


def read_members(path: Text) -> List[Text]:
    """No file, no names; channels are left out, for "web" and "phone" are everyday words."""
    file = Path(path)
    if not file.is_file():
        return []
    entries = json.loads(file.read_text(encoding="utf-8"))
    return [entry["name"] for entry in entries if entry["dimension"] != "channel"]


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
        DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER,
    ],
    is_trainable=True,
)
class EntityTagger(GraphComponent, EntityExtractorMixin):
    """Marks the entities of a message; values are the words, a reference is upper case.

    It counts as a featurizer too, so that Rasa lets it prepare the training data for the parts
    that come after it.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The path of the catalogue's names, and how hard and how long to train."""
        return {"members": "var/members.json", "c1": 0.05, "c2": 0.02, "iterations": 120}

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        book: Optional[PhraseBook] = None,
        tagger: Optional[pycrfsuite.Tagger] = None,
        shapes: Optional[NameShapes] = None,
        likeness: Optional[NameLikeness] = None,
    ) -> None:
        """A tagger without book and model marks booking references only."""
        self._config = {**self.get_default_config(), **config}
        self._storage = model_storage
        self._resource = resource
        self._book = book or PhraseBook({}, [])
        self._tagger = tagger
        self._shapes = shapes or NameShapes([])
        self._likeness = likeness or NameLikeness()

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EntityTagger":
        """A new tagger is untrained."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Every second sentence is learned without the catalogue: new names will come.

        What is out of scope bears no marks and teaches none: "ayer" is a time in any sentence.
        """
        members = read_members(self._config["members"])
        self._book = PhraseBook.from_synonyms(
            training_data.entity_synonyms, members, _common_words(training_data)
        )
        self._shapes = NameShapes.learned(
            training_data.intent_examples, self._book.closed_words | known_words()
        )
        self._likeness = NameLikeness.of_examples(training_data.intent_examples)
        trainer = self._trainer()
        for index, message in enumerate(training_data.intent_examples):
            if message.get(INTENT) == DEFAULT_NLU_FALLBACK_INTENT_NAME:
                continue
            spans = _spans(message)
            features = features_of(
                message.get(TEXT), spans, self._book, with_members=bool(index % 2)
            )
            trainer.append(pycrfsuite.ItemSequence(features), self._labels(message, spans))
        with self._storage.write_to(self._resource) as directory:
            trainer.train(str(directory / _TAGGER_FILE))
            content = {
                "phrases": self._book.phrases,
                "members": self._book.members,
                "common_words": sorted(self._book.common_words),
                "taught": sorted(self._shapes.taught),
                "foreign": sorted(self._shapes.foreign),
                "spoken": sorted(self._shapes.spoken),
                "likeness": self._likeness.stored,
            }
            (directory / _BOOK_FILE).write_text(
                json.dumps(content, ensure_ascii=False, indent=0), encoding="utf-8"
            )
            self._tagger = _open(directory / _TAGGER_FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "EntityTagger":
        """The catalogue that was read at training travels inside the model."""
        with model_storage.read_from(resource) as directory:
            content = json.loads((directory / _BOOK_FILE).read_text(encoding="utf-8"))
            book = PhraseBook(
                content["phrases"], content["members"], frozenset(content["common_words"])
            )
            tagger = _open(directory / _TAGGER_FILE)
        shapes = NameShapes(content["taught"], content["foreign"], content["spoken"])
        likeness = NameLikeness.read(content["likeness"])
        return cls(config, model_storage, resource, book, tagger, shapes, likeness)

    def process(self, messages: List[Message]) -> List[Message]:
        """Entities come in the order of the text and never overlap."""
        for message in messages:
            found = self.add_extractor_name(self._entities(message))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """What is out of scope is marked as it will be when it arrives, not as it was written.

        Nobody marks "Cancún" in "what is the weather in Cancún", but the tagger will: the
        classifier must learn to refuse the sentence with the name masked.
        """
        for message in training_data.training_examples:
            if message.get(INTENT) == DEFAULT_NLU_FALLBACK_INTENT_NAME:
                message.set(ENTITIES, self._entities(message))
        return training_data

    def _entities(self, message: Message) -> List[Dict[Text, Any]]:
        text = message.get(TEXT)
        if not text:
            return []
        spans = _spans(message)
        labels = ["O"] * len(spans)
        if self._tagger is not None:
            features = features_of(text, spans, self._book)
            labels = self._tagger.tag(pycrfsuite.ItemSequence(features))
        labels = self._with_unknown_names(text, spans, labels)
        words = [text[start:end] for start, end in spans]
        names = Names(self._book, self._shapes, self._likeness)
        labels = with_known_names(words, [fold(word) for word in words], labels, names)
        labels = with_certain_marks(text, spans, labels)
        return [_entity(text, *found) for found in _joined(spans, labels)]

    def _trainer(self) -> pycrfsuite.Trainer:
        trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
        trainer.set_params(
            {
                "c1": self._config["c1"],
                "c2": self._config["c2"],
                "max_iterations": self._config["iterations"],
                "feature.possible_transitions": True,
            }
        )
        return trainer

    def _with_unknown_names(
        self, text: Text, spans: Spans, labels: Sequence[Text]
    ) -> List[Text]:
        """A message that is nothing but a strange name is a member; so is the rest of a name."""
        whole = self._shapes.whole_names(text, spans, labels)
        bare = self._shapes.bare_name(text, spans)
        if bare and all(whole[index] == "O" or "member" in whole[index] for index in bare):
            for order, index in enumerate(range(bare[0], bare[-1] + 1)):
                whole[index] = f"{'I' if order else 'B'}-member"
        return whole

    def _labels(self, message: Message, spans: Spans) -> List[Text]:
        """Family words count as metrics here; agreement with the intent comes later."""
        text, intent = message.get(TEXT), message.get(INTENT)
        marked = [
            (entity["start"], entity["end"], _label(entity))
            for entity in message.get(ENTITIES, [])
        ]
        labels = []
        for start, end in spans:
            owner = next((m for m in marked if start < m[1] and end > m[0]), None)
            if owner:
                begins = not any(s >= owner[0] and s < start for s, _ in spans)
                labels.append(f"{'B' if begins else 'I'}-{owner[2]}")
            else:
                labels.append("B-metric" if is_family_word(intent, text[start:end]) else "O")
        return labels


def _common_words(training_data: TrainingData) -> FrozenSet[Text]:
    """A word met once teaches only itself; as a rare word it teaches what names look like."""
    met: Counter = Counter()
    for message in training_data.intent_examples:
        folded = fold(message.get(TEXT))
        met.update({folded[start:end] for start, end in _spans(message)})
    return frozenset(word for word, times in met.items() if times > 1)


class _KeptTagger(pycrfsuite.Tagger):
    """The native tagger reads from the bytes that it was opened on, so they must live on."""

    content: bytes = b""


def _open(path: Path) -> pycrfsuite.Tagger:
    tagger = _KeptTagger()
    tagger.content = path.read_bytes()
    tagger.open_inmemory(tagger.content)
    return tagger


def _spans(message: Message) -> Spans:
    return [(token.start, token.end) for token in message.get(TOKENS_NAMES[TEXT])]


def _label(entity: Dict[Text, Any]) -> Text:
    role = entity.get("role")
    return f"{entity['entity']}|{role}" if role else entity["entity"]


def _joined(spans: Spans, labels: Sequence[Text]) -> Iterator[Tuple[int, int, Text]]:
    current: Optional[Tuple[int, int, Text]] = None
    for (start, end), label in zip(spans, labels):
        name = label[2:]
        if current and label.startswith("I-") and name == current[2]:
            current = (current[0], end, name)
            continue
        if current:
            yield current
        current = (start, end, name) if label != "O" else None
    if current:
        yield current


def _entity(text: Text, start: int, end: int, label: Text) -> Dict[Text, Any]:
    name, _, role = label.partition("|")
    words = text[start:end]
    value = words.upper() if name == "booking_ref" else words
    entity = {"entity": name, "start": start, "end": end, "value": value}
    return {**entity, "role": role} if role else entity
