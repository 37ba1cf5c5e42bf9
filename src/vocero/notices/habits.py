"""A person's habits for what comes by itself: zone, quiet hours, days off, channels."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from vocero.notices.calm import Calm
from vocero.notices.due import Timetable
from vocero.notices.subscriptions import Subscription, of_person, save
from vocero.people.person import Person
from vocero.settings import Settings
from vocero.storage.notice_tables import branch_zones
from vocero.storage.tables import people
from vocero.words.rhythm import Rhythm

CHANNELS = ("whatsapp", "sms", "email", "slack", "push", "webhook", "in_app")


@dataclass(frozen=True, slots=True)
class Habits:
    """The zone in force (own, the branch's, the company's), the rest, the channels."""

    zone: str
    calm: Calm
    channels: tuple[str, ...] = ("whatsapp",)

    def timetable(self, rhythm: Rhythm, at: dt.time) -> Timetable:
        """Give the moments of a rhythm for this person."""
        return Timetable(rhythm, at, self.zone, self.calm)

    def not_before(self, now: dt.datetime) -> dt.datetime:
        """Give the first moment from now on at which something may come, in UTC."""
        zone = ZoneInfo(self.zone)
        local = now.astimezone(zone).replace(tzinfo=None)
        awake = self.calm.next_moment(local)
        return now if awake == local else awake.replace(tzinfo=zone).astimezone(dt.UTC)


_SELECT = sa.select(
    people.c.time_zone, people.c.quiet_from, people.c.quiet_until, people.c.days_off,
    people.c.holidays_off, people.c.channels, branch_zones.c.time_zone.label("branch_zone"),
).outerjoin(branch_zones, branch_zones.c.branch_id == people.c.branch_id)  # fmt: skip


def habits(connection: sa.Connection, person: Person, settings: Settings) -> Habits:
    """Read a person's habits."""
    row = connection.execute(_SELECT.where(people.c.person_id == person.person_id)).one()
    return of(row, settings)


def of(row: Any, settings: Settings) -> Habits:
    """Read habits from a row that has the columns of `people` and `branch_zone`."""
    calm = Calm(row.quiet_from, row.quiet_until, tuple(row.days_off), row.holidays_off,
                settings.company_country)  # fmt: skip
    zone = row.time_zone or row.branch_zone or settings.company_time_zone
    return Habits(zone, calm, tuple(row.channels) or ("whatsapp",))


def change(
    connection: sa.Connection, person: Person, settings: Settings, now: dt.datetime,
    values: Mapping[str, Any],
) -> Habits:  # fmt: skip
    """Change some of `time_zone, quiet_from, quiet_until, days_off, holidays_off, channels`.

    Everything that the person is subscribed to gets its next due time anew, unless it is due
    this minute.
    """
    connection.execute(
        sa.update(people).where(people.c.person_id == person.person_id).values(**values)
    )
    changed = habits(connection, person, settings)
    for kept in of_person(connection, person):
        if kept.state == "active" and kept.next_due is not None and kept.next_due > now:
            save(connection, due_again(kept, changed, now))
    return changed


def due_again(kept: Subscription, known: Habits, now: dt.datetime) -> Subscription:
    """Give a subscription in force, with its next due time after now."""
    following = known.timetable(kept.rhythm, kept.at).after(now)
    return replace(kept, state="active", paused_until=None, next_due=following)
