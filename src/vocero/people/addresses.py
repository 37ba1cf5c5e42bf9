"""Where a person wants to be told things besides WhatsApp: checked, kept once, theirs to remove.

Each channel has one spelling of an address, so that the same one twice is one. Written addresses
are of whoever keeps them: masked wherever they are shown.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.errors import BadAddressError
from vocero.people import phones
from vocero.people.spelling import read
from vocero.storage.dispatch_tables import addresses, dispatches

MOST = 20
"""Addresses in use that one person may have in one channel."""
CHANNELS = ("sms", "email", "slack", "push", "webhook")
"""Those that need an address; WhatsApp has the person's number, in_app their id."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is sent. `secret` signs what a webhook gets; `details` are push's keys."""

    address_id: int
    person_id: int
    channel: str
    where: str
    secret: str | None = field(default=None, repr=False)
    details: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def masked(self) -> str:
        """Enough to tell it from others, not enough to write to it."""
        return masked(self.channel, self.where)


def add(connection: sa.Connection, person_id: int, channel: str, said: str) -> Address:
    """Keep an address, or switch it on again; a webhook's secret is new, and shown by this alone.

    `said` is an e-mail address, a phone number, a Slack webhook or id, an https URL, or a push
    subscription as the browser gives it, in JSON. Raises BadAddressError.
    """
    where, details = read(channel, said)
    others = [a for a in listed(connection, person_id) if a.channel == channel and a.where != where]
    if len(others) >= MOST:
        raise BadAddressError(problem="too_many")
    secret = "whsec_" + secrets.token_urlsafe(32) if channel == "webhook" else None
    values = {"secret": secret, "details": details, "active": True}
    kept = connection.execute(
        insert(addresses)
        .values(person_id=person_id, channel=channel, address=where, **values)
        .on_conflict_do_update(constraint="addresses_once", set_=values)
        .returning(addresses.c.address_id)
    ).scalar_one()
    return Address(kept, person_id, channel, where, secret, details)


def listed(connection: sa.Connection, person_id: int) -> list[Address]:
    """Give a person's addresses that are in use, without their secrets, in order of channel."""
    rows = connection.execute(
        sa.select(addresses.c.address_id, addresses.c.channel, addresses.c.address)
        .where(addresses.c.person_id == person_id, addresses.c.active)
        .order_by(addresses.c.channel, addresses.c.address_id)
    )
    return [Address(row.address_id, person_id, row.channel, row.address) for row in rows]


def remove(connection: sa.Connection, person_id: int, channel: str, said: str) -> bool:
    """Forget a person's address, and what was to go there; tell whether it was there."""
    try:
        where = read(channel, said)[0]
    except BadAddressError:
        where = said.strip()
    found = connection.scalar(
        sa.select(addresses.c.address_id)
        .where(addresses.c.person_id == person_id, addresses.c.channel == channel,
               addresses.c.address == where)
        .with_for_update()
    )  # fmt: skip
    if found is None:
        return False
    connection.execute(
        sa.update(dispatches)
        .where(dispatches.c.address_id == found, dispatches.c.state.in_(("waiting", "sending")))
        .values(state="suppressed", error="address removed")
    )
    connection.execute(sa.delete(addresses).where(addresses.c.address_id == found))
    return True


def deactivate(connection: sa.Connection, address_id: int) -> None:
    """Send nothing to an address any more: whoever is behind it said so."""
    connection.execute(
        sa.update(addresses).where(addresses.c.address_id == address_id).values(active=False)
    )


def masked(channel: str, where: str) -> str:
    """Show an address to those who know it already: "l…@example.com", "+1…01"."""
    if channel == "email":
        local, _, domain = where.partition("@")
        return f"{local[:1]}…@{domain}"
    if channel == "sms":
        return phones.masked(where)
    if "://" in where:
        return f"{urlsplit(where).hostname}/…{where[-4:]}"
    return where
