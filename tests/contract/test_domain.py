"""`domain.yml`, `rules.yml`, the code and the contract of intents and entities are one."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

import actions.families
from actions.answering import Answering
from vocero.conversation import answering
from vocero.conversation.understanding import KINDS

DOMAIN = yaml.safe_load(Path("domain.yml").read_text("utf-8"))
RULES = yaml.safe_load(Path("data/rules.yml").read_text("utf-8"))["rules"]
# By hand, from the contract's two tables: tests and acceptance checks rely on these names.
INTENTS = """
    ask_sales ask_commissions ask_bookings ask_kpi ask_forecast ask_comparison ask_ranking
    ask_profitability ask_passengers ask_cancellations ask_occupancy ask_goal ask_anomalies
    ask_drivers refine export explain_metric create_alert list_alerts delete_alert subscribe
    list_subscriptions unsubscribe ask_dashboard ask_status ask_profile change_language help
    human_handoff report_problem change_notice set_preference show_more mark_expected inform
    cancel opt_out opt_in greet goodbye thank affirm deny bot_challenge nlu_fallback
""".split()  # noqa: SIM905 — a list of words reads best as words
ENTITIES = """
    period horizon dimension status currency member metric amount comparator frequency
    time_of_day format booking_ref count language
""".split()  # noqa: SIM905 — the same
# Taken up by the dispatch itself, before any handler is looked for.
IN_THE_DISPATCH = {"cancel", "inform", "nlu_fallback"}


def _names(listed: list[object]) -> list[str]:
    return [next(iter(one)) if isinstance(one, dict) else str(one) for one in listed]


def test_every_intent_of_the_contract_is_in_the_domain() -> None:
    """No intent is missing, none is there twice or beyond the contract."""
    assert sorted(_names(DOMAIN["intents"])) == sorted(INTENTS)


def test_every_entity_of_the_contract_is_in_the_domain() -> None:
    """No entity is missing or beyond the contract; a member may be left out."""
    assert sorted(_names(DOMAIN["entities"])) == sorted(ENTITIES)
    (member,) = (e for e in DOMAIN["entities"] if isinstance(e, dict) and "member" in e)
    assert member["member"]["roles"] == ["excluded"]


def test_the_actions_of_domain_and_code_are_the_same() -> None:
    """Every action that the domain names is written, and every written one is named."""
    assert actions.families.Answering is Answering
    written = [cls().name() for cls in Answering.__subclasses__()]
    assert sorted(DOMAIN["actions"]) == sorted(written)
    assert len(set(written)) == len(written)


def test_every_intent_has_exactly_one_rule() -> None:
    """A rule is an intent and one action of the app, and every intent has just one."""
    found = Counter()
    for rule in RULES:
        intent, action = rule["steps"]
        assert action["action"] in DOMAIN["actions"], rule
        assert set(rule) == {"rule", "steps"}, "who asks and what is open is the app's to know"
        found[intent["intent"]] += 1
    assert found == Counter(INTENTS)


@pytest.mark.parametrize("intent", INTENTS)
def test_the_conversation_handles_every_intent(intent: str) -> None:
    """Each intent has a handler of its own, or is one that the dispatch takes up itself."""
    handled = intent in answering._TALK
    assert handled is not (intent in IN_THE_DISPATCH)


def test_the_conversation_handles_nothing_else() -> None:
    """No handler waits for an intent that cannot come."""
    known = set(answering._TALK) | set(KINDS) | set(answering.LATER)
    assert known <= set(INTENTS)
    assert not set(KINDS) & set(answering.LATER)


def test_the_bots_only_words_are_one_bilingual_line() -> None:
    """Text for people comes from the app; the bot keeps one line for when it is out of reach."""
    assert list(DOMAIN["responses"]) == ["utter_default"]
    (line,) = DOMAIN["responses"]["utter_default"]
    assert set(line) == {"text"}
    assert "\n\n" not in line["text"]


def test_no_entity_is_a_feature_of_the_next_action() -> None:
    """Which action answers depends on the intent alone."""
    assert all(intent[name]["use_entities"] == []
               for intent in DOMAIN["intents"] for name in intent)  # fmt: skip


def test_the_session_is_bounded() -> None:
    """A session ends after an hour of silence; the app rolls longer ones over."""
    assert DOMAIN["session_config"]["session_expiration_time"] == 60
