"""Whether an alert's condition holds, and what follows: it sounds, is resolved, or is armed again.

What adds up while a period goes on (sales above an amount) is looked at as it grows. Everything
else is looked at once the period is over: a day that goes on is not low yet.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from vocero.metrics.catalogue import metrics
from vocero.notices.alerts import COOL_DOWN, Alert, Grain, Watch

Course = Mapping[dt.date, Decimal]
"""A figure by the first day of each period; a period without rows is not in it."""
Step = Literal["fire", "resolve", "arm"]
AT_RISK, SAFE = Decimal("0.5"), Decimal("0.6")
"""Chances of reaching a target below which it is at risk, and from which it is safe again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a watch sees: the period it is about (its first day), the figure, what it is held to.

    `holds` says whether the condition is met, None when that cannot be told.
    """

    about: dt.date
    value: Decimal | None
    before: Decimal | None
    holds: bool | None


def grows(watch: Watch) -> bool:
    """Tell whether a watch looks at the period that goes on."""
    if watch.condition in {"goal_reached", "goal_at_risk"}:
        return True
    return watch.condition == "above" and metrics()[watch.metric].additive


def start_of(day: dt.date, grain: Grain) -> dt.date:
    """Give the first day of the period that holds a day."""
    match grain:
        case "day":
            return day
        case "week":
            return day - dt.timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)


def back(start: dt.date, grain: Grain) -> dt.date:
    """Give the first day of the period before."""
    return start_of(start - dt.timedelta(days=1), grain)


def last_closed(last_whole: dt.date, grain: Grain) -> dt.date:
    """Give the first day of the last period that is wholly known."""
    start = start_of(last_whole, grain)
    following = start_of(last_whole + dt.timedelta(days=1), grain)
    return start if following != start else back(start, grain)


def reading(watch: Watch, course: Course, today: dt.date, last_whole: dt.date) -> Reading:
    """Read a watch now: the period that goes on, or the last one that is over."""
    about = start_of(today, watch.grain) if grows(watch) else last_closed(last_whole, watch.grain)
    return at(watch, course, about)


def at(watch: Watch, course: Course, about: dt.date) -> Reading:
    """Read a watch for one period."""
    additive = metrics()[watch.metric].additive
    value = course.get(about, Decimal(0) if additive else None)
    before = course.get(_compared(watch, about), Decimal(0) if additive else None)
    return Reading(about, value, before, _holds(watch, value, before))


def of_target(
    watch: Watch, month: dt.date, sold: Decimal, target: Decimal, chance: Decimal | None,
    *, fired: bool,
) -> Reading:  # fmt: skip
    """Read a watch of the month's target; one at risk stays so until it is safe again."""
    if watch.condition == "goal_reached":
        return Reading(month, sold, target, sold >= target)
    if chance is None:
        return Reading(month, sold, target, None)
    return Reading(month, sold, target, chance < (SAFE if fired else AT_RISK) and sold < target)


def _compared(watch: Watch, about: dt.date) -> dt.date:
    if watch.against == "same_weekday" and watch.grain == "day":
        return about - dt.timedelta(days=7)
    return back(about, watch.grain)


def _holds(watch: Watch, value: Decimal | None, before: Decimal | None) -> bool | None:
    if value is None or watch.amount is None:
        return None
    match watch.condition:
        case "above":
            return value > watch.amount
        case "below":
            return value < watch.amount
        case "rise" | "fall":
            if not before:
                return None
            change = (value - before) / abs(before)
            return change >= watch.amount if watch.condition == "rise" else change <= -watch.amount
        case _:
            return None


def step(alert: Alert, seen: Reading, now: dt.datetime) -> Step | None:
    """Give what follows from a reading; None when nothing does.

    It sounds once for each crossing: not again until the figure was back, or, for what grows with
    its period, until the next period. A snoozed alert, and one that sounded just now, wait.
    """
    if seen.holds is None:
        return None
    anew = grows(alert.watch) and alert.fired_about is not None and seen.about > alert.fired_about
    if seen.holds and (not alert.fired or anew):
        return None if _still(alert, now) else "fire"
    if not seen.holds and alert.fired:
        # A new day starts at nothing, and what held before it was watched never sounded.
        quietly = anew or alert.fired_at is None or alert.watch.condition == "goal_reached"
        return "arm" if quietly or _snoozed(alert, now) else "resolve"
    return None


def waits(alert: Alert, seen: Reading) -> bool:
    """Tell whether time alone can make something follow from a reading: it is to sound later."""
    return bool(seen.holds) and (not alert.fired or grows(alert.watch))


def _still(alert: Alert, now: dt.datetime) -> bool:
    if _snoozed(alert, now):
        return True
    return alert.fired_at is not None and now - alert.fired_at < COOL_DOWN


def _snoozed(alert: Alert, now: dt.datetime) -> bool:
    return alert.snoozed_until is not None and now < alert.snoozed_until


def sounded(watch: Watch, course: Course, first: dt.date, last: dt.date) -> list[dt.date]:
    """List the periods between two days, both included, at which a watch would have sounded."""
    found: list[dt.date] = []
    held = False
    about = start_of(first, watch.grain)
    if about < first:
        about = _after(about, watch.grain)
    while about <= last:
        holds = at(watch, course, about).holds
        if holds and (not held or grows(watch)):
            found.append(about)
        held = held if holds is None else holds
        about = _after(about, watch.grain)
    return found


def _after(start: dt.date, grain: Grain) -> dt.date:
    longest = {"day": 1, "week": 7, "month": 31}[grain]
    return start_of(start + dt.timedelta(days=longest), grain)
