"""What the last turn decides is asked of the policies once, and never where more may count."""

import json
import unittest
from pathlib import Path
from typing import List, Optional

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import read_yaml_file

from bot.turn.last_turn import LastTurn, decides

DOMAIN = Domain.from_yaml(Path("domain.yml").read_text("utf-8"))
LISTEN = ActionExecuted("action_listen")
RULE = [{"user": {"intent": "ask_sales"}, "prev_action": {"action_name": "action_listen"}}]


def rules(*keys: object, **more: object) -> RulePolicy:
    """Give a rule policy that has learned these states."""
    policy = RulePolicy.__new__(RulePolicy)
    policy.lookup = {RULES: {json.dumps(key): "action_report" for key in keys}, **more}
    return policy


def conversation(*events: Event, turns: int = 2) -> DialogueStateTracker:
    """Give a conversation of some turns, and what came then."""
    past: List[Event] = [SessionStarted(), LISTEN]
    for _ in range(turns):
        past += [UserUttered("x", {"name": "greet"}, input_channel="rest"),
                 ActionExecuted("action_small_talk"), BotUttered("hi"), LISTEN]  # fmt: skip
    return DialogueStateTracker.from_events("x", [*past, *events], DOMAIN.slots)


def said(intent: str = "ask_sales") -> UserUttered:
    """Give a message."""
    return UserUttered("ventas", {"name": intent}, input_channel="rest")


def prediction(policy: str = "RulePolicy", confidence: float = 1.0) -> PolicyPrediction:
    """Give what a policy said after a message."""
    return PolicyPrediction([0.0, confidence], policy,
                            events=[DefinePrevUserUtteredFeaturization(False)])  # fmt: skip


class LastTurnTest(unittest.TestCase):
    """A memory of predictions."""

    def setUp(self) -> None:
        """Begin without any."""
        self.memory = LastTurn(DOMAIN, rules(RULE))

    def known(self, tracker: DialogueStateTracker) -> Optional[PolicyPrediction]:
        """Ask the memory."""
        return self.memory.known(tracker)

    def test_the_same_turn_is_known_in_any_conversation(self) -> None:
        """However long it is; another intent, or the same one after its action, is not."""
        self.memory.learn(conversation(said()), prediction())
        found = self.known(conversation(said(), turns=7))
        self.assertEqual(found.probabilities, [0.0, 1.0])
        self.assertIsNone(self.known(conversation(said("ask_kpi"))))
        done = (ActionExecuted("action_report"), BotUttered("42"))
        self.assertIsNone(self.known(conversation(said(), *done)))
        self.memory.learn(conversation(said(), *done), PolicyPrediction([1.0], "RulePolicy"))
        self.assertEqual(self.known(conversation(said(), *done)).probabilities, [1.0])
        self.assertIsNone(self.known(conversation(said(), *done, said())), "nobody listened")

    def test_each_conversation_gets_events_of_its_own(self) -> None:
        """Time and model are written onto them."""
        first = prediction()
        self.memory.learn(conversation(said()), first)
        tracker = conversation(said())
        tracker.model_id = "m"
        tracker.update_with_events(self.known(tracker).events, DOMAIN)
        (event,) = self.known(conversation(said())).events
        self.assertEqual(event.metadata, {})
        self.assertIsNot(event, first.events[0])

    def test_only_what_a_rule_decided_is_kept(self) -> None:
        """A story's word, a fallback's, silence's: those are asked for anew."""
        for one in (prediction("MemoizationPolicy"), prediction(confidence=0.3),
                    prediction("SilencePolicy")):  # fmt: skip
            self.memory.learn(conversation(said()), one)
        self.assertIsNone(self.known(conversation(said())))

    def test_where_more_may_count_nothing_is_known(self) -> None:
        """Silence of the app, a form, a forced action, a new session, something taken back."""
        quiet = ActionExecuted("action_report")
        cases = (
            (said(), quiet), (ActiveLoop("form"), said()), (said(), FollowupAction("action_help")),
            (Restarted(), said()), (UserUtteranceReverted(), said()), (SessionStarted(), said()),
            (said(), SessionStarted()),
        )  # fmt: skip
        for events in cases:
            self.memory.learn(conversation(*events), prediction())
            self.assertIsNone(self.known(conversation(*events)), events)
        self.assertIsNone(self.known(DialogueStateTracker("x", DOMAIN.slots)))

    def test_rules_that_look_further_back_turn_it_off(self) -> None:
        """Longer ones, conditions on slots or forms, none at all."""
        self.assertTrue(decides(rules(RULE, RULE * 2)))
        loop = [{**RULE[0], "active_loop": {"name": "form"}}]
        slot = [{**RULE[0], "slots": {"x": [1.0]}}]
        for policy in (rules(RULE, RULE * 3), rules(loop), rules(slot), None,
                       rules(RULE, **{RULES_FOR_LOOP_UNHAPPY_PATH: {"x": "y"}})):  # fmt: skip
            memory = LastTurn(DOMAIN, policy)
            memory.learn(conversation(said()), prediction())
            self.assertIsNone(memory.known(conversation(said())))

    def test_our_rules_are_one_turn_each(self) -> None:
        """An intent and an action, without conditions: so the memory is on."""
        for rule in read_yaml_file("data/rules.yml")["rules"]:
            self.assertEqual((len(rule["steps"]), set(rule)), (2, {"rule", "steps"}))
        self.assertEqual(DOMAIN.form_names, [])
