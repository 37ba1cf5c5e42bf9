"""The noticeboard: what a person was told in the app, newest first, and what they have read."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from vocero.storage.dispatch_tables import dispatches

MOST = 100
"""Notices of one page."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice. `files` are tokens of the shelf, `text` is marked as on WhatsApp."""

    notice_id: int
    title: str
    text: str
    language: str
    files: tuple[str, ...]
    at: dt.datetime
    read_at: dt.datetime | None


def _theirs(person_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        dispatches.c.person_id == person_id, dispatches.c.channel == "in_app",
        dispatches.c.not_before <= sa.func.clock_timestamp(),
    )  # fmt: skip


def listed(
    connection: sa.Connection, person_id: int, *, before: int | None = None, limit: int = 20,
    unread: bool = False,
) -> list[Posted]:  # fmt: skip
    """Give a page of a person's notices, the newest first; `before` is the last page's last id."""
    wanted = (
        sa.select(dispatches)
        .where(_theirs(person_id))
        .order_by(dispatches.c.dispatch_id.desc())
        .limit(min(limit, MOST))
    )
    if before is not None:
        wanted = wanted.where(dispatches.c.dispatch_id < before)
    if unread:
        wanted = wanted.where(dispatches.c.read_at.is_(None))
    return [
        Posted(row.dispatch_id, row.title, row.body, row.language, tuple(row.files), row.not_before,
               row.read_at)
        for row in connection.execute(wanted)
    ]  # fmt: skip


def unread(connection: sa.Connection, person_id: int) -> int:
    """Count what a person has not read."""
    return int(connection.execute(
        sa.select(sa.func.count()).where(_theirs(person_id), dispatches.c.read_at.is_(None))
    ).scalar_one())  # fmt: skip


def mark(
    connection: sa.Connection, person_id: int, *, ids: Sequence[int] = (),
    through: int | None = None,
) -> int:  # fmt: skip
    """Mark notices of a person's own as read, by id or all through one; tell how many became so."""
    chosen: sa.ColumnElement[bool] = dispatches.c.dispatch_id.in_(ids)
    if through is not None:
        chosen = sa.or_(chosen, dispatches.c.dispatch_id <= through)
    done = connection.execute(
        sa.update(dispatches)
        .where(_theirs(person_id), chosen, dispatches.c.read_at.is_(None))
        .values(read_at=sa.func.clock_timestamp())
    )
    return done.rowcount
