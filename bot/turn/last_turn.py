"""What to do next is decided by the last turn alone, and remembered.

Every rule is an intent and one action (`data/rules.yml`), and a rule that fits outweighs every
story. So the intent and the last action say all, and the policies, which look through the whole
session several times for each message, need to be asked once for each pair.
"""

import copy
import json
from typing import Dict, List, Optional, Text, Tuple

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import ACTIVE_LOOP, SLOTS
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.silence import silent
from bot.turn.runner import StraightRunner

LONGEST_RULE = 2
"""States of a rule of one turn: the message heard, and its action done."""
_PLAIN = (ActionExecuted, BotUttered, DefinePrevUserUtteredFeaturization, UserUttered)
Key = Tuple[Optional[Text], Tuple[Text, ...]]


class LastTurn:
    """Predictions of the rules by what was heard and done last."""

    def __init__(self, domain: Domain, rules: Optional[RulePolicy]) -> None:
        """Without rules, or with one that looks further back, nothing is remembered."""
        self._domain = domain
        self._known: Dict[Key, PolicyPrediction] = {}
        self._decides = rules is not None and decides(rules)

    @classmethod
    def of(cls, domain: Domain, runner: StraightRunner) -> "LastTurn":
        """Find the rules among what a model has loaded."""
        found = [part for part in runner.components if isinstance(part, RulePolicy)]
        return cls(domain, found[0] if len(found) == 1 else None)

    def known(self, tracker: DialogueStateTracker) -> Optional[PolicyPrediction]:
        """Give what the rules said of such a turn; None where the policies have to be asked."""
        key = self._key(tracker)
        found = self._known.get(key) if key else None
        if found is None:
            return None
        prediction = copy.copy(found)
        prediction.events = [_anew(event) for event in found.events]
        return prediction

    def learn(self, tracker: DialogueStateTracker, said: PolicyPrediction) -> None:
        """Remember what the policies said, where a rule decided it."""
        key = self._key(tracker)
        if key and said.policy_name == RulePolicy.__name__ and said.max_confidence == 1.0:
            kept = copy.copy(said)
            kept.events = [_anew(event) for event in said.events]
            self._known[key] = kept

    def _key(self, tracker: DialogueStateTracker) -> Optional[Key]:
        """Describe the last turn; None where more than it may count: a form, silence, a force."""
        if not self._decides or tracker.followup_action or tracker.active_loop:
            return None
        return None if silent(tracker, self._domain) else _last(tracker)


def decides(rules: RulePolicy) -> bool:
    """Tell whether each rule is one turn, without conditions on slots or forms."""
    states = [json.loads(key) for key in rules.lookup[RULES]]
    return not rules.lookup.get(RULES_FOR_LOOP_UNHAPPY_PATH) and all(
        len(turn) <= LONGEST_RULE and not any(SLOTS in s or ACTIVE_LOOP in s for s in turn)
        for turn in states
    )


def _last(tracker: DialogueStateTracker) -> Optional[Key]:
    """Give what was heard last, and the actions since then and just before.

    None where anything else happened in between: something taken back, a form, a new session.
    """
    done: List[Text] = []
    heard: Optional[UserUttered] = None
    for event in reversed(tracker.events):
        if not isinstance(event, _PLAIN):
            return None
        if isinstance(event, UserUttered) and heard is None:
            heard = event
        elif isinstance(event, ActionExecuted):
            done.append(str(event.action_name))
            if heard is not None:
                return heard.intent_name, tuple(done)
    return None


def _anew(event: Event) -> Event:
    """Give an event of its own to each conversation: time and model are written onto it."""
    own = copy.copy(event)
    own.metadata = {}
    return own
