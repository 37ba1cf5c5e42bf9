"""Claiming: which messages of the outbox go out next. Answers first, announcements in their part.

An answer, and whatever stands before it in its conversation, goes before every announcement.
Announcements leave a reserve of the rate alone, so that an answer finds it there; when answers
take everything, announcements still get one message in ten. Within a conversation the order
stays, but for what is not due yet: a report for tomorrow morning holds up nothing today.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from vocero.delivery.whatsapp import Message

LEASE_SECONDS = 30
PAIR_BURST = 40
"""Messages that one person may get at once before the pair rate counts."""
_BURST = 0.1
"""Seconds of the rate that may leave at once after a pause."""
_RESERVE = 0.05
"""Seconds of the rate on top of that, which only answers use up."""
_PROMISE = 0.1
"""The part of the rate that announcements get however many answers there are."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message of the outbox that this process has taken to send or to look up.

    `awaited`: an answer, or what has to go before one to the same person. `expired`: it has become
    too old to be sent.
    """

    outbox_id: int
    correspondent: str
    purpose: str
    awaited: bool
    state: str
    attempts: int
    lookups: int
    expired: bool
    message: Message


@dataclass(frozen=True, slots=True)
class Places:
    """How many messages a process can take now, and how many of them may be announcements."""

    free: int
    announcements: int


_NOW = "clock_timestamp()"
_PAIR = f"""c.pair_allowance + cast(:pair_rate as float8)
            * extract(epoch from {_NOW} - c.pair_allowance_at)"""
_READY = f"""
    from vocero.outbox o join vocero.correspondents c using (correspondent)
    where o.state in ('waiting', 'unsure') and o.not_before <= {_NOW}
        and (c.sending_until is null or c.sending_until < {_NOW})
        and {_PAIR} >= 1
        and not (o.purpose = 'notice' and exists (
            select 1 from vocero.suppressions s where s.correspondent = o.correspondent))
        and not exists (
            select 1 from vocero.outbox e
            where e.correspondent = o.correspondent and e.outbox_id < o.outbox_id
                and e.state in ('waiting', 'sending', 'unsure')
                and (e.state <> 'waiting' or e.not_before <= {_NOW}
                    or (e.attempts > 0 and (e.awaited or not o.awaited))))
"""  # noqa: S608 — put together from constants
"""The first of each conversation. What waits between two tries keeps its place, but an announcement
that Twilio would not take keeps no answer back."""
_WANTED = f"""(select a.correspondent from vocero.outbox a
    where a.awaited and a.state in ('waiting', 'unsure') and a.not_before <= {_NOW})"""  # noqa: S608 — the same
_CLAIM = sa.text(f"""
with bucket as (
    select least(cast(:burst as float8), allowance + cast(:rate as float8)
        * extract(epoch from {_NOW} - refilled_at)) as allowance, {_NOW} as at
    from vocero.throttles where name = 'whatsapp out' for update
), promise as (
    select least(1.0, allowance + cast(:promised as float8)
        * extract(epoch from {_NOW} - refilled_at)) as allowance
    from vocero.throttles where name = 'announcements out' for update
), most as (
    select least(cast(:free as int), floor(bucket.allowance)::int) as tokens,
        floor(bucket.allowance - cast(:reserve as float8))::int as spare,
        floor(promise.allowance)::int as promised
    from bucket, promise
), answers as (
    select o.outbox_id {_READY} and o.correspondent in {_WANTED}
    order by o.outbox_id limit (select tokens from most)
), announcements as (
    select o.outbox_id {_READY} and o.correspondent not in {_WANTED}
    order by o.outbox_id limit (select least(tokens, cast(:announcements as int)) from most)
), shares as (
    select answered, least(announced,
        greatest(least(promised, tokens - answered), least(spare, tokens) - answered)) as announced
    from (select *, least(asked, tokens - least(promised, announced)) as answered
          from most, (select count(*)::int as asked from answers) a,
              (select count(*)::int as announced from announcements) n) given
), chosen as (
    (select outbox_id, true as awaited from answers order by outbox_id
     limit (select answered from shares))
    union all
    (select outbox_id, false from announcements order by outbox_id
     limit (select announced from shares))
), picked as (
    select o.outbox_id, c.correspondent, c.address, chosen.awaited,
        least(cast(:pair_burst as float8), {_PAIR}) as pair
    from chosen join vocero.outbox o using (outbox_id) join vocero.correspondents c
        using (correspondent)
    where o.state in ('waiting', 'unsure') and (c.sending_until is null or c.sending_until < {_NOW})
    for update of o, c skip locked
), leased as (
    update vocero.correspondents c
    set sending_until = {_NOW} + make_interval(secs => :lease),
        pair_allowance = p.pair - 1, pair_allowance_at = {_NOW}
    from picked p where c.correspondent = p.correspondent
), spent as (
    update vocero.throttles t set refilled_at = bucket.at, allowance = case t.name
        when 'whatsapp out' then bucket.allowance - (select count(*) from picked)
        else greatest(0, promise.allowance - (select count(*) from picked where not awaited)) end
    from bucket, promise
    where t.name in ('whatsapp out', 'announcements out') and exists (select 1 from picked)
), before as (
    select outbox_id, state from vocero.outbox join picked using (outbox_id)
)
update vocero.outbox o set state = 'sending',
    attempts = attempts + cast(b.state = 'waiting' as int),
    attempted_at = case b.state when 'waiting' then {_NOW} else attempted_at end
from picked p, before b
where o.outbox_id = p.outbox_id and b.outbox_id = p.outbox_id
returning o.outbox_id, o.correspondent, o.purpose, p.awaited, b.state, o.attempts, o.lookups,
    o.expires_at < {_NOW} as expired,
    p.address, o.token, o.body, o.choices, o.media_url, o.content_sid, o.content_variables,
    extract(epoch from o.attempted_at) as attempted_at
""")  # noqa: S608 — the same


def burst(rate: float) -> float:
    """Give how many messages may leave at once after a pause, those kept for answers included."""
    return max(1.0, rate * _BURST) + _reserve(rate)


def _reserve(rate: float) -> float:
    return max(1.0, rate * _RESERVE)


def claim(connection: sa.Connection, places: Places, rate: float, pair_rate: float) -> list[Parcel]:
    """Take what goes out next, within the sender's rate and each person's."""
    rows = connection.execute(_CLAIM, {
        "free": places.free, "announcements": places.announcements, "rate": rate,
        "burst": burst(rate), "reserve": _reserve(rate), "promised": rate * _PROMISE,
        "pair_rate": pair_rate, "pair_burst": PAIR_BURST, "lease": LEASE_SECONDS,
    })  # fmt: skip
    return [_parcel(row) for row in rows]


def _parcel(row: sa.Row[Any]) -> Parcel:
    message = Message(
        to=row.address, body=row.body, token=row.token,
        choices=tuple((title, said) for title, said in row.choices), media_url=row.media_url,
        content_sid=row.content_sid, content_variables=row.content_variables,
        attempted_at=float(row.attempted_at),
    )  # fmt: skip
    return Parcel(row.outbox_id, row.correspondent, row.purpose, row.awaited, row.state,
                  row.attempts, row.lookups, row.expired, message)  # fmt: skip
