"""Broadcasts as they are kept: one text to many, once by its key, their recipients frozen.

confirming → running ⇄ paused → done or cancelled. Above CONFIRMED_ABOVE recipients somebody other
than the author has to confirm. Whoever left or wants no messages is no recipient. It keeps the
quiet hours of whom it is for, unless it is urgent.
"""

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import insert

from vocero.delivery.cutting import LONGEST, length
from vocero.errors import ConflictError, MissingError, UnfitError
from vocero.people import administration
from vocero.people.administration import Hand
from vocero.people.person import Person
from vocero.settings import Settings
from vocero.storage.broadcast_tables import broadcasts

CAPABILITY = "broadcast"
CONFIRMED_ABOVE = 50
State = Literal["confirming", "running", "paused", "cancelled", "done"]
Action = Literal["pause", "resume", "cancel"]
_MOVES: Mapping[Action, tuple[frozenset[str], State]] = {
    "pause": (frozenset({"running"}), "paused"),
    "resume": (frozenset({"paused"}), "running"),
    "cancel": (frozenset({"confirming", "running", "paused"}), "cancelled"),
}
CHOSEN = """(:everyone or p.person_id = any(cast(:people as bigint[])) or (:filtered
    and (cardinality(cast(:levels as int[])) = 0 or p.level = any(cast(:levels as int[])))
    and (cardinality(cast(:regions as bigint[])) = 0
        or p.region_id = any(cast(:regions as bigint[])))
    and (cardinality(cast(:branches as bigint[])) = 0
        or p.branch_id = any(cast(:branches as bigint[])))
    and (cardinality(cast(:teams as bigint[])) = 0 or p.team_id = any(cast(:teams as bigint[])))
    and (cardinality(cast(:partners as bigint[])) = 0
        or p.partner_id = any(cast(:partners as bigint[])))))"""
"""SQL: whether `p`, a row of people, is in the audience whose parameters `asked` gives."""
_COUNT = sa.text(f"""
select count(*) filter (where p.active and s.reason is null) as recipients,
    count(*) filter (where not p.active) as inactive,
    count(*) filter (where p.active and s.reason is not null) as suppressed,
    count(*) filter (where p.person_id = any(cast(:people as bigint[]))) as named
from vocero.people p left join vocero.suppressions s on s.correspondent = p.phone
where {CHOSEN}
""")  # noqa: S608 — a constant of this module
_FREEZE = sa.text(f"""
insert into vocero.broadcast_recipients (broadcast_id, person_id, dedupe_key)
select :id, p.person_id, concat('broadcast:', cast(:id as bigint), ':', p.person_id, :part)
from vocero.people p
where p.active and {CHOSEN}
    and not exists (select 1 from vocero.suppressions s where s.correspondent = p.phone)
on conflict do nothing
""")  # noqa: S608 — the same


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom it is for: everyone, or who fits each kind that is named; `people` come on top."""

    everyone: bool = False
    levels: tuple[int, ...] = ()
    regions: tuple[int, ...] = ()
    branches: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    partners: tuple[int, ...] = ()
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A text, or an approved template (ContentSid) with its variables, by language."""

    texts: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many it is for, who is left out by reason, and how long it takes."""

    recipients: int
    inactive: int
    suppressed: int
    unknown: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One text to many."""

    broadcast_id: int
    author_id: int
    state: State
    audience: Audience
    content: Content = field(repr=False)
    urgent: bool
    counted: int
    confirmed_by: int | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None


_audience: TypeAdapter[Audience] = TypeAdapter(Audience)


def digest(said: Mapping[str, Any]) -> str:
    """Give the mark by which the same request is known again."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def count(connection: sa.Connection, settings: Settings, audience: Audience) -> Counted:
    """Say whom an audience comes to now, and how long it would take."""
    row = connection.execute(_COUNT, asked(audience)).one()
    unknown = len(set(audience.people)) - row.named
    seconds = math.ceil(row.recipients / settings.twilio_rate)
    return Counted(row.recipients, row.inactive, row.suppressed, unknown, seconds)


def create(
    connection: sa.Connection, settings: Settings, hand: Hand, key: str,
    audience: Audience, content: Content, *, urgent: bool = False,
) -> Broadcast:  # fmt: skip
    """Keep a broadcast; it runs at once, or waits to be confirmed. The same key makes it once.

    An `urgent` one disturbs people in their quiet hours.

    Raises UnfitError without recipients, ConflictError when the key was used for something else.
    """
    author = hand.person
    if author is None:
        raise UnfitError(problem="nobody", field="author")
    said = {"audience": asdict(audience), "content": asdict(content)}
    mark = digest({**said, "urgent": True} if urgent else said)
    known = _known(connection, author, key, mark)
    if known is not None:
        return known
    _check(content)
    recipients = count(connection, settings, audience).recipients
    if recipients == 0:
        raise UnfitError(problem="nobody", field="audience")
    made = connection.execute(
        insert(broadcasts)
        .values(author_id=author.person_id, idempotency_key=key, digest=mark,
                counted=recipients, state="confirming", urgent=urgent, **said)
        .on_conflict_do_nothing(constraint="broadcasts_once")
        .returning(broadcasts.c.broadcast_id)
    ).scalar_one_or_none()  # fmt: skip
    if made is not None:
        _note(connection, hand, "created", made, recipients=recipients, urgent=urgent)
        if recipients <= CONFIRMED_ABOVE:
            _start(connection, made, audience, None)
    found = _known(connection, author, key, mark)
    if found is None:
        raise MissingError
    return found


def confirm(connection: sa.Connection, hand: Hand, broadcast_id: int) -> Broadcast:
    """Let a broadcast run; raises MissingError, and ConflictError for its author."""
    found = find(connection, broadcast_id, lock=True)
    if hand.person is None or hand.person.person_id == found.author_id:
        raise ConflictError(problem="same_person")
    if found.state != "confirming":
        raise ConflictError(problem="state")
    _start(connection, broadcast_id, found.audience, hand.person.person_id)
    _note(connection, hand, "confirmed", broadcast_id)
    return find(connection, broadcast_id)


def move(connection: sa.Connection, hand: Hand, broadcast_id: int, action: Action) -> Broadcast:
    """Pause, resume or cancel, which twice is once; raises MissingError, ConflictError."""
    found = find(connection, broadcast_id, lock=True)
    before, after = _MOVES[action]
    if found.state == after:
        return found
    if found.state not in before:
        raise ConflictError(problem="state")
    ended = sa.func.clock_timestamp() if after == "cancelled" else None
    connection.execute(
        sa.update(broadcasts).where(broadcasts.c.broadcast_id == broadcast_id)
        .values(state=after, ended_at=ended)
    )  # fmt: skip
    _note(connection, hand, after, broadcast_id)
    return find(connection, broadcast_id)


def find(connection: sa.Connection, broadcast_id: int, *, lock: bool = False) -> Broadcast:
    """Give a broadcast; raises MissingError. With `lock` it stays so until the transaction ends."""
    asked = sa.select(broadcasts).where(broadcasts.c.broadcast_id == broadcast_id)
    row = connection.execute(asked.with_for_update() if lock else asked).one_or_none()
    if row is None:
        raise MissingError
    return of(row)


def listed(connection: sa.Connection, *, before: int | None, limit: int) -> list[Broadcast]:
    """Give a page of broadcasts, the newest first; `before` is the last page's last id."""
    asked = sa.select(broadcasts).order_by(broadcasts.c.broadcast_id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(broadcasts.c.broadcast_id < before)
    return [of(row) for row in connection.execute(asked)]


def of(row: Any) -> Broadcast:
    """Read a row of the table."""
    audience = _audience.validate_python(row.audience)
    return Broadcast(
        row.broadcast_id, row.author_id, row.state, audience, Content(**row.content),
        row.urgent, row.counted, row.confirmed_by, row.created_at, row.started_at, row.ended_at,
    )  # fmt: skip


def _start(
    connection: sa.Connection, broadcast_id: int, audience: Audience, confirmed_by: int | None
) -> None:
    """Freeze whom it is for, and let it run."""
    connection.execute(_FREEZE, {"id": broadcast_id, "part": ":0", **asked(audience)})
    connection.execute(
        sa.update(broadcasts).where(broadcasts.c.broadcast_id == broadcast_id)
        .values(state="running", confirmed_by=confirmed_by,
                started_at=sa.func.clock_timestamp())
    )  # fmt: skip


def asked(audience: Audience) -> dict[str, Any]:
    """Give the parameters of `CHOSEN`."""
    given = {k: v if isinstance(v, bool) else list(v) for k, v in asdict(audience).items()}
    filtered = any(given[k] for k in ("levels", "regions", "branches", "teams", "partners"))
    return {**given, "filtered": filtered}


def _known(connection: sa.Connection, author: Person, key: str, mark: str) -> Broadcast | None:
    row = connection.execute(
        sa.select(broadcasts).where(broadcasts.c.author_id == author.person_id,
                                    broadcasts.c.idempotency_key == key)
    ).one_or_none()  # fmt: skip
    if row is not None and row.digest != mark:
        raise ConflictError(problem="key_used")
    return None if row is None else of(row)


def _check(content: Content) -> None:
    if bool(content.texts) == bool(content.templates):
        raise UnfitError(problem="invalid", field="text")
    if any(length(text) > LONGEST for text in content.texts.values()):
        raise UnfitError(problem="text_too_long", field="text")


def _note(connection: sa.Connection, hand: Hand, what: str, broadcast_id: int, **more: int) -> None:
    administration.note(connection, hand, f"broadcast {what}", None,
                        {"broadcast_id": broadcast_id, **more}, CAPABILITY)  # fmt: skip
