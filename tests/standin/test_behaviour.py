"""Each misbehaviour happens as often as it was told, and the same way for the same seed."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.standin.conftest import LUCIA, Receiver
from tests.standin.waiting import until
from vocero.standin.behaviour import Behaviour, Moods
from vocero.standin.errors import TwilioError
from vocero.standin.serving import Standin

Send = Callable[..., Any]


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [("rate_limited", 20429, 429), ("server_error", 20500, 500), ("unavailable", 20503, 503)],
)
def test_a_call_fails_with_nothing_accepted(
    standin: Standin, send: Send, kind: str, code: int, status: int
) -> None:
    """The client sees the status and the code; the phone sees nothing."""
    standin.misbehave(**{kind: 1})
    with pytest.raises(TwilioRestException) as failed:
        send()
    assert (failed.value.status, failed.value.code) == (status, code)
    assert standin.deliveries() == []
    assert standin.calls()["calls"] == {"message.create": {kind: 1}}


def test_a_connection_is_refused_with_nothing_accepted(standin: Standin, send: Send) -> None:
    """The connection closes without a word."""
    standin.misbehave(refused=1)
    with pytest.raises(requests.ConnectionError):
        send()
    assert standin.deliveries() == []


def test_a_call_times_out_with_nothing_accepted(standin: Standin, send: Send) -> None:
    """Silence, and then the connection closes."""
    standin.misbehave(timeout=1, timeout_ms=60)
    began = time.monotonic()
    with pytest.raises(requests.ConnectionError):
        send()
    assert time.monotonic() - began >= 0.06
    assert standin.deliveries() == []


@pytest.mark.parametrize("how", ["close", "timeout"])
def test_an_answer_is_lost_after_the_message_was_accepted(
    standin: Standin, send: Send, how: str
) -> None:
    """The phone has the message, the caller does not know, and the record says so."""
    standin.misbehave(drop=1, drop_as=how, timeout_ms=20, callback_ms=1)
    with pytest.raises(requests.ConnectionError):
        send("dos veces")
    (delivered,) = standin.deliveries()
    assert (delivered["body"], delivered["dropped"]) == ("dos veces", True)


def test_a_lost_answer_can_be_a_500(standin: Standin, send: Send, twilio: Client) -> None:
    """It looks like a failure, and the list of messages shows that it was none."""
    standin.misbehave(drop=1, drop_as="500", kinds=["message.create"])
    with pytest.raises(TwilioRestException):
        send()
    assert len(twilio.messages.list(to=f"whatsapp:{LUCIA}")) == 1


def test_latency_is_added_to_every_call(standin: Standin, send: Send) -> None:
    """Slow is not failed."""
    standin.misbehave(latency_ms=80)
    began = time.monotonic()
    send()
    assert time.monotonic() - began >= 0.08


def test_a_recipient_can_refuse_at_once(standin: Standin, send: Send) -> None:
    """21610 comes with the call."""
    standin.misbehave(recipients={LUCIA: 21610})
    with pytest.raises(TwilioRestException) as refused:
        send()
    assert refused.value.code == 21610


def test_a_recipient_can_fail_later(
    standin: Standin, send: Send, receiver: Receiver, statuses: Callable[..., list[str]]
) -> None:
    """63014 comes with the callback."""
    standin.misbehave(recipients={LUCIA: 63014}, callback_ms=1)
    send()
    assert statuses(1) == ["undelivered"]
    assert receiver.forms("/status")[0]["ErrorCode"] == "63014"


def test_callbacks_come_twice(
    standin: Standin, send: Send, statuses: Callable[..., list[str]]
) -> None:
    """The receiver must not count them."""
    standin.misbehave(callback_duplicate=1, callback_ms=1)
    send()
    assert statuses(4) == ["sent", "sent", "delivered", "delivered"]


def test_callbacks_come_in_the_wrong_order(
    standin: Standin, send: Send, statuses: Callable[..., list[str]]
) -> None:
    """`sent` after `delivered` happens at Twilio too."""
    standin.misbehave(callback_reorder=1, callback_ms=1)
    send()
    assert statuses(2) == ["delivered", "sent"]


def test_a_message_of_a_phone_comes_twice(standin: Standin, receiver: Receiver) -> None:
    """Both carry one sid and one token, in the same moment."""
    standin.misbehave(inbound_duplicate=1)
    standin.writes(LUCIA, "hola")
    first, second = receiver.forms("/webhooks")
    assert first == second
    assert len({h["i-twilio-idempotency-token"] for _, _, h in receiver.got}) == 1


def test_a_message_of_a_phone_comes_late(standin: Standin, receiver: Receiver) -> None:
    """A later one overtakes it."""
    standin.misbehave(inbound_reorder=1, reorder_ms=150)
    standin.writes(LUCIA, "primero", wait=False)
    until(lambda: standin.chat(LUCIA)["messages"])
    standin.misbehave()
    standin.writes(LUCIA, "segundo")
    until(lambda: len(receiver.got) == 2)
    assert [form["Body"] for form in receiver.forms()] == ["segundo", "primero"]


def test_the_same_seed_draws_the_same_failures() -> None:
    """A run can be repeated."""

    def drawn(seed: int) -> list[str | None]:
        moods = Moods()
        moods.set(Behaviour(rate_limited=0.1, drop=0.1, seed=seed))
        return [moods.fate("message.create") for _ in range(200)]

    assert drawn(7) == drawn(7) != drawn(8)
    assert 10 <= drawn(7).count("drop") <= 30


def test_only_the_chosen_calls_fail() -> None:
    """A check can leave look-ups alone."""
    moods = Moods()
    moods.set(Behaviour(refused=1, kinds=("message.create",)))
    assert (moods.fate("message.list"), moods.fate("message.create")) == (None, "refused")


@pytest.mark.parametrize(
    "said", [{"moody": 1}, {"drop": 2}, {"drop": "x"}, {"drop_as": "y"}, {"callbacks": ["z"]}, []]
)
def test_a_misspelt_behaviour_is_refused(said: Any) -> None:
    """A check that set nothing would find nothing."""
    from vocero.standin.behaviour import read

    with pytest.raises(TwilioError):
        read(said)


def test_a_good_day_returns(standin: Standin, send: Send) -> None:
    """DELETE ends every misbehaviour."""
    standin.misbehave(unavailable=1)
    standin.client.delete("/standin/behaviour").raise_for_status()
    assert send().status == "queued"
