"""Where a person wants to be told things: checked, in one spelling, once, and theirs alone."""

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from vocero.errors import BadAddressError
from vocero.people import addresses
from vocero.rendering.sentences import LANGUAGES, texts
from vocero.storage.engine import Database

HOOK = "https://hooks.slack.com/services/T0/B0/abcd"
POINT, AUTH = "B" + "A" * 86, "c2l4dGVlbiBieXRlcyBpdA"
PUSH = {"endpoint": "https://push.example/send/1", "expirationTime": None,
        "keys": {"p256dh": POINT, "auth": AUTH}}  # fmt: skip


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    """A transaction that leaves nothing."""
    with database.owner.connect() as opened:
        yield opened


@pytest.fixture
def who(connection: sa.Connection) -> int:
    """Somebody."""
    return int(connection.execute(sa.text("select min(person_id) from vocero.people")).scalar_one())


@pytest.mark.parametrize(("channel", "said", "where"), [
    ("email", " Ana@Example.COM ", "Ana@example.com"),
    ("email", "ana@münchen.example", "ana@xn--mnchen-3ya.example"),
    ("sms", "+52 1 55 1234 5678", "+525512345678"),
    ("slack", HOOK, HOOK), ("slack", "C0123456789", "C0123456789"),
    ("webhook", "https://erp.example:8443/in?a=1", "https://erp.example:8443/in?a=1"),
    ("push", json.dumps(PUSH), "https://push.example/send/1"),
])  # fmt: skip
def test_an_address_has_one_spelling(
    connection: sa.Connection, who: int, channel: str, said: str, where: str
) -> None:
    """However it was written."""
    assert addresses.add(connection, who, channel, said).where == where
    assert [a.where for a in addresses.listed(connection, who)] == [where]
    assert addresses.remove(connection, who, channel, where if channel != "push" else said)
    assert addresses.listed(connection, who) == []


@pytest.mark.parametrize(("channel", "said", "problem"), [
    ("email", "ana", "email"), ("email", "ana@", "email"), ("email", "a@b.example\nx", "email"),
    ("email", "ñandú@example.com", "email"), ("email", "", "email"),
    ("sms", "5512345678", "sms"), ("sms", "whatsapp:+525512345678", "sms"),
    ("slack", "https://evil.example/services/T/B/x", "slack"), ("slack", "#general", "slack"),
    ("slack", "https://hooks.slack.com@evil.example/services/", "slack"),
    ("webhook", "http://erp.example/in", "webhook"), ("webhook", "https://", "webhook"),
    ("webhook", "https://u:p@erp.example/in", "webhook"),
    ("webhook", "https://e.x:99999", "webhook"),
    ("webhook", "https://erp.example/in x", "webhook"),
    ("webhook", "https://e/" + "x" * 2000, "webhook"),
    ("push", "{}", "push"), ("push", "[]", "push"), ("push", "null", "push"),
    ("push", json.dumps({**PUSH, "endpoint": "http://push.example"}), "push"),
    ("push", json.dumps({**PUSH, "keys": {"p256dh": "AAAA", "auth": AUTH}}), "push"),
    ("push", json.dumps({**PUSH, "keys": {"p256dh": "%", "auth": AUTH}}), "push"),
    ("pigeon", "roof", "channel"), ("in_app", "1", "channel"),
    ("whatsapp", "+525512345678", "channel"),
])  # fmt: skip
def test_a_bad_address_is_refused_with_a_sentence(
    connection: sa.Connection, who: int, channel: str, said: str, problem: str
) -> None:
    """In both languages, and nothing is kept."""
    with pytest.raises(BadAddressError) as fault:
        addresses.add(connection, who, channel, said)
    assert fault.value.values["problem"] == problem
    assert all(texts(language)["address"][problem] for language in LANGUAGES)


def test_the_secret_of_a_webhook_is_shown_once(connection: sa.Connection, who: int) -> None:
    """When it is added; added again it is another one, and the address the same."""
    first = addresses.add(connection, who, "webhook", "https://erp.example/in")
    again = addresses.add(connection, who, "webhook", "https://erp.example/in")
    assert first.address_id == again.address_id
    assert first.secret
    assert again.secret
    assert first.secret != again.secret
    assert [a.secret for a in addresses.listed(connection, who)] == [None]
    assert first.secret not in repr(first)


def test_an_address_that_was_switched_off_can_come_back(
    connection: sa.Connection, who: int
) -> None:
    """With the browser's new keys."""
    kept = addresses.add(connection, who, "push", json.dumps(PUSH))
    addresses.deactivate(connection, kept.address_id)
    assert addresses.listed(connection, who) == []
    other = {**PUSH, "keys": {"p256dh": POINT, "auth": "b3RoZXIgc2l4dGVlbiBieQ"}}
    assert addresses.add(connection, who, "push", json.dumps(other)).address_id == kept.address_id
    assert len(addresses.listed(connection, who)) == 1


def test_nobody_removes_anothers_address(connection: sa.Connection, who: int) -> None:
    """The same address may be two people's; each removes their own."""
    for person in (who, who + 1):
        addresses.add(connection, person, "email", "equipo@example.com")
    assert addresses.remove(connection, who, "email", "equipo@example.com")
    assert not addresses.remove(connection, who, "email", "equipo@example.com")
    assert len(addresses.listed(connection, who + 1)) == 1


@pytest.mark.parametrize(("channel", "where", "shown"), [
    ("email", "ana.perez@example.com", "a…@example.com"), ("sms", "+525512345678", "+5…78"),
    ("slack", HOOK, "hooks.slack.com/…abcd"), ("slack", "C0123456789", "C0123456789"),
    ("webhook", "https://erp.example/in?key=hidden", "erp.example/…dden"),
])  # fmt: skip
def test_a_masked_address_can_be_told_and_not_used(channel: str, where: str, shown: str) -> None:
    """Enough for a table or a log."""
    assert addresses.masked(channel, where) == shown
