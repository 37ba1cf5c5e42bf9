"""When an action of the app ends without a word, the person is told."""

import unittest
from pathlib import Path
from typing import Any, List, Optional

from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.silence import SilencePolicy, silent

DOMAIN = Domain.from_yaml(Path("domain.yml").read_text("utf-8"))
START = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def said(channel: Optional[str] = "rest") -> UserUttered:
    """Give a message through a channel."""
    return UserUttered("ventas", {"name": "ask_sales"}, [], input_channel=channel)


def tracker(*events: Any) -> DialogueStateTracker:
    """Give a conversation with these events."""
    return DialogueStateTracker.from_events("x", [*START, *events], domain=DOMAIN)


class SilentTest(unittest.TestCase):
    """Which ends of a turn count as silence."""

    def test_a_failed_action_leaves_silence(self) -> None:
        """Rasa goes on after a failed call as if all were well: nobody spoke."""
        for channel in ("rest", "twilio", "cmdline"):
            for action in DOMAIN.user_actions:
                if action.startswith("action_"):
                    turn = tracker(said(channel), ActionExecuted(action))
                    self.assertTrue(silent(turn, DOMAIN), f"{channel} {action}")

    def test_after_an_answer_there_is_none(self) -> None:
        """The app's message ends the matter."""
        turn = tracker(said(), ActionExecuted("action_report"), BotUttered("42"))
        self.assertFalse(silent(turn, DOMAIN))

    def test_an_answer_to_the_message_before_does_not_count(self) -> None:
        """Each message must get its own answer."""
        turn = tracker(
            said(), ActionExecuted("action_report"), BotUttered("42"),
            ActionExecuted("action_listen"), said(), ActionExecuted("action_report"),
        )
        self.assertTrue(silent(turn, DOMAIN))

    def test_before_any_action_there_is_none(self) -> None:
        """A message that was just heard waits for its rule."""
        self.assertFalse(silent(tracker(said()), DOMAIN))

    def test_actions_of_rasa_itself_are_no_silence(self) -> None:
        """Listening and starting a session say nothing and need not."""
        self.assertFalse(silent(tracker(), DOMAIN))
        turn = tracker(said(), ActionExecuted("action_listen"))
        self.assertFalse(silent(turn, DOMAIN))

    def test_what_comes_between_does_not_hide_it(self) -> None:
        """Slots that were set after the action change nothing."""
        turn = tracker(said(), ActionExecuted("action_report"), SlotSet("x", 1))
        self.assertTrue(silent(turn, DOMAIN))

    def test_without_a_channel_nobody_is_listening(self) -> None:
        """Test stories and interactive training run without the app."""
        turn = tracker(said(None), ActionExecuted("action_report"))
        self.assertFalse(silent(turn, DOMAIN))


class PolicyTest(unittest.TestCase):
    """What the policy makes of it."""

    def predicted(self, *events: Any) -> PolicyPrediction:
        """Give the policy's prediction for a conversation."""
        context = ExecutionContext(GraphSchema({}))
        policy = SilencePolicy.create(
            SilencePolicy.get_default_config(), None, Resource("silence"), context
        )
        return policy.predict_action_probabilities(tracker(*events), DOMAIN)

    def chosen(self, prediction: PolicyPrediction) -> List[str]:
        """Name the actions with any probability."""
        names = DOMAIN.action_names_or_texts
        pairs = zip(names, prediction.probabilities, strict=True)
        return [name for name, p in pairs if p > 0]

    def test_silence_gets_the_fallback(self) -> None:
        """It says `utter_default` and takes the message back."""
        prediction = self.predicted(said(), ActionExecuted("action_report"))
        self.assertEqual(self.chosen(prediction), ["action_default_fallback"])
        self.assertEqual(prediction.max_confidence, 1.0)

    def test_anything_else_gets_nothing(self) -> None:
        """Otherwise the policy has no opinion."""
        answered = (said(), ActionExecuted("action_report"), BotUttered("42"))
        self.assertEqual(self.chosen(self.predicted(*answered)), [])

    def test_it_goes_before_the_rules(self) -> None:
        """The rules would listen as if all were well."""
        self.assertGreater(SilencePolicy.get_default_config()["priority"], 6)
