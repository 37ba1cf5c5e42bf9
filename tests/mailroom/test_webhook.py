"""Twilio's doors: the genuine is kept and acknowledged at once, everything else is refused."""

from collections.abc import Iterator

import httpx
import pytest

from drills.forgeries import forged, genuine
from drills.forgery import send, tally
from drills.phones import line, new_sid
from tests.mailroom.conftest import Desk
from vocero.storage import embedded

ONE = "+12025550101"


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    """A client of the API."""
    with httpx.Client(base_url=desk.url, timeout=20) as opened:
        yield opened


def test_no_forgery_is_accepted(desk: Desk, client: httpx.Client) -> None:
    """Over five hundred forged requests leave no row, and get no answer but a refusal."""
    requests = list(forged(line(desk.settings)))
    assert len(requests) > 500
    statuses, accepted = tally(client, requests)
    assert accepted == []
    # 0: the connection was closed while something far too large was still coming.
    assert all(status == 0 or 400 <= status < 500 for status in statuses)
    assert desk.sql("select count(*) from vocero.inbox") == [(0,)]
    assert desk.sql("select count(*) from vocero.correspondents") == [(0,)]


def test_every_genuine_request_is_accepted_and_kept_once(desk: Desk, client: httpx.Client) -> None:
    """Odd ones too; posted again they change nothing."""
    requests = list(genuine(line(desk.settings), 45))
    for _ in range(2):
        statuses, _ = tally(client, requests)
        assert statuses == {200: 45}
        assert desk.sql("select count(*) from vocero.inbox") == [(45,)]


def test_what_is_kept_is_harmless(desk: Desk, client: httpx.Client) -> None:
    """No control characters, and nothing that Rasa would take for a command."""
    for request in genuine(line(desk.settings), 45):
        send(client, request)
    bodies = [row.body for row in desk.sql("select body from vocero.inbox")]
    assert all(b.isprintable() or set(b) & {"\n", "\t", "\u200d"} for b in bodies)
    assert not any(b.lstrip("\u200b ").startswith(("/", "／")) for b in bodies)
    assert "restart" in bodies


def test_a_webhook_is_answered_with_empty_twiml(desk: Desk, client: httpx.Client) -> None:
    """The reply goes out by itself, through the outbox."""
    own = line(desk.settings)
    form = own.form(ONE, "hola")
    answer = client.post(
        "/webhooks/twilio/webhook", data=form, headers={"X-Twilio-Signature": own.signature(form)}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response></Response>")


def test_without_the_database_twilio_is_told_to_come_again(
    desk: Desk, client: httpx.Client
) -> None:
    """503 while it is away; the same message is taken once it is back."""
    own = line(desk.settings)
    form = own.form(ONE, "hola", new_sid())
    headers = {"X-Twilio-Signature": own.signature(form)}
    embedded.stop(desk.settings.home)
    try:
        refused = client.post("/webhooks/twilio/webhook", data=form, headers=headers)
        assert refused.status_code == 503
    finally:
        embedded.start(desk.settings.home)
    assert client.post("/webhooks/twilio/webhook", data=form, headers=headers).status_code == 200
    assert desk.heard(ONE, 1) == ["re: hola"]


def test_an_answer_waits_for_a_twilio_that_is_away(desk: Desk, client: httpx.Client) -> None:
    """Acknowledged at once, sent when Twilio is back."""
    desk.standin.misbehave(refused=1.0, kinds=["message.create"])
    desk.says(ONE, "hola")
    desk.until("exists (select 1 from vocero.outbox where attempts > 0)")
    desk.standin.misbehave()
    assert desk.heard(ONE, 1) == ["re: hola"]
