"""A name that nobody knows is marked all the same: ignoring it would give a wrong number.

"ventas de Narnia" must not be answered with everybody's sales. Words after a preposition that no
training sentence holds outside a member are marked as a `member`. Common words of the languages,
written small, are no names; `guess` says that another small word may be an everyday one after all.
"""

from __future__ import annotations

import json
import re
from typing import Any, Dict, FrozenSet, Iterator, List, Optional, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.name_likeness import NameLikeness
from bot.nlu.normal import fold

_FILE = "words.json"
_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"['’]s\b")
_BEFORE = frozenset("de del d en por para of in for from at by".split())
_ARTICLES = frozenset("el la los las the un una mi my our nuestra nuestro su".split())
_SHORTEST = 3
_UNLIKE = 0.1

Span = Tuple[int, int]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class UnknownNames(GraphComponent, EntityExtractorMixin):
    """Marks what stands where a name stands and is no word that anybody taught."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Give the settings: there are none."""
        return {}

    def __init__(
        self,
        storage: ModelStorage,
        resource: Resource,
        words: FrozenSet[Text] = frozenset(),
        likeness: Optional[NameLikeness] = None,
    ) -> None:
        """Without words nothing is marked."""
        self._likeness = likeness or NameLikeness()
        self._storage = storage
        self._resource = resource
        self._words = words

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UnknownNames:
        """Make an untrained one."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> UnknownNames:
        """Read the words that the model was taught."""
        with model_storage.read_from(resource) as directory:
            known = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        likeness = NameLikeness.read(known["likeness"])
        return cls(model_storage, resource, frozenset(known["words"]), likeness)

    def train(self, training_data: TrainingData) -> Resource:
        """Collect every word of the trade: outside members, and not from out-of-scope text."""
        words = {
            word
            for message in training_data.intent_examples
            if message.get(INTENT) != DEFAULT_NLU_FALLBACK_INTENT_NAME
            for word in _outside_members(message)
        }
        words.update(
            word for phrase in training_data.entity_synonyms for word in _WORD.findall(fold(phrase))
        )
        self._words = frozenset(words)
        self._likeness = NameLikeness.of_examples(training_data.intent_examples)
        known = {"words": sorted(words), "likeness": self._likeness.stored}
        with self._storage.write_to(self._resource) as directory:
            (directory / _FILE).write_text(json.dumps(known), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Mark unknown names in questions and follow-ups; other intents take no names."""
        for message in messages:
            intent = (message.get(INTENT) or {}).get(INTENT_NAME_KEY) or ""
            if intent.startswith("ask_") or intent == "refine":
                marked = message.get(ENTITIES, [])
                found = self.add_extractor_name(list(self._names(message.get(TEXT), marked)))
                together = sorted([*marked, *found], key=lambda entity: entity["start"])
                message.set(ENTITIES, together, add_to_output=True)
        return messages

    def _names(self, text: Text, marked: List[Dict[Text, Any]]) -> Iterator[Dict[Text, Any]]:
        folded = fold(text)
        if len(folded) != len(text) or not self._words:
            return
        covered = [(entity["start"], entity["end"]) for entity in marked]
        for start, end in self._unknown(text, folded, covered):
            words = text[start:end]
            entity = {"entity": "member", "start": start, "end": end, "value": words}
            if _is_capital(text, start):
                yield entity
            elif self._may_be_name(folded[start:end]):
                yield {**entity, "guess": True}

    def _may_be_name(self, words: Text) -> bool:
        return any(self._likeness.of(word) > _UNLIKE for word in _WORD.findall(words))

    def _unknown(self, text: Text, folded: Text, covered: List[Span]) -> Iterator[Span]:
        """Give the stretches of unknown words that stand where a name stands."""
        words = [found.span() for found in _WORD.finditer(folded)]
        index = 0
        while index < len(words):
            first = index
            while index < len(words) and self._is_unknown(folded, words[index], covered):
                index += 1
            if index == first:
                index += 1
                continue
            first = _with_article(text, words, first, covered)
            start, end = words[first][0], words[index - 1][1]
            if _stands_as_name(text, folded, words, first, end):
                yield start, end

    def _is_unknown(self, folded: Text, span: Span, covered: List[Span]) -> bool:
        word = folded[slice(*span)]
        return (
            len(word) >= _SHORTEST
            and word.isalpha()
            and word not in self._words
            and not _overlaps(span, covered)
        )


def _with_article(text: Text, words: List[Span], first: int, covered: List[Span]) -> int:
    """ "Los" belongs to "Los Ángeles" when it is written large inside a sentence."""
    before = first - 1
    if before < 1 or _overlaps(words[before], covered):
        return first
    article = fold(text[slice(*words[before])]) in _ARTICLES
    return before if article and _is_capital(text, words[before][0]) else first


def _stands_as_name(text: Text, folded: Text, words: List[Span], first: int, end: int) -> bool:
    """After a preposition and its article, before an 's, or with a capital inside a sentence."""
    if _POSSESSIVE.match(folded, end) or (first > 0 and _is_capital(text, words[first][0])):
        return True
    before = first - 1
    while before >= 0 and folded[slice(*words[before])] in _ARTICLES:
        before -= 1
    return before >= 0 and folded[slice(*words[before])] in _BEFORE


def _is_capital(text: Text, start: int) -> bool:
    return text[start].isupper() and not text.isupper()


def _outside_members(message: Message) -> Iterator[Text]:
    folded: Optional[Text] = fold(message.get(TEXT))
    members = [
        (entity["start"], entity["end"])
        for entity in message.get(ENTITIES, [])
        if entity["entity"] == "member"
    ]
    for found in _WORD.finditer(folded or ""):
        if not _overlaps(found.span(), members):
            yield found[0]


def _overlaps(span: Span, others: List[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
