"""What follows a change of a person: who left gets nothing more; another zone, other hours."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.errors import UnfitError
from vocero.mailroom import outbox
from vocero.notices import alerts, habits, subscriptions
from vocero.people import administration, directory
from vocero.people.administration import Hand, Record
from vocero.settings import Settings
from vocero.storage.notice_tables import branch_zones
from vocero.storage.tables import people

_MOVING = frozenset({"time_zone", "branch_id"})


def change(
    connection: sa.Connection, settings: Settings, hand: Hand, person_id: int,
    values: Mapping[str, Any],
) -> Record:  # fmt: skip
    """Change someone; whoever is deactivated has no subscription, alert or notice any more.

    Raises what `administration.change` raises.
    """
    before, after = administration.change(connection, hand, person_id, values)
    if before.active and not after.active:
        subscriptions.end_all(connection, person_id)
        alerts.end(connection, [a.alert_id for a in alerts.of_person(connection, after.person)])
        outbox.drop_notices(connection, after.phone)
    elif after.active and any(getattr(before, n) != getattr(after, n) for n in _MOVING):
        _due_again(connection, settings, person_id)
    return after


def rebind(connection: sa.Connection, hand: Hand, person_id: int, said: str) -> Record:
    """Give someone another number; notices on their way to the old one are dropped."""
    before, after = administration.rebind(connection, hand, person_id, said)
    if before.phone != after.phone:
        outbox.drop_notices(connection, before.phone)
    return after


def branch_zone(connection: sa.Connection, branch_id: int) -> str | None:
    """Give the time zone that was set for a branch."""
    zone: str | None = connection.execute(
        sa.select(branch_zones.c.time_zone).where(branch_zones.c.branch_id == branch_id)
    ).scalar_one_or_none()
    return zone


def set_branch_zone(
    connection: sa.Connection, settings: Settings, hand: Hand, branch_id: int, zone: str | None
) -> None:
    """Set the hour of a branch, None for the company's; its people's reports move with it."""
    if zone is not None and zone not in available_timezones():
        raise UnfitError(problem="zone", field="time_zone")
    before = branch_zone(connection, branch_id)
    if zone is None:
        connection.execute(sa.delete(branch_zones).where(branch_zones.c.branch_id == branch_id))
    else:
        connection.execute(
            insert(branch_zones).values(branch_id=branch_id, time_zone=zone)
            .on_conflict_do_update(index_elements=["branch_id"], set_={"time_zone": zone})
        )  # fmt: skip
    if before == zone:
        return
    administration.note(connection, hand, "branch zone changed", None,
                        {"branch_id": branch_id, "time_zone": [before, zone]})  # fmt: skip
    theirs = connection.execute(
        sa.select(people.c.person_id)
        .where(people.c.branch_id == branch_id, people.c.active, people.c.time_zone.is_(None))
    ).scalars()  # fmt: skip
    for person_id in list(theirs):
        _due_again(connection, settings, person_id)


def _due_again(connection: sa.Connection, settings: Settings, person_id: int) -> None:
    person = directory.by_id(connection, person_id)
    if person is None:
        return
    known, now = habits.habits(connection, person, settings), settings.clock.now()
    for kept in subscriptions.of_person(connection, person):
        if kept.state == "active" and kept.next_due is not None and kept.next_due > now:
            subscriptions.save(connection, habits.due_again(kept, known, now))
