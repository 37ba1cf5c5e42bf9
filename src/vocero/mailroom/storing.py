"""Storing what comes in: each message once, in the order of a person's own, within the limits.

A person's messages are numbered in the order in which their rows are committed, because storing
locks the correspondent first.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from vocero.mailroom.incoming import Incoming

CROWDED_SECONDS = 20
"""The wait that is asked for when all together write too much."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a minute, of one person and of all."""

    person: int
    total: int


_STORE = sa.text("""
with given as (
    select * from unnest(cast(:sids as text[]), cast(:who as text[]), cast(:addresses as text[]),
        cast(:externals as text[]), cast(:kinds as text[]), cast(:bodies as text[]),
        cast(:details as text[]), cast(:digests as text[]), cast(:bots as boolean[]),
        cast(:free as boolean[]))
        with ordinality
        as g(sid, who, address, external_id, kind, body, details, digest, bot, free, n)
), fresh as (
    select g.*, row_number() over (partition by who, free order by n) as nth
    from (select distinct on (sid) * from given order by sid, n) g
    where not exists (select 1 from vocero.inbox i where i.message_sid = g.sid)
), counted as (
    select who, max(address) as address, max(external_id) as external_id,
        count(*) filter (where not free) as messages
    from fresh group by who
), senders as (
    insert into vocero.correspondents as c
        (correspondent, address, external_id, last_inbound_at, allowance, allowance_at, granted)
    select who, address, external_id, clock_timestamp(),
        cast(:person as float8) - least(messages, :person), clock_timestamp(), messages
    from counted order by who
    on conflict (correspondent) do update set
        address = excluded.address,
        external_id = coalesce(excluded.external_id, c.external_id),
        last_inbound_at = clock_timestamp(), allowance_at = clock_timestamp(),
        (granted, allowance, limit_told_at) = (
            select passed, now_allowed - passed,
                case when passed < excluded.granted
                        and c.limit_told_at < clock_timestamp() - interval '1 minute'
                    then clock_timestamp() else c.limit_told_at end
            from (select now_allowed, least(excluded.granted, floor(now_allowed)) as passed
                  from (select least(cast(:person as float8),
                            c.allowance + cast(:person as float8) / 60 * extract(epoch
                                from clock_timestamp() - c.allowance_at)) as now_allowed) a) p)
    returning correspondent, granted, allowance, limit_told_at > statement_timestamp() as telling
), everyone as (
    update vocero.throttles t set
        allowance = refilled - least(refilled, (select count(*) from fresh where not free)),
        refilled_at = clock_timestamp()
    from (select least(cast(:total as float8), allowance + cast(:total as float8) / 60
            * extract(epoch from clock_timestamp() - refilled_at)) as refilled
          from vocero.throttles where name = 'whatsapp in' for update) now
    where t.name = 'whatsapp in' and exists (select 1 from fresh)
    returning t.allowance >= 1 or now.refilled >= (select count(*) from fresh where not free)
        as room
), judged as (
    select f.*, telling, allowance, granted,
        case when free then null when nth > granted then 'person'
             when not (select room from everyone) then 'all' end as limited_by
    from fresh f join senders on correspondent = who
)
insert into vocero.inbox
    (message_sid, correspondent, kind, body, details, digest, needs_bot, limited_by, wait_seconds,
     state, outcome, finished_at)
select sid, who, kind, body, cast(details as jsonb), digest, bot, limited_by,
    case limited_by when 'all' then :crowded
        when 'person' then greatest(1, ceil((1 - allowance) * 60 / cast(:person as float8))) end,
    case when untold then 'done' else 'waiting' end,
    case when untold then 'limited' end, case when untold then clock_timestamp() end
from (select *, coalesce(limited_by = 'person' and not (telling and nth = granted + 1), false)
        as untold from judged) j
order by n
on conflict (message_sid) do nothing
returning state
""")
"""Of the messages over a person's limit only the first of a minute waits for an explanation; the
others are closed at once, so that a flood costs nothing but its storing. `free` ones (opt-out and
opt-in) have no limit."""


def store(connection: sa.Connection, messages: Sequence[Incoming], limits: Limits) -> bool:
    """Keep messages, each once however often it comes; tell whether any waits to be served."""
    rows = connection.execute(_STORE, {
        "sids": [m.message_sid for m in messages],
        "who": [m.correspondent for m in messages],
        "addresses": [m.address for m in messages],
        "externals": [m.external_id for m in messages],
        "kinds": [m.kind for m in messages],
        "bodies": [m.body for m in messages],
        "details": [json.dumps(dict(m.details)) for m in messages],
        "digests": [m.digest for m in messages],
        "bots": [m.needs_bot for m in messages],
        "free": [m.unlimited for m in messages],
        "person": limits.person, "total": limits.total, "crowded": CROWDED_SECONDS,
    })  # fmt: skip
    return "waiting" in set(rows.scalars())
