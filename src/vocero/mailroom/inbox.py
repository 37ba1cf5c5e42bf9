"""The inbox: what came in waits here until it is done, one message of a person at a time.

Statements that lock several correspondents do it in the order of their names: no deadlocks.
A person's messages are numbered in the order in which their rows were committed (storing locks
the correspondent first), and are taken in that order. Whoever takes one leases the correspondent:
a process that dies leaves a lease that ends by itself, a process that is late finds its lease
gone and leaves no trace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from vocero.mailroom import outbox
from vocero.mailroom.incoming import CONSENTS
from vocero.mailroom.outbox import Outgoing

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
    details: Mapping[str, str]
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


_CLAIM = sa.text("""
with next as (
    select i.inbox_id, c.correspondent
    from vocero.inbox i join vocero.correspondents c using (correspondent)
    where i.state = 'waiting' and i.not_before <= clock_timestamp()
        and case when i.kind = any(cast(:consents as text[]))
            then not exists (
                select 1 from vocero.inbox e
                where e.correspondent = i.correspondent and e.state = 'waiting'
                    and e.inbox_id < i.inbox_id and e.kind = any(cast(:consents as text[])))
            else (c.leased_until is null or c.leased_until < clock_timestamp())
                and not exists (
                    select 1 from vocero.inbox e
                    where e.correspondent = i.correspondent and e.state = 'waiting'
                        and e.inbox_id < i.inbox_id
                        and (i.needs_bot or e.not_before <= clock_timestamp()))
            end
        and (cast(:bots as boolean) or not i.needs_bot or i.limited_by is not null
            or not exists (select 1 from vocero.people p
                           where p.phone = c.correspondent and p.active)
            or exists (select 1 from vocero.suppressions s
                       where s.correspondent = c.correspondent))
    order by i.inbox_id limit :most
    for update of i, c skip locked
), leased as (
    update vocero.correspondents c
    set leased_by = :owner || ':' || next.inbox_id,
        leased_until = clock_timestamp() + make_interval(secs => :lease)
    from next where c.correspondent = next.correspondent
    returning c.correspondent, c.leased_by, c.external_id
)
select i.inbox_id, i.message_sid, i.correspondent, l.external_id, i.kind, i.body, i.details,
    i.needs_bot,
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
"""Opt-out and opt-in wait for nothing: they take over the lease of a turn that is under way, whose
answer then stays away. Without `bots` only letters that the gate deals with are taken."""

_RELEASE = """
    update vocero.outbox set state = 'waiting', awaited = true, provider_sid = null, status = null,
        status_rank = 0, expires_at = clock_timestamp() + interval '24 hours',
        token = replace(cast(gen_random_uuid() as text), '-', '')
    where state = 'held' and correspondent in (
            select correspondent from vocero.inbox where inbox_id = any(cast(:ids as bigint[])))
        and not exists (select 1 from vocero.suppressions s
                        where s.correspondent = outbox.correspondent)
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


def claim(connection: sa.Connection, owner: str, most: int, *, bots: bool = True) -> list[Letter]:
    """Take the next due message of up to `most` people whom nobody serves now.

    Without `bots` only what can be dealt with before the bot is asked.
    """
    rows = connection.execute(
        _CLAIM,
        {"owner": owner, "most": most, "lease": LEASE_SECONDS, "bots": bots,
         "consents": sorted(CONSENTS)},
    )  # fmt: skip
    return [Letter(**row._mapping) for row in rows]


def drop_questions(connection: sa.Connection, before: Letter) -> None:
    """Leave unanswered what someone asked before they wanted no messages any more."""
    connection.execute(
        sa.text("""update vocero.inbox set state = 'done', outcome = 'opted out',
                       finished_at = clock_timestamp()
                   where correspondent = :who and needs_bot and state = 'waiting'
                       and inbox_id < :before"""),
        {"who": before.correspondent, "before": before.inbox_id},
    )


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
