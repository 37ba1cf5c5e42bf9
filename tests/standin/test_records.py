"""What happened can be looked at, waited for and forgotten, and never fills the memory."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.standin.conftest import LUCIA, OURS
from vocero.errors import ConfigurationError
from vocero.settings import Settings
from vocero.standin.application import application
from vocero.standin.chats import Chats, Media, Message
from vocero.standin.serving import Standin, invented


def test_a_chat_has_both_directions_in_order(standin: Standin, send: Callable[..., Any]) -> None:
    """What the person wrote and what came back, as the phone shows it."""
    standin.writes(LUCIA, "¿cuánto vendí?")
    send("$12,300")
    shown = [(m["direction"], m["body"]) for m in standin.chat(LUCIA)["messages"]]
    assert shown == [("in", "¿cuánto vendí?"), ("out", "$12,300")]


def test_a_chat_gives_only_what_changed(standin: Standin) -> None:
    """Asking with the last revision gives nothing twice."""
    standin.writes(LUCIA, "uno")
    seen = standin.chat(LUCIA)["revision"]
    standin.writes("+12025550102", "not hers")
    assert standin.chat(LUCIA, after=seen)["messages"] == []
    standin.writes(LUCIA, "dos")
    assert [m["body"] for m in standin.chat(LUCIA, after=seen)["messages"]] == ["dos"]


def test_waiting_for_a_chat_ends_when_something_comes(standin: Standin) -> None:
    """The simulator shows an answer as soon as it is there."""
    seen = standin.chat(LUCIA)["revision"]
    later = threading.Timer(0.1, standin.writes, (LUCIA, "hola"))
    later.start()
    began = time.monotonic()
    news = standin.chat(LUCIA, after=seen, wait=10)
    later.join()
    assert [m["body"] for m in news["messages"]] == ["hola"]
    assert time.monotonic() - began < 5


def test_deliveries_are_counted_from_a_position(standin: Standin, send: Callable[..., Any]) -> None:
    """A checker reads what is new."""
    send("uno")
    (first,) = standin.deliveries()
    send("dos")
    (second,) = standin.deliveries(after=first["position"])
    assert (second["body"], second["to"], second["dropped"]) == ("dos", f"whatsapp:{LUCIA}", False)


def test_records_are_forgotten(standin: Standin, send: Callable[..., Any]) -> None:
    """The next run begins with nothing."""
    send()
    before = standin.chat()["epoch"]
    standin.forget()
    assert (standin.deliveries(), standin.chat()["epoch"] == before) == ([], False)


def test_the_oldest_messages_go(standin: Standin) -> None:
    """Memory is bounded by a number of messages."""
    chats = Chats(limit=3)
    for number in range(5):
        chats.add(Message(f"SM{number}", f"+1{number}", outbound=True, body=str(number)))
    assert [m.body for m in chats.messages()] == ["2", "3", "4"]
    assert chats.find("SM0") is None
    assert chats.messages(["+10"]) == []


def test_the_oldest_files_go() -> None:
    """Memory is bounded by the weight of media."""
    chats = Chats(weight=10)
    message = Message("MM1", LUCIA, outbound=True)
    chats.add(message)
    for name in "abc":
        chats.attach(message, Media(name, "image/png", name, b"123456"))
    assert [chats.media(name) is None for name in "abc"] == [True, True, False]


def test_production_refuses_to_start_it() -> None:
    """Nobody plays Twilio where people work."""
    real = Settings(DATABASE_URL="postgresql://x", reader_password="x", identity_secret="x",
                    actions_secret="x", TWILIO_ACCOUNT_SID="AC1")  # fmt: skip
    with pytest.raises(ConfigurationError, match="development only"):
        application(real)


def test_an_incomplete_account_is_named() -> None:
    """One sentence lists every variable that is missing."""
    with pytest.raises(ConfigurationError, match="TWILIO_AUTH_TOKEN, TWILIO_WHATSAPP_NUMBER"):
        application(Settings(env="development", TWILIO_ACCOUNT_SID="AC1"))


def test_invented_settings_are_complete() -> None:
    """A test needs no account."""
    assert invented().twilio_whatsapp_number == OURS
