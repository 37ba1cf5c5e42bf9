"""When an action of the app ends without a word, the person is told, on every channel.

Rasa logs a failed action call and goes on in silence. This policy notices that no answer came and
chooses `action_default_fallback`: it says `utter_default` and takes the message back, so that the
session holds nothing half done.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_DEFAULT_FALLBACK_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False
)
class SilencePolicy(Policy):
    """Answers in the app's place when the app did not."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Give the priority: above the rules, which would listen as if all were well."""
        return {"priority": 7}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SilencePolicy:
        """Make the policy; there is nothing to load."""
        return cls(config, model_storage, resource, execution_context)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SilencePolicy:
        """Make the policy; there is nothing to load."""
        return cls(config, model_storage, resource, execution_context)

    def train(
        self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Learn nothing."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Choose the fallback when the app was silent, and nothing otherwise."""
        scores = self._default_predictions(domain)
        if silent(tracker, domain):
            scores[domain.index_for_action(ACTION_DEFAULT_FALLBACK_NAME)] = 1.0
        return self._prediction(scores)


def silent(tracker: DialogueStateTracker, domain: Domain) -> bool:
    """Tell whether an action of the app ran since the person spoke, and nobody said a word.

    Only where a person is listening: test stories run without a channel and without the app.
    """
    if tracker.get_latest_input_channel() is None:
        return False
    for event in reversed(tracker.events):
        if isinstance(event, (BotUttered, UserUttered)):
            return False
        if isinstance(event, ActionExecuted) and event.action_name is not None:
            return event.action_name in domain.user_actions
    return False
