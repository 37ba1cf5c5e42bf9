"""What every action does around the conversation: deadline, strangers."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions.answering
from actions.families import Report
from vocero.conversation.said import Reply, Said
from vocero.conversation.turn import Office
from vocero.people.identity import Identity
from vocero.settings import Settings

MakeTracker = Callable[..., Tracker]
Sign = Callable[..., str]
Run = Callable[[Tracker], tuple[str, list[dict[str, Any]]]]


class Answers:
    """A conversation that keeps what it was asked and answers the same each time."""

    def __init__(self) -> None:
        self.asked: list[tuple[Identity, Said]] = []
        self.seconds = 0.0

    def __call__(self, _office: Office, identity: Identity, said: Said) -> Reply:
        """Take the message."""
        self.asked.append((identity, said))
        time.sleep(self.seconds)
        return Reply("42")


@pytest.fixture
def conversation(monkeypatch: pytest.MonkeyPatch, development: Settings) -> Answers:
    """Put a conversation without a database behind the actions."""
    answers = Answers()
    desk = Office(development, database=None)  # type: ignore[arg-type]
    monkeypatch.setattr(actions.answering, "answer", answers)
    monkeypatch.setattr(actions.answering, "office", lambda: desk)
    return answers


@pytest.fixture
def run(conversation: Answers) -> Run:
    """Run an action; give the one text that it uttered, and its events."""

    def once(tracker: Tracker) -> tuple[str, list[dict[str, Any]]]:
        dispatcher = CollectingDispatcher()
        events = asyncio.run(Report().run(dispatcher, tracker, {}))
        (message,) = dispatcher.messages
        return message["text"], events

    return once


def test_the_conversation_gets_who_and_what(
    run: Run, conversation: Answers, tracker: MakeTracker
) -> None:
    """An action hands identity and message on and says what comes back, once."""
    text, events = run(tracker())
    assert (text, events) == ("42", [])
    ((identity, said),) = conversation.asked
    assert (identity.phone, said.text) == ("+12025550104", "ventas de ayer")


def test_a_stranger_gets_the_fixed_text_and_the_conversation_nothing(
    run: Run, conversation: Answers, tracker: MakeTracker
) -> None:
    """Without an identity nothing is asked of the conversation."""
    text, events = run(tracker(sender="nobody"))
    assert "No tengo este número registrado" in text
    assert "This number is not registered" in text
    assert (conversation.asked, events) == ([], [])


@pytest.mark.parametrize(
    ("said", "words"),
    [("ventas de ayer por sucursal", "tardando demasiado"),
     ("what were the sales yesterday", "taking too long"),
     ("KPI", "tardando demasiado")],
)  # fmt: skip
def test_an_answer_that_takes_too_long_becomes_a_sentence(
    run: Run, conversation: Answers, tracker: MakeTracker, monkeypatch: pytest.MonkeyPatch,
    said: str, words: str,
) -> None:  # fmt: skip
    """The sentence is in the message's language, else the company's, and nothing is raised."""
    monkeypatch.setattr(actions.answering, "DEADLINE", 0.05)
    conversation.seconds = 0.4
    text, events = run(tracker(said))
    assert words in text
    assert events == []


def test_the_deadline_lies_within_what_the_door_waits() -> None:
    """The app's sentence comes before the door's own; both come within five seconds."""
    assert actions.answering.DEADLINE < 4.8


def test_on_whatsapp_there_is_more_time(
    run: Run, conversation: Answers, tracker: MakeTracker, monkeypatch: pytest.MonkeyPatch,
    sign: Sign,
) -> None:
    """Nobody holds a line open there: an answer that comes late is still an answer."""
    monkeypatch.setattr(actions.answering, "DEADLINE", 0.05)
    conversation.seconds = 0.2
    signed = {"vocero": sign()}
    assert run(tracker(channel="rest", metadata=signed))[0] != "42"
    assert run(tracker(channel="twilio", metadata=signed))[0] == "42"


def test_turns_of_several_people_do_not_wait_for_one_another(
    conversation: Answers, tracker: MakeTracker
) -> None:
    """The conversation runs in threads: five slow answers take as long as one."""
    conversation.seconds = 0.3

    async def together() -> float:
        began = time.perf_counter()
        await asyncio.gather(
            *(Report().run(CollectingDispatcher(), tracker(), {}) for _ in range(5))
        )
        return time.perf_counter() - began

    assert asyncio.run(together()) < 0.9
