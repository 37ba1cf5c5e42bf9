"""What became of what was sent: the sender's own result, and Twilio's later word on it.

A status moves forwards only: a late `sent` after `delivered` changes nothing. It may come before
the sender has written down that the message was accepted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from vocero.mailroom import aftermath
from vocero.mailroom.claiming import Parcel
from vocero.settings import Settings

_RANKS = {"accepted": 1, "scheduled": 1, "queued": 2, "sending": 3, "sent": 4, "undelivered": 5,
          "failed": 5, "canceled": 5, "delivered": 6, "read": 7}  # fmt: skip
_FAILED = 5


@dataclass(frozen=True, slots=True)
class Result:
    """How an attempt ended. `seconds` is the pause before the next one; `code` is Twilio's."""

    parcel: Parcel
    state: Literal["accepted", "waiting", "unsure", "refused", "failed"]
    sid: str | None = None
    seconds: float = 0.0
    code: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """A status callback: `token` names our message, `sid` is Twilio's id of it."""

    token: str
    sid: str
    status: str
    code: int | None = None

    @property
    def failed(self) -> bool:
        """Whether it says that the message did not arrive."""
        return _RANKS.get(self.status) == _FAILED


_RECORD = sa.text("""
with results as (
    select * from unnest(cast(:ids as bigint[]), cast(:states as text[]), cast(:sids as text[]),
        cast(:pauses as float8[])) as g(outbox_id, state, sid, seconds)
), freed as (
    update vocero.correspondents c set sending_until = null
    from (select correspondent from vocero.correspondents
          where correspondent = any(cast(:who as text[])) order by correspondent for update) theirs
    where c.correspondent = theirs.correspondent
), written as (
    update vocero.outbox o set
    state = case when r.state = 'refused' then 'failed' else r.state end,
    provider_sid = coalesce(o.provider_sid, r.sid),
    accepted_at = case when r.state = 'accepted' then coalesce(o.accepted_at, clock_timestamp())
                       else o.accepted_at end,
    lookups = case when r.state = 'unsure' then o.lookups + 1 else 0 end,
    not_before = clock_timestamp() + make_interval(secs => r.seconds)
from results r
    where o.outbox_id = r.outbox_id and o.state = 'sending'
)
select exists (select 1 from vocero.outbox where state in ('waiting', 'unsure')) as more
""")

_STATUS = sa.text("""
update vocero.outbox o set status = g.status, status_rank = g.rank,
    provider_sid = coalesce(o.provider_sid, g.sid),
    error_code = coalesce(g.code, o.error_code),
    accepted_at = coalesce(o.accepted_at, clock_timestamp()),
    delivered_at = case when g.rank > :failed then coalesce(o.delivered_at, clock_timestamp())
                        else o.delivered_at end,
    state = case when g.rank = :failed then 'failed'
                 when o.state in ('waiting', 'sending', 'unsure', 'failed') then 'accepted'
                 else o.state end
from unnest(cast(:tokens as text[]), cast(:sids as text[]), cast(:statuses as text[]),
    cast(:ranks as smallint[]), cast(:codes as integer[])) as g(token, sid, status, rank, code)
where o.token = g.token and o.status_rank < g.rank
    and (o.provider_sid is null or o.provider_sid = g.sid)
returning o.outbox_id, g.rank, coalesce(g.code, 0) as code
""")


def record(connection: sa.Connection, results: Sequence[Result], settings: Settings) -> bool:
    """Write down how attempts ended, free their people, and do what refusals call for.

    Tells whether anything waits to be sent. One statement, unless something was refused.
    """
    more = connection.execute(_RECORD, {
        "ids": [r.parcel.outbox_id for r in results],
        "states": [r.state for r in results],
        "sids": [r.sid for r in results],
        "pauses": [r.seconds for r in results],
        "who": [r.parcel.correspondent for r in results],
    }).scalar_one()  # fmt: skip
    for result in results:
        if result.state == "refused":
            aftermath.refused(connection, result.parcel.outbox_id, result.code, settings)
    return bool(more)


def update(connection: sa.Connection, statuses: Sequence[Status], settings: Settings) -> bool:
    """Move statuses forwards; tell whether anything has to be sent because of it."""
    furthest: dict[str, Status] = {}
    for status in sorted(statuses, key=lambda s: _RANKS.get(s.status, 0)):
        furthest[status.token] = status
    latest = list(furthest.values())
    moved = connection.execute(_STATUS, {
        "tokens": [s.token for s in latest], "sids": [s.sid for s in latest],
        "statuses": [s.status for s in latest],
        "ranks": [_RANKS.get(s.status, 0) for s in latest],
        "codes": [s.code for s in latest], "failed": _FAILED,
    }).all()  # fmt: skip
    failed = [row for row in moved if row.rank == _FAILED]
    for row in failed:
        aftermath.refused(connection, row.outbox_id, row.code, settings)
    return bool(failed)


def known_sids(connection: sa.Connection, correspondent: str) -> frozenset[str]:
    """Give Twilio's ids of what is known to have been sent to someone lately."""
    rows = connection.execute(
        sa.text("""select provider_sid from vocero.outbox where correspondent = :who
                   and provider_sid is not null and created_at > now() - interval '2 days'"""),
        {"who": correspondent},
    )
    return frozenset(rows.scalars())
