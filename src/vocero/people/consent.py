"""Whether somebody wants our messages: said by them, or found out by sending.

`correspondent` is the canonical number of whoever writes, or `id:<external id>` without one.
"""

from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.storage.mail_tables import consents, suppressions

Reason = Literal["opted out", "blocked"]


def standing(connection: sa.Connection, correspondent: str) -> Reason | None:
    """Give why nothing is sent to someone, or None."""
    reason: Reason | None = connection.execute(
        sa.select(suppressions.c.reason).where(suppressions.c.correspondent == correspondent)
    ).scalar_one_or_none()
    return reason


def withdraw(connection: sa.Connection, correspondent: str, source: str, message_id: str) -> None:
    """Record that someone wants no messages; the same message counts once."""
    if _record(connection, correspondent, source, message_id, given=False):
        suppress(connection, correspondent, "opted out")


def give(connection: sa.Connection, correspondent: str, source: str, message_id: str) -> None:
    """Record that someone wants our messages, and send again whatever stood in the way."""
    _record(connection, correspondent, source, message_id, given=True)
    connection.execute(sa.delete(suppressions).where(suppressions.c.correspondent == correspondent))


def lift(connection: sa.Connection, correspondent: str) -> None:
    """Send to someone again."""
    connection.execute(sa.delete(suppressions).where(suppressions.c.correspondent == correspondent))


def suppress(connection: sa.Connection, correspondent: str, reason: Reason) -> None:
    """Send nothing to someone from now on."""
    connection.execute(
        insert(suppressions)
        .values(correspondent=correspondent, reason=reason)
        .on_conflict_do_update(
            index_elements=["correspondent"], set_={"reason": reason, "since": sa.func.now()}
        )
    )


def _record(
    connection: sa.Connection, correspondent: str, source: str, message_id: str, *, given: bool
) -> bool:
    """Write it down; tell whether this message had not been taken before."""
    written = connection.execute(
        insert(consents)
        .values(correspondent=correspondent, given=given, source=source,
                message_id=message_id or None)
        .on_conflict_do_nothing()
        .returning(consents.c.consent_id)
    )  # fmt: skip
    return written.first() is not None
