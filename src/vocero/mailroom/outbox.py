"""The outbox: the one way out. In order for each person, throttled, sent once where possible.

States: waiting → sending → accepted, with `unsure` when Twilio may have taken it (it is looked up
before it is tried again), `held` until the person writes again (after a template), `failed` and
`suppressed` as ends. Twilio's status callbacks move `status` forwards only.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from vocero.delivery.whatsapp import Message

LEASE_SECONDS = 30
PAIR_BURST = 40
"""Messages that one person may get at once before the pair rate counts."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to put into the outbox: at most 1,600 characters.

    `dedupe_key` makes it go in once. `choices` are titles and what tapping them says; the text
    has them numbered. `purpose` is reply, consent or notice. `not_before` is when it may leave,
    None for now.
    """

    dedupe_key: str
    correspondent: str
    body: str
    purpose: str = "reply"
    choices: tuple[tuple[str, str], ...] = ()
    media_url: str | None = None
    content_sid: str | None = None
    content_variables: dict[str, str] | None = None
    not_before: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message of the outbox that this process has taken to send or to look up."""

    outbox_id: int
    correspondent: str
    purpose: str
    state: str
    attempts: int
    lookups: int
    age_seconds: float
    message: Message


INSERT = """
insert into vocero.outbox (dedupe_key, correspondent, purpose, body, choices, media_url,
    content_sid, content_variables, not_before, state)
select key, who, purpose, g.body, cast(choices as jsonb), media, content,
    cast(variables as jsonb), coalesce(g.since, '2000-01-01'),
    case when s.reason = 'blocked' or (s.reason = 'opted out' and purpose = 'notice')
        then 'suppressed' else 'waiting' end
from unnest(cast(:keys as text[]), cast(:who as text[]), cast(:purposes as text[]),
    cast(:bodies as text[]), cast(:choices as text[]), cast(:media as text[]),
    cast(:contents as text[]), cast(:variables as text[]), cast(:since as timestamptz[]),
    cast(:owners as bigint[])) with ordinality
    as g(key, who, purpose, body, choices, media, content, variables, since, owner, n)
    left join vocero.suppressions s on s.correspondent = who
"""
"""Adds messages. `owner` is the letter that a message answers, or null."""
_PUT = sa.text(INSERT + "order by n on conflict (dedupe_key) do nothing")

_CLAIM = sa.text("""
with bucket as (
    select least(cast(:burst as float8), allowance + cast(:rate as float8)
        * extract(epoch from clock_timestamp() - refilled_at)) as allowance
    from vocero.throttles where name = 'whatsapp out' for update
), picked as (
    select o.outbox_id, c.correspondent, c.address,
        least(cast(:pair_burst as float8), c.pair_allowance + cast(:pair_rate as float8)
            * extract(epoch from clock_timestamp() - c.pair_allowance_at)) as pair
    from vocero.outbox o join vocero.correspondents c using (correspondent)
    where o.state in ('waiting', 'unsure') and o.not_before <= clock_timestamp()
        and (c.sending_until is null or c.sending_until < clock_timestamp())
        and c.pair_allowance + cast(:pair_rate as float8)
            * extract(epoch from clock_timestamp() - c.pair_allowance_at) >= 1
        and not (o.purpose = 'notice' and exists (
            select 1 from vocero.suppressions s where s.correspondent = o.correspondent))
        and not exists (
            select 1 from vocero.outbox e
            where e.correspondent = o.correspondent and e.outbox_id < o.outbox_id
                and e.state in ('waiting', 'sending', 'unsure'))
    order by o.outbox_id
    limit (select least(floor(allowance), :most)::int from bucket)
    for update of o, c skip locked
), leased as (
    update vocero.correspondents c
    set sending_until = clock_timestamp() + make_interval(secs => :lease),
        pair_allowance = p.pair - 1, pair_allowance_at = clock_timestamp()
    from picked p where c.correspondent = p.correspondent
), spent as (
    update vocero.throttles set refilled_at = clock_timestamp(),
        allowance = (select allowance from bucket) - (select count(*) from picked)
    where name = 'whatsapp out' and exists (select 1 from picked)
), before as (
    select outbox_id, state from vocero.outbox join picked using (outbox_id)
)
update vocero.outbox o set state = 'sending',
    attempts = attempts + cast(b.state = 'waiting' as int),
    attempted_at = case b.state when 'waiting' then clock_timestamp() else attempted_at end
from picked p, before b
where o.outbox_id = p.outbox_id and b.outbox_id = p.outbox_id
returning o.outbox_id, o.correspondent, o.purpose, b.state, o.attempts, o.lookups,
    extract(epoch from clock_timestamp() - o.created_at) as age_seconds,
    p.address, o.token, o.body, o.choices, o.media_url, o.content_sid, o.content_variables,
    extract(epoch from o.attempted_at) as attempted_at
""")

_ORPHANS = sa.text("""
update vocero.outbox o set state = 'unsure', not_before = clock_timestamp() + interval '2 seconds'
from vocero.correspondents c
where o.state = 'sending' and c.correspondent = o.correspondent
    and (c.sending_until is null or c.sending_until < clock_timestamp())
""")


def put(connection: sa.Connection, messages: Sequence[Outgoing]) -> None:
    """Add messages, each once by its `dedupe_key`."""
    if messages:
        connection.execute(_PUT, columns([(None, message) for message in messages]))


def columns(messages: Sequence[tuple[int | None, Outgoing]]) -> dict[str, Any]:
    """Give the parameters of `INSERT` for messages, each with the letter that it answers."""
    return {
        "keys": [m.dedupe_key for _, m in messages],
        "who": [m.correspondent for _, m in messages],
        "purposes": [m.purpose for _, m in messages],
        "bodies": [m.body for _, m in messages],
        "choices": [json.dumps(m.choices) for _, m in messages],
        "media": [m.media_url for _, m in messages],
        "contents": [m.content_sid for _, m in messages],
        "variables": [
            None if m.content_variables is None else json.dumps(m.content_variables)
            for _, m in messages
        ],
        "since": [m.not_before for _, m in messages],
        "owners": [owner for owner, _ in messages],
    }


def claim(connection: sa.Connection, most: int, rate: float, pair_rate: float) -> list[Parcel]:
    """Take what is due, within the sender's and each person's rate, the first of each person."""
    rows = connection.execute(_CLAIM, {
        "most": most, "rate": rate, "burst": max(1.0, rate / 10), "pair_rate": pair_rate,
        "pair_burst": PAIR_BURST, "lease": LEASE_SECONDS,
    })  # fmt: skip
    return [_parcel(row) for row in rows]


def _parcel(row: sa.Row[Any]) -> Parcel:
    message = Message(
        to=row.address, body=row.body, token=row.token,
        choices=tuple((title, said) for title, said in row.choices), media_url=row.media_url,
        content_sid=row.content_sid, content_variables=row.content_variables,
        attempted_at=float(row.attempted_at),
    )  # fmt: skip
    return Parcel(row.outbox_id, row.correspondent, row.purpose, row.state, row.attempts,
                  row.lookups, float(row.age_seconds), message)  # fmt: skip


def recover(connection: sa.Connection) -> int:
    """Let what a dead process was sending be looked up; give how many those are."""
    return connection.execute(_ORPHANS).rowcount


def drop_notices(connection: sa.Connection, correspondent: str) -> None:
    """Send someone nothing of what they have not asked for this minute."""
    connection.execute(
        sa.text(
            "update vocero.outbox set state = 'suppressed' where correspondent = :who"
            " and purpose = 'notice' and state in ('waiting', 'held')"
        ),
        {"who": correspondent},
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """The newest choices that someone was given, and Twilio's id of that message."""

    provider_sid: str | None
    body: str
    choices: tuple[tuple[str, str], ...]


def newest_choices(connection: sa.Connection, correspondent: str) -> Choices | None:
    """Give the last message with choices that was sent to someone."""
    row = connection.execute(
        sa.text("""select provider_sid, body, choices from vocero.outbox
                   where correspondent = :who and choices <> '[]' and state = 'accepted'
                   order by outbox_id desc limit 1"""),
        {"who": correspondent},
    ).one_or_none()
    if row is None:
        return None
    pairs = tuple((str(title), str(said)) for title, said in row.choices)
    return Choices(row.provider_sid, row.body, pairs)


def due(connection: sa.Connection) -> bool:
    """Tell whether anything is due that could not be taken: a rate, or somebody else, held it."""
    found = connection.execute(
        sa.text(
            "select exists (select 1 from vocero.outbox"
            " where state in ('waiting', 'unsure') and not_before <= clock_timestamp())"
        )
    )
    return bool(found.scalar_one())
