"""Slack's incoming webhooks and chat.postMessage, over HTTP."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.delivery.conftest import Receiver, notice, to
from vocero.delivery.channel import NOT_SET_UP, Later, Link, Refused, Sent
from vocero.delivery.outside import Outside
from vocero.delivery.slack import Slack

CHANNEL = to("slack", "C0123456789")


@pytest.fixture
async def slack(receiver: Receiver) -> AsyncIterator[Slack]:
    """Slack, where its addresses begin with the receiver's."""
    made = Slack(Outside(inside=True), "xoxb-1", receiver.url + "/api/", receiver.url + "/hooks/")
    yield made
    await made.close()


async def test_a_webhook_gets_the_text_in_slacks_marks(slack: Slack, receiver: Receiver) -> None:
    """Three characters escaped, the rest as it is; a file is a link that Slack does not open."""
    said = notice(links=(Link("v|1.pdf", "https://bot.example/f?a=1&b=2"),))
    assert await slack.send(to("slack", receiver.url + "/hooks/T/B/x"), said) == Sent()
    [request] = receiver.got
    body = json.loads(request.body)
    assert body["text"] == ("*Alerta de ventas*\n*Ventas* de _ayer_: 5 &lt; 6 &amp; 7\n"
                            "<https://bot.example/f?a=1&amp;b=2|v 1.pdf>")  # fmt: skip
    assert body["unfurl_links"] is False
    assert "authorization" not in request.headers


async def test_the_bot_posts_to_an_id(slack: Slack, receiver: Receiver) -> None:
    """With its token; the reference is Slack's time stamp."""
    receiver.always = (200, {}, '{"ok": true, "ts": "17.5"}')
    assert await slack.send(CHANNEL, notice()) == Sent("17.5")
    [request] = receiver.got
    assert request.path == "/api/chat.postMessage"
    assert request.headers["authorization"] == "Bearer xoxb-1"
    assert json.loads(request.body)["channel"] == "C0123456789"


async def test_a_long_answer_is_read_to_its_end(slack: Slack, receiver: Receiver) -> None:
    """Slack repeats the message in it: an answer cut short would send the message again."""
    said = {"ok": True, "message": {"text": "x" * 40_000}, "ts": "17.5"}
    receiver.always = (200, {}, json.dumps(said))
    assert await slack.send(CHANNEL, notice("x" * 39_000)) == Sent("17.5")


@pytest.mark.parametrize(("answer", "outcome"), [
    ((200, {}, '{"ok": false, "error": "invalid_auth"}'), Refused("invalid_auth")),
    ((200, {}, '{"ok": false, "error": "channel_not_found"}'), Refused("channel_not_found")),
    ((200, {}, '{"ok": false, "error": "internal_error"}'), Later("internal_error")),
    ((200, {}, "<html>"), Later("no answer that Slack would give")),
    ((429, {"Retry-After": "30"}, ""), Later("HTTP 429", 30.0)),
    ((503, {}, ""), Later("HTTP 503")),
])  # fmt: skip
async def test_what_the_api_says_is_understood(
    slack: Slack, receiver: Receiver, answer: tuple[int, dict[str, str], str], outcome: object
) -> None:
    """What will pass is for later, what will not is refused."""
    receiver.always = answer
    assert await slack.send(CHANNEL, notice()) == outcome


@pytest.mark.parametrize(("answer", "outcome"), [
    ((404, {}, "no_service"), Refused("no_service", gone=True)),
    ((403, {}, "action_prohibited"), Refused("action_prohibited")),
    ((429, {"Retry-After": "99999999"}, ""), Later("HTTP 429", 3600.0)),
    ((302, {"Location": "https://example.com"}, ""), Refused("HTTP 302")),
])  # fmt: skip
async def test_what_a_webhook_says_is_understood(
    slack: Slack, receiver: Receiver, answer: tuple[int, dict[str, str], str], outcome: object
) -> None:
    """A webhook that was removed is gone; nobody makes us wait for days."""
    receiver.always = answer
    assert await slack.send(to("slack", receiver.url + "/hooks/x"), notice()) == outcome


async def test_without_a_token_an_id_is_not_set_up(receiver: Receiver) -> None:
    """And says so."""
    assert await Slack(Outside(inside=True), None).send(CHANNEL, notice()) == Refused(NOT_SET_UP)


async def test_another_host_is_not_slacks(slack: Slack, receiver: Receiver) -> None:
    """A notice for Slack goes to Slack."""
    outcome = await slack.send(to("slack", receiver.url + "/elsewhere"), notice())
    assert isinstance(outcome, Refused)
    assert receiver.got == []
