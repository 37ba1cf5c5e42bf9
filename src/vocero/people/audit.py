"""The audit log: who asked what, what was decided; never what was said."""

from dataclasses import dataclass

import sqlalchemy as sa

from vocero.people.person import Person
from vocero.storage import tables


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision.

    `outcome` is answered, refused, asked, not understood, too long, no text, unknown or failed.
    """

    correlation_id: str
    door: str
    event: str
    outcome: str
    intent: str | None = None
    capability: str | None = None
    scope: str | None = None
    milliseconds: int | None = None


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
    }
    connection.execute(_RECORD, values)
