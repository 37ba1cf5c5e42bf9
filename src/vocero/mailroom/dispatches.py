"""Dispatches: what goes to people by every channel but WhatsApp, kept until it is sent.

States: waiting → sending → sent, failed or suppressed. What a dead process was sending is taken
again when its lease ends, so a notice may go out twice, under the same key. One at a time goes to
one address; a notice in the app is sent by being kept.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa

from vocero.people.addresses import Address

LEASE_SECONDS = 120
"""How long a process may be sending one; longer than any channel takes."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One thing to tell a person at one address. `dedupe_key` makes it go in once.

    `address_id` is None for the app, and for SMS to the person's own number. `files` are tokens of
    the shelf. It leaves not before `not_before`.
    """

    dedupe_key: str
    person_id: int
    channel: str
    address_id: int | None
    title: str
    body: str
    language: str
    files: tuple[str, ...] = ()
    not_before: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A dispatch that this process has taken to send. `unwanted` says why it is not to be sent."""

    dispatch_id: int
    attempts: int
    address: Address
    dedupe_key: str
    title: str = field(repr=False)
    body: str = field(repr=False)
    language: str
    files: tuple[str, ...]
    unwanted: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an attempt. `gone` says that its address is to be switched off."""

    taken: Taken
    state: Literal["sent", "waiting", "failed", "suppressed"]
    reference: str | None = None
    error: str | None = None
    seconds: float = 0.0
    gone: bool = False


_PUT = sa.text("""
insert into vocero.dispatches (dedupe_key, person_id, channel, address_id, title, body, language,
    files, not_before, state, sent_at)
select key, person, channel, address, title, g.body, g.language,
    array(select jsonb_array_elements_text(cast(files as jsonb))), starts,
    case when channel = 'in_app' then 'sent'
         when s.reason = 'opted out' then 'suppressed' else 'waiting' end,
    case when channel = 'in_app' then starts end
from (
    select *, coalesce(cast(not_before as timestamptz), clock_timestamp()) as starts
    from unnest(cast(:keys as text[]), cast(:people as bigint[]), cast(:channels as text[]),
        cast(:addresses as bigint[]), cast(:titles as text[]), cast(:bodies as text[]),
        cast(:languages as text[]), cast(:files as text[]), cast(:starts as text[]))
        with ordinality
        as u(key, person, channel, address, title, body, language, files, not_before, n)
) g
join vocero.people p on p.person_id = g.person
left join vocero.suppressions s on s.correspondent = p.phone
order by n
on conflict (dedupe_key) do nothing
""")

_DUE = """d.state in ('waiting', 'sending') and d.not_before <= clock_timestamp()
            and (d.state = 'waiting' or d.leased_until < clock_timestamp())"""
_LOOKED_AT = 300
"""How many of a channel are looked at: a long backlog must not make each look slow."""
_CLAIM = sa.text(f"""
with free as (
    select * from unnest(cast(:channels as text[]), cast(:free as int[])) as u(channel, places)
), oldest as (
    select found.* from free cross join lateral (
        select d.dispatch_id, d.channel, d.address_id, d.not_before from vocero.dispatches d
        where d.channel = free.channel and {_DUE} and not exists (
            select 1 from vocero.dispatches e where e.address_id = d.address_id
                and e.state = 'sending' and e.leased_until >= clock_timestamp())
        order by d.not_before limit {_LOOKED_AT}
    ) found where free.places > 0
), due as (
    select distinct on (coalesce(address_id, -dispatch_id)) dispatch_id, channel, not_before
    from oldest order by coalesce(address_id, -dispatch_id), dispatch_id
), picked as (
    select d.dispatch_id
    from free cross join lateral (
        select due.dispatch_id from due where due.channel = free.channel
        order by due.not_before, due.dispatch_id limit free.places
    ) chosen join vocero.dispatches d using (dispatch_id)
    where {_DUE} for update of d skip locked
), taken as (
    update vocero.dispatches d set state = 'sending', attempts = d.attempts + 1,
        leased_until = clock_timestamp() + make_interval(secs => :lease)
    from picked where d.dispatch_id = picked.dispatch_id returning d.*
)
select d.dispatch_id, d.attempts, d.person_id, d.channel, d.address_id, d.dedupe_key, d.title,
    d.body, d.language, d.files, a.secret, a.details,
    case when a.address_id is not null then a.address
         when d.channel = 'sms' then p.phone else '' end as address,
    case when not p.active then 'person not active'
         when s.reason = 'opted out' then 'opted out'
         when a.address_id is null and d.channel <> 'sms' then 'address removed'
         when not a.active then 'address switched off' end as unwanted
from taken d join vocero.people p using (person_id)
    left join vocero.addresses a on a.address_id = d.address_id
    left join vocero.suppressions s on s.correspondent = p.phone
order by d.dispatch_id
""")  # noqa: S608 — a constant of this module

_SETTLE = sa.text("""
with results as (
    select * from unnest(cast(:ids as bigint[]), cast(:attempts as int[]), cast(:states as text[]),
        cast(:references as text[]), cast(:errors as text[]), cast(:pauses as float8[]))
        as u(dispatch_id, attempts, state, reference, error, seconds)
), off as (
    update vocero.addresses set active = false where address_id = any(cast(:gone as bigint[]))
)
update vocero.dispatches d set state = r.state, reference = r.reference, error = r.error,
    leased_until = null, not_before = clock_timestamp() + make_interval(secs => r.seconds),
    sent_at = case r.state when 'sent' then clock_timestamp() end
from results r
where d.dispatch_id = r.dispatch_id and d.state = 'sending' and d.attempts = r.attempts
""")
"""A process whose lease ended meanwhile settles nothing: another one is at its next attempt."""


def put(connection: sa.Connection, wanted: Sequence[Dispatch]) -> None:
    """Keep what is to be sent, each once by its `dedupe_key`, in the caller's transaction.

    Whoever wants no messages gets none but those in the app.
    """
    if not wanted:
        return
    connection.execute(_PUT, {
        "keys": [d.dedupe_key for d in wanted], "people": [d.person_id for d in wanted],
        "channels": [d.channel for d in wanted], "addresses": [d.address_id for d in wanted],
        "titles": [d.title for d in wanted], "bodies": [d.body for d in wanted],
        "languages": [d.language for d in wanted],
        "files": [json.dumps(d.files) for d in wanted],
        "starts": [d.not_before.isoformat() if d.not_before else None for d in wanted],
    })  # fmt: skip


def claim(connection: sa.Connection, free: Mapping[str, int]) -> list[Taken]:
    """Take what is due, so many of each channel, the oldest of each address."""
    rows = connection.execute(_CLAIM, {
        "channels": list(free), "free": list(free.values()), "lease": LEASE_SECONDS,
    })  # fmt: skip
    return [_taken(row) for row in rows]


def settle(connection: sa.Connection, results: Sequence[Settled]) -> None:
    """Write down how attempts ended; switch off addresses that are gone."""
    connection.execute(_SETTLE, {
        "ids": [r.taken.dispatch_id for r in results],
        "attempts": [r.taken.attempts for r in results],
        "states": [r.state for r in results], "references": [r.reference for r in results],
        "errors": [r.error for r in results], "pauses": [r.seconds for r in results],
        "gone": [r.taken.address.address_id for r in results if r.gone],
    })  # fmt: skip


def _taken(row: sa.Row[Any]) -> Taken:
    address = Address(row.address_id or 0, row.person_id, row.channel, row.address, row.secret,
                      row.details)  # fmt: skip
    return Taken(row.dispatch_id, row.attempts, address, row.dedupe_key, row.title, row.body,
                 row.language, tuple(row.files), row.unwanted)  # fmt: skip
