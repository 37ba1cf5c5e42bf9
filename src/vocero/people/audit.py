"""The audit log: who asked what, what was decided, who changed whom; never what was said."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from vocero.people.person import Person
from vocero.storage import tables

MOST = 200
"""Entries of one page."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision.

    `outcome` is answered, refused, asked, not understood, too long, no text, unknown, failed or
    done. `subject_id` is whom it was done to, `details` what changed: field → [before, after].
    """

    correlation_id: str
    door: str
    event: str
    outcome: str
    intent: str | None = None
    capability: str | None = None
    scope: str | None = None
    milliseconds: int | None = None
    subject_id: int | None = None
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are looked for; None of each is all. `person_id` did it, or had it done."""

    person_id: int | None = None
    event: str | None = None
    outcome: str | None = None
    capability: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    before: int | None = None


_RECORD = sa.insert(tables.audit)


def record(connection: sa.Connection, person: Person | None, entry: Entry) -> None:
    """Write an entry in the caller's transaction."""
    values = {
        "person_id": person.person_id if person else None,
        "level": person.level if person else None,
        "correlation_id": entry.correlation_id,
        "door": entry.door,
        "event": entry.event,
        "intent": entry.intent,
        "capability": entry.capability,
        "scope": entry.scope,
        "outcome": entry.outcome,
        "milliseconds": entry.milliseconds,
        "subject_id": entry.subject_id,
        "details": entry.details,
    }
    connection.execute(_RECORD, values)


def search(connection: sa.Connection, wanted: Wanted, limit: int) -> list[Mapping[str, Any]]:
    """Give a page of entries, the newest first; `wanted.before` is the last page's last id."""
    log = tables.audit
    asked = sa.select(log).order_by(log.c.audit_id.desc()).limit(min(limit, MOST))
    if wanted.person_id is not None:
        asked = asked.where(
            sa.or_(log.c.person_id == wanted.person_id, log.c.subject_id == wanted.person_id)
        )
    for name in ("event", "outcome", "capability"):
        if (value := getattr(wanted, name)) is not None:
            asked = asked.where(log.c[name] == value)
    if wanted.since is not None:
        asked = asked.where(log.c.at >= wanted.since)
    if wanted.until is not None:
        asked = asked.where(log.c.at < wanted.until)
    if wanted.before is not None:
        asked = asked.where(log.c.audit_id < wanted.before)
    return [dict(row) for row in connection.execute(asked).mappings()]
