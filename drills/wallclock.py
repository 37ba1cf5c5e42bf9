"""When something ought to be due, found minute by minute: the checker's own arithmetic.

Every minute of the run is put on a zone's wall clock; nothing of `vocero.notices` is asked. An hour
that the clocks skip is due as much later as they jumped, one that comes twice at its first coming.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = dt.timedelta(minutes=1)
_DAY = dt.timedelta(days=1)
_BEFORE = 8
"""Days before the run whose dues a day off may have moved into it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A rhythm as it is kept, at an hour of a zone, and its owner's rest."""

    frequency: str
    weekdays: tuple[int, ...]
    at: dt.time
    zone: str
    quiet: tuple[dt.time, dt.time] | None = None
    days_off: tuple[int, ...] = ()


def due(plan: Plan, start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """List the moments after `start`, up to `end`, at which a plan is due, in UTC."""
    found = set()
    day = start.astimezone(ZoneInfo(plan.zone)).date() - _BEFORE * _DAY
    while day <= end.astimezone(ZoneInfo(plan.zone)).date():
        moment = _on(plan, day)
        if moment is not None and start < moment <= end:
            found.add(moment)
        day += _DAY
    return sorted(found)


def _on(plan: Plan, day: dt.date) -> dt.datetime | None:
    """Give the moment that a day leads to, or None."""
    if not _falls(plan, day):
        return None
    at = plan.at
    if day.weekday() in plan.days_off:
        if plan.frequency in {"daily", "weekdays"}:
            return None
        while day.weekday() in plan.days_off:
            day += _DAY
        at = dt.time(0)
    return moment(plan.zone, *_awake(plan, day, at))


def _awake(plan: Plan, day: dt.date, at: dt.time) -> tuple[dt.date, dt.time]:
    """Move an hour of the night to its end; a night here always begins before midnight."""
    if plan.quiet is None:
        return day, at
    begins, ends = plan.quiet
    if at >= begins:
        return day + _DAY, ends
    return (day, ends) if at < ends else (day, at)


def _falls(plan: Plan, day: dt.date) -> bool:
    tomorrow = day + _DAY
    return {
        "daily": True, "weekdays": day.weekday() < 5, "weekly": day.weekday() in plan.weekdays,
        "fortnightly": day.day in (1, 16), "monthly": day.day == 1,
        "month_end": tomorrow.month != day.month,
    }[plan.frequency]  # fmt: skip


def moment(zone: str, day: dt.date, at: dt.time) -> dt.datetime:
    """Give the minute at which a zone's wall clock first shows an hour of a day."""
    shown = _shown(zone, day)
    if at in shown:
        return shown[at]
    # The clocks skipped it: count on from the last minute that they showed before.
    last = max(time for time in shown if time < at)
    late = (at.hour - last.hour) * 60 + at.minute - last.minute
    return shown[last] + late * MINUTE


@cache
def _shown(zone: str, day: dt.date) -> dict[dt.time, dt.datetime]:
    """Give the first moment of every minute that a zone's clocks show on a day."""
    first: dict[dt.time, dt.datetime] = {}
    at = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) - dt.timedelta(hours=15)
    for _ in range(30 * 60 + 24 * 60):
        local = at.astimezone(ZoneInfo(zone))
        if local.date() == day:
            first.setdefault(local.time(), at)
        at += MINUTE
    return first


def changes(zones: Sequence[str], start: dt.datetime, end: dt.datetime) -> list[str]:
    """Say which zones change their clocks between two moments."""
    return [
        f"{zone} {one:+.0f} → {other:+.0f} h" for zone in zones
        if (one := _offset(zone, start)) != (other := _offset(zone, end))
    ]  # fmt: skip


def _offset(zone: str, at: dt.datetime) -> float:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    return offset.total_seconds() / 3600 if offset else 0.0
