"""Rasa's message processor, without the copies of a conversation that nobody needs."""

import logging
from pathlib import Path
from typing import Any, Dict, List, Text, Tuple, Union

import rasa.core.agent
from rasa.core.actions.action import (
    Action,
    ActionExecutionRejection,
    ActionListen,
    RemoteAction,
)
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS, DEFAULT_SLOT_NAMES
from rasa.shared.core.events import ActionExecutionRejected, Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.turn.app_action import AppAction, AppLine
from bot.turn.last_turn import LastTurn
from bot.turn.runner import StraightRunner

_log = logging.getLogger(__name__)


class TurnProcessor(MessageProcessor):
    """Handles a message as Rasa does; actions of the app go over our own line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = AppLine(self.action_endpoint)
        self._last_turn = LastTurn.of(self.domain, self.graph_runner)
        own = [slot for slot in self.domain.slots if slot.name not in DEFAULT_SLOT_NAMES]
        self._no_slots = not own and ACTION_VALIDATE_SLOT_MAPPINGS not in self.domain.user_actions

    @staticmethod
    def _load_model(
        model_path: Union[Text, Path],
    ) -> Tuple[Text, ModelMetadata, GraphRunner]:
        """Load a model into a runner without a scheduler."""
        name, metadata, runner = MessageProcessor._load_model(model_path)
        if isinstance(runner, DaskGraphRunner):
            runner = StraightRunner.of(runner)
        return name, metadata, runner

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        """Give what is known of such a turn, or ask the policies."""
        known = self._last_turn.known(tracker)
        if known is not None:
            return known
        said = super()._predict_next_with_tracker(tracker)
        self._last_turn.learn(tracker, said)
        return said

    def _check_for_unseen_features(self, parse_data: Dict[Text, Any]) -> None:
        """Look for no strange intents: `rasa data validate` has, and tests hold the domain."""

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Fill slots, where the domain has any."""
        if self._no_slots:
            return tracker
        return await super().run_action_extract_slots(output_channel, tracker)

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Run an action; one of the app's works on the conversation itself, not on a copy."""
        if type(action) is RemoteAction:
            action = AppAction(action.name(), self.line)
        elif not isinstance(action, ActionListen):
            return await super()._run_action(action, tracker, output_channel, nlg, prediction)
        try:
            events = await action.run(output_channel, nlg, tracker, self.domain)
        except ActionExecutionRejection:
            tracker.update(ActionExecutionRejected(
                action.name(), prediction.policy_name, prediction.max_confidence
            ))  # fmt: skip
            return True
        except Exception as fault:  # noqa: BLE001 — as in Rasa: the turn goes on in silence
            _log.error("%s failed: %s: %s", action.name(), type(fault).__name__, fault)
            events = []
        return await self._log_and_say(action, tracker, output_channel, prediction, events)

    async def _log_and_say(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        prediction: PolicyPrediction,
        events: List[Event],
    ) -> bool:
        tracker.update_with_events(prediction.events, self.domain)
        tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)
        await self.execute_side_effects(events, tracker, output_channel)
        return self.should_predict_another_action(action.name())


def install() -> None:
    """Let every agent of this process use our processor."""
    rasa.core.agent.MessageProcessor = TurnProcessor  # type: ignore[misc]
