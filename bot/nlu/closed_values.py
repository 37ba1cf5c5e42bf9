"""Words of a closed list get the list's normal value; words of an open entity stay as written.

The synonyms of the training data are the source. Unlike Rasa's own mapper this one knows the
entity: "mes" is the month in "por mes" and stays "mes" as a period. It forgives accents,
capitals, plurals and small typos.
"""

import difflib
import json
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.closed_lists import CLOSED_LISTS, list_of
from bot.nlu.normal import plain

_FILE = "values.json"
_LIKENESS = 0.75


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True
)
class ClosedValues(GraphComponent, EntityExtractorMixin):
    """A closed entity leaves with its normal value, or without one if nobody knows it."""

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        values: Optional[Dict[Text, Dict[Text, Text]]] = None,
    ) -> None:
        """The values are kept by entity, then by plain words."""
        self._storage = model_storage
        self._resource = resource
        self._values = values or {}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ClosedValues":
        """A new component knows no words."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Each synonym is filed under the closed list that its value belongs to."""
        self._values = {name: {} for name in CLOSED_LISTS}
        for words, value in sorted(training_data.entity_synonyms.items()):
            name = list_of(value)
            if name:
                self._values[name][plain(words)] = value
        with self._storage.write_to(self._resource) as directory:
            content = json.dumps(self._values, ensure_ascii=False, indent=0)
            (directory / _FILE).write_text(content, encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ClosedValues":
        """The values come from the trained model."""
        with model_storage.read_from(resource) as directory:
            values = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, values)

    def process(self, messages: List[Message]) -> List[Message]:
        """Only entities of closed lists change."""
        for message in messages:
            entities = [self._normal(entity) for entity in message.get(ENTITIES, [])]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def value_of(self, name: Text, words: Text) -> Optional[Text]:
        """The value of the nearest known words, or none when nothing is near."""
        known = self._values.get(name, {})
        spoken = plain(words)
        if spoken in known:
            return known[spoken]
        near = difflib.get_close_matches(spoken, known, n=1, cutoff=_LIKENESS)
        if near:
            return known[near[0]]
        inside = [entry for entry in known if f" {entry} " in f" {spoken} "]
        return known[max(inside, key=len)] if inside else None

    def _normal(self, entity: Dict[Text, Any]) -> Dict[Text, Any]:
        if entity["entity"] not in CLOSED_LISTS:
            return entity
        value = self.value_of(entity["entity"], str(entity["value"]))
        if value is None:
            return entity
        changed = {**entity, "value": value}
        self.add_processor_name(changed)
        return changed
