"""The outbox: the one way out. In order for each person, answers first, sent once where possible.

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


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to put into the outbox: at most 1,600 characters.

    `dedupe_key` makes it go in once. `choices` are titles and what tapping them says; the text
    has them numbered. `purpose` is reply, consent or notice: what is no notice is awaited, and goes
    out before all notices. `not_before` is when it may leave, None for now.
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


INSERT = """
insert into vocero.outbox (dedupe_key, correspondent, purpose, awaited, body, choices, media_url,
    content_sid, content_variables, not_before, expires_at, state)
select key, who, purpose, purpose <> 'notice', g.body, cast(choices as jsonb), media, content,
    cast(variables as jsonb), coalesce(g.since, '2000-01-01'),
    greatest(clock_timestamp(), g.since) + interval '24 hours',
    case when s.reason = 'blocked' or (s.reason = 'opted out' and purpose = 'notice')
        then 'suppressed' else 'waiting' end
from unnest(cast(:keys as text[]), cast(:who as text[]), cast(:purposes as text[]),
    cast(:bodies as text[]), cast(:choices as text[]), cast(:media as text[]),
    cast(:contents as text[]), cast(:variables as text[]), cast(:since as timestamptz[]),
    cast(:owners as bigint[])) with ordinality
    as g(key, who, purpose, body, choices, media, content, variables, since, owner, n)
    left join vocero.suppressions s on s.correspondent = who
"""
"""Adds messages. `owner` is the letter that a message answers, or null. What could not be sent for
a day from when it might leave is of no use any more."""
_PUT = sa.text(INSERT + "order by n on conflict (dedupe_key) do nothing")

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
