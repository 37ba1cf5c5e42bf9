"""The outgoing webhook, and how far our own network is from it."""

import asyncio
import hashlib
import hmac
import json
import socket
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.delivery.conftest import Receiver, notice, to
from vocero.delivery.channel import Later, Link, Refused, Sent
from vocero.delivery.outside import Outside, public
from vocero.delivery.webhook import Webhook

SECRET = "whsec_of_tests"


@pytest.fixture
async def webhook() -> AsyncIterator[Webhook]:
    """The channel as it is in development."""
    made = Webhook(Outside(inside=True))
    yield made
    await made.close()


async def test_the_receiver_can_tell_that_it_is_from_us(
    webhook: Webhook, receiver: Receiver
) -> None:
    """The signature over time stamp and body, under the secret of this address."""
    said = notice(links=(Link("v.pdf", "https://bot.example/v.pdf"),))
    assert await webhook.send(to("webhook", receiver.url + "/in", secret=SECRET), said) == Sent()
    [request] = receiver.got
    timestamp = request.headers["vocero-timestamp"]
    expected = hmac.new(SECRET.encode(), timestamp.encode() + b"." + request.body, hashlib.sha256)
    assert request.headers["vocero-signature"] == "v1=" + expected.hexdigest()
    assert abs(time.time() - int(timestamp)) < 60
    assert request.headers["idempotency-key"] == "alert:7:sale"
    assert json.loads(request.body) == {
        "key": "alert:7:sale", "title": "Alerta de ventas", "text": "Ventas de ayer: 5 < 6 & 7",
        "language": "es", "files": [{"name": "v.pdf", "url": "https://bot.example/v.pdf"}],
    }  # fmt: skip


def example() -> Callable[..., bool]:
    """Give the function that docs/channels.md shows."""
    text = (Path(__file__).parents[2] / "docs" / "channels.md").read_text("utf-8")
    made: dict[str, Any] = {}
    exec(text.split("```python\n")[1].split("```")[0], made)  # noqa: S102 — our own page
    return cast("Callable[..., bool]", made["genuine"])


async def test_the_example_of_the_page_tells_genuine_from_forged(
    webhook: Webhook, receiver: Receiver
) -> None:
    """As docs/channels.md has it: another body, secret or hour is not from us."""
    await webhook.send(to("webhook", receiver.url, secret=SECRET), notice())
    [request] = receiver.got
    names = ("Vocero-Timestamp", "Vocero-Signature")
    headers = {name: request.headers[name.lower()] for name in names}
    genuine = example()
    assert genuine(SECRET, headers, request.body)
    assert not genuine(SECRET, headers, request.body + b" ")
    assert not genuine("another", headers, request.body)
    old = str(int(headers["Vocero-Timestamp"]) - 3600)
    assert not genuine(SECRET, {**headers, "Vocero-Timestamp": old}, request.body)


@pytest.mark.parametrize(("status", "outcome"), [
    (204, Sent()), (408, Later("HTTP 408")), (425, Later("HTTP 425")), (429, Later("HTTP 429")),
    (500, Later("HTTP 500")), (599, Later("HTTP 599")), (400, Refused("HTTP 400")),
    (410, Refused("HTTP 410")), (301, Refused("HTTP 301")),
])  # fmt: skip
async def test_what_the_receiver_says_is_understood(
    webhook: Webhook, receiver: Receiver, status: int, outcome: object
) -> None:
    """2xx is sent, what may pass is for later, everything else is final; nothing is followed."""
    receiver.always = (status, {"Location": receiver.url + "/further"}, "")
    assert await webhook.send(to("webhook", receiver.url, secret=SECRET), notice()) == outcome
    assert len(receiver.got) == 1


async def test_who_names_an_hour_gets_until_then(webhook: Webhook, receiver: Receiver) -> None:
    """Retry-After may be a date, counted by the receiver's own clock."""
    day = "Wed, 16 Sep 2026"
    hours = {"Date": f"{day} 10:00:00 GMT", "Retry-After": f"{day} 10:02:00 GMT"}
    for headers, seconds in ((hours, 120.0), ({"Retry-After": "soon"}, 0.0)):
        receiver.always = (503, headers, "")
        outcome = await webhook.send(to("webhook", receiver.url, secret=SECRET), notice())
        assert outcome == Later("HTTP 503", seconds)


async def test_a_receiver_that_is_away_is_for_later(webhook: Webhook) -> None:
    """Nobody listens, or nobody has the name."""
    for url in ("http://127.0.0.1:1/", "http://nobody.invalid/"):
        assert isinstance(await webhook.send(to("webhook", url, secret=SECRET), notice()), Later)


class Names(AbstractResolver):
    """Resolves every name to what it is told."""

    def __init__(self, *hosts: str) -> None:
        self.hosts = hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Give the addresses."""
        return [
            {"hostname": host, "host": one, "port": port, "proto": 0, "flags": 0,
             "family": socket.AF_INET6 if ":" in one else socket.AF_INET}
            for one in self.hosts
        ]  # fmt: skip

    async def close(self) -> None:
        """Have nothing to close."""


@pytest.mark.parametrize("url", [
    "https://127.0.0.1:{port}/", "https://[::1]:{port}/", "https://[::ffff:127.0.0.1]:{port}/",
    "https://10.0.0.1/", "https://169.254.169.254/latest/meta-data", "https://localhost:{port}/",
    "https://0x7f.1:{port}/", "https://0.0.0.0:{port}/",
])  # fmt: skip
async def test_our_own_network_is_out_of_reach(receiver: Receiver, url: str) -> None:
    """However its address is written."""
    channel = Webhook(Outside(inside=False))
    where = url.format(port=receiver.url.rpartition(":")[2])
    async with asyncio.timeout(5):
        outcome = await channel.send(to("webhook", where, secret=SECRET), notice())
    await channel.close()
    assert outcome == Refused("not a public address")
    assert receiver.got == []


@pytest.mark.parametrize("hosts", [("127.0.0.1",), ("10.1.2.3", "192.168.1.1"), ("fd00::1",)])
async def test_a_name_that_leads_into_our_network_is_out_of_reach(
    receiver: Receiver, hosts: tuple[str, ...]
) -> None:
    """What counts is where the connection goes, whatever the name said before."""
    channel = Webhook(Outside(inside=False, resolver=Names(*hosts)))
    outcome = await channel.send(
        to("webhook", "https://harmless.example" + receiver.url[16:], secret=SECRET), notice()
    )
    await channel.close()
    assert outcome == Refused("not a public address")


async def test_without_https_nothing_is_sent(receiver: Receiver) -> None:
    """Outside development."""
    channel = Webhook(Outside(inside=False))
    outcome = await channel.send(to("webhook", receiver.url, secret=SECRET), notice())
    assert outcome == Refused("not https")


@pytest.mark.parametrize(("address", "is_public"), [
    ("8.8.8.8", True), ("2606:4700::1111", True), ("::ffff:8.8.8.8", True),
    ("127.0.0.1", False), ("172.16.0.1", False), ("100.64.0.1", False), ("169.254.1.1", False),
    ("0.0.0.1", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::", False),
    ("fe80::1%eth0", False), ("::ffff:10.0.0.1", False), ("64:ff9b::10.0.0.1", False),
    ("2002:0a00:0001::", False), ("nonsense", False),
])  # fmt: skip
def test_an_address_is_public_in_no_disguise(address: str, is_public: bool) -> None:
    """Mapped, translated and tunnelled addresses are what they lead to."""
    assert public(address) is is_public
