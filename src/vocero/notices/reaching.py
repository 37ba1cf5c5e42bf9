"""By which channels a person can be reached."""

import sqlalchemy as sa

_ALWAYS = frozenset({"whatsapp", "sms", "in_app"})
"""Channels that need the number alone, or nothing."""
_WITH_ADDRESS = sa.text(
    "select distinct channel from vocero.addresses where person_id = :person and active"
)


def reachable(connection: sa.Connection, person_id: int) -> frozenset[str]:
    """Name the channels that have somewhere to go for a person."""
    named = connection.execute(_WITH_ADDRESS, {"person": person_id}).scalars()
    return _ALWAYS | set(named)
