"""When something is due: a rhythm and an hour on a person's clock become moments.

The hour is wall-clock time of their zone on both sides of a change of clocks. An hour that the
change skips is due once, as much later as the clock jumped; one that comes twice is due once, at
its first coming.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from vocero.notices.calm import Calm
from vocero.words.rhythm import Rhythm

_BACK = dt.timedelta(days=16)
"""How far a rest may move a due time; days before it are looked at too."""
_AHEAD = 800
_EACH_DAY = frozenset({"daily", "weekdays"})


@dataclass(frozen=True, slots=True)
class Timetable:
    """A rhythm, the hour, the zone it is said in, and when the person wants to be left alone."""

    rhythm: Rhythm
    at: dt.time
    zone: str
    calm: Calm = field(default_factory=Calm)

    def after(self, moment: dt.datetime) -> dt.datetime:
        """Give the first due moment strictly after another, in UTC."""
        return next(self.moments(moment))

    def moments(self, after: dt.datetime) -> Iterator[dt.datetime]:
        """Give the due moments after one, in UTC, in their order, without end in practice."""
        zone = ZoneInfo(self.zone)
        first = after.astimezone(zone).date() - _BACK
        last = after
        for n in range(_AHEAD):
            due = self._on(first + dt.timedelta(days=n), zone)
            if due is not None and due > last:
                yield due
                last = due

    def _on(self, day: dt.date, zone: ZoneInfo) -> dt.datetime | None:
        """Give the moment that a day of the rhythm leads to; None when it is none of its days.

        A rest skips what comes each day, and moves what is rare to the next day.
        """
        if not falls_on(self.rhythm, day):
            return None
        said = dt.datetime.combine(day, self.at)
        local = self.calm.next_moment(said)
        if self.rhythm.frequency in _EACH_DAY and local != self.calm.after_quiet(said):
            return None
        return local.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)


def falls_on(rhythm: Rhythm, day: dt.date) -> bool:
    """Tell whether a day is one of a rhythm's."""
    match rhythm.frequency:
        case "daily":
            return True
        case "weekdays":
            return day.weekday() < 5
        case "weekly":
            return day.weekday() in (rhythm.weekdays or (0,))
        case "fortnightly":
            return day.day in (1, 16)
        case "monthly":
            return day.day == 1
        case "month_end":
            return (day + dt.timedelta(days=1)).day == 1
