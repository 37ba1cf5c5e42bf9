"""The inbox: what came in waits here until it is done, one message of a person at a time.

Statements that lock several correspondents do it in the order of their names: no deadlocks.
A person's messages are numbered in the order in which their rows were committed (storing locks
the correspondent first), and are taken in that order. Whoever takes one leases the correspondent:
a process that dies leaves a lease that ends by itself, a process that is late finds its lease
gone and leaves no trace.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from vocero.mailroom import outbox
from vocero.mailroom.incoming import Incoming
from vocero.mailroom.outbox import Outgoing

CROWDED_SECONDS = 20
"""The wait that is asked for when all together write too much."""
LEASE_SECONDS = 30
"""Longer than any turn takes: after it, a message is taken again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that this process has taken, and what is known of its sender.

    `limited_by` is set when it came over the person's limit or that of all, `wait_seconds` with it;
    `suppressed` says why nothing is sent to them. `language` and `known` come from the directory,
    by number alone.
    """

    inbox_id: int
    message_sid: str
    correspondent: str
    external_id: str | None
    kind: str
    body: str
    needs_bot: bool
    limited_by: str | None
    wait_seconds: int | None
    attempts: int
    age_seconds: float
    received_minute: int
    lease: str
    known: bool
    language: str | None
    suppressed: str | None
    suppressed_seconds: float | None


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

_CLAIM = sa.text("""
with next as (
    select i.inbox_id, c.correspondent
    from vocero.inbox i join vocero.correspondents c using (correspondent)
    where i.state = 'waiting' and i.not_before <= clock_timestamp()
        and (c.leased_until is null or c.leased_until < clock_timestamp())
        and not exists (
            select 1 from vocero.inbox e
            where e.correspondent = i.correspondent and e.state = 'waiting'
                and e.inbox_id < i.inbox_id
                and (i.needs_bot or e.not_before <= clock_timestamp()))
    order by i.inbox_id limit :most
    for update of i, c skip locked
), leased as (
    update vocero.correspondents c
    set leased_by = :owner || ':' || next.inbox_id,
        leased_until = clock_timestamp() + make_interval(secs => :lease)
    from next where c.correspondent = next.correspondent
    returning c.correspondent, c.leased_by, c.external_id
)
select i.inbox_id, i.message_sid, i.correspondent, l.external_id, i.kind, i.body, i.needs_bot,
    i.limited_by, i.wait_seconds, i.attempts,
    extract(epoch from clock_timestamp() - i.received_at) as age_seconds,
    cast(floor(extract(epoch from i.received_at) / 60) as bigint) as received_minute,
    l.leased_by as lease, p.person_id is not null as known, p.language, s.reason as suppressed,
    extract(epoch from clock_timestamp() - s.since) as suppressed_seconds
from next join leased l using (correspondent) join vocero.inbox i using (inbox_id)
    left join vocero.people p on p.phone = l.correspondent and p.active
    left join vocero.suppressions s on s.correspondent = l.correspondent
order by i.inbox_id
""")

_RELEASE = """
    update vocero.outbox set state = 'waiting', provider_sid = null, status = null, status_rank = 0,
        token = replace(cast(gen_random_uuid() as text), '-', '')
    where state = 'held' and correspondent in (
        select correspondent from vocero.inbox where inbox_id = any(cast(:ids as bigint[])))
"""
_FINISH = sa.text(
    f"""
with done as (
    update vocero.inbox i set state = :state, finished_at = clock_timestamp(), outcome = g.outcome
    from unnest(cast(:ids as bigint[]), cast(:leases as text[]), cast(:outcomes as text[]))
            as g(inbox_id, lease, outcome), vocero.correspondents c
    where i.inbox_id = g.inbox_id and i.state = 'waiting'
        and c.correspondent = i.correspondent and c.leased_by = g.lease
    returning i.inbox_id
), freed as (
    update vocero.correspondents c set leased_by = null, leased_until = null
    from (select correspondent from vocero.correspondents
          where leased_by = any(cast(:leases as text[])) order by correspondent for update) mine
    where c.correspondent = mine.correspondent
), released as ({_RELEASE}
), answers as ({outbox.INSERT}
    where owner in (select inbox_id from done) order by n
    on conflict (dedupe_key) do nothing
)
select exists (select 1 from vocero.inbox
    where state = 'waiting' and inbox_id <> all(cast(:ids as bigint[]))) as more
"""  # noqa: S608 — put together from constants
)

_POSTPONE = sa.text("""
with later as (
    update vocero.inbox i set attempts = attempts + 1,
        not_before = clock_timestamp() + make_interval(secs => :seconds)
    from vocero.correspondents c
    where i.inbox_id = :inbox_id and c.correspondent = i.correspondent and c.leased_by = :lease
    returning i.inbox_id
), freed as (
    update vocero.correspondents set leased_by = null, leased_until = null
    where leased_by = :lease
)
select inbox_id from later
""")


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


def claim(connection: sa.Connection, owner: str, most: int) -> list[Letter]:
    """Take the next due message of up to `most` people whom nobody serves now."""
    rows = connection.execute(_CLAIM, {"owner": owner, "most": most, "lease": LEASE_SECONDS})
    return [Letter(**row._mapping) for row in rows]


def release(connection: sa.Connection, owner: str) -> None:
    """Give back whatever a process still holds, so that another takes it at once."""
    connection.execute(
        sa.text("""update vocero.correspondents set leased_by = null, leased_until = null
                   where leased_by like :mine"""),
        {"mine": f"{owner}:%"},
    )


@dataclass(frozen=True, slots=True)
class Done:
    """A message that was dealt with, and what goes out for it."""

    letter: Letter
    outcome: str
    outgoing: tuple[Outgoing, ...] = ()


def finish(connection: sa.Connection, done: Sequence[Done], state: str = "done") -> bool:
    """Close letters and put their answers into the outbox; a lost lease leaves no answer.

    Tells whether anything else waits. Letters with more than one answer keep them in order.
    """
    values = outbox.columns([(d.letter.inbox_id, out) for d in done for out in d.outgoing])
    values |= {
        "ids": [d.letter.inbox_id for d in done],
        "leases": [d.letter.lease for d in done],
        "outcomes": [d.outcome for d in done],
        "state": state,
    }
    return bool(connection.execute(_FINISH, values).scalar_one())


def postpone(
    connection: sa.Connection, letter: Letter, seconds: float, outgoing: Sequence[Outgoing] = ()
) -> None:
    """Leave a message for another try after some seconds, and say so to the person."""
    values = {"inbox_id": letter.inbox_id, "lease": letter.lease, "seconds": seconds}
    if connection.execute(_POSTPONE, values).first() is not None:
        outbox.put(connection, outgoing)
