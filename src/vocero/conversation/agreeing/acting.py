"""Doing one thing to what is agreed: end, pause, resume, send now, snooze, change."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

import sqlalchemy as sa

from vocero.conversation import attaching
from vocero.conversation.agreeing import sending, watching
from vocero.conversation.agreeing.choosing import Kept
from vocero.conversation.memory import Pending
from vocero.conversation.turn import Turn
from vocero.metrics.catalogue import unit_of
from vocero.notices import alerts, habits, subscriptions
from vocero.notices.alerts import Alert, Condition, Watch
from vocero.notices.calm import Calm
from vocero.notices.habits import Habits
from vocero.notices.subscriptions import Subscription
from vocero.rendering import notices
from vocero.rendering.sentences import say
from vocero.words import channels
from vocero.words.hours import time_of_day
from vocero.words.rhythm import Rhythm, rhythm
from vocero.words.until import until

Action = str
_TOMORROW = dt.timedelta(days=1)


def named(turn: Turn, one: Kept, known: Habits) -> str:
    """Say what is agreed in one line."""
    if isinstance(one, Subscription):
        return notices.subscription(turn.reader, one, known)
    return notices.alert(turn.reader, one)


def act(turn: Turn, kept: Sequence[Kept], action: Action) -> str:
    """Do it to each, and say what was done."""
    lines: list[str] = []
    with turn.office.database.writing() as connection:
        known = habits.habits(connection, turn.person, turn.office.settings)
        for one in kept:
            lines += _ACTIONS[action](connection, turn, known, one)
    return "\n".join(lines)


def _kind(one: Kept) -> Literal["subscription", "alert"]:
    return "subscription" if isinstance(one, Subscription) else "alert"


def _save(connection: sa.Connection, one: Kept) -> None:
    if isinstance(one, Subscription):
        subscriptions.save(connection, one)
    else:
        alerts.save(connection, one)


def _say(turn: Turn, known: Habits, key: str, one: Kept, **more: object) -> str:
    return say(turn.reader.language, "notices", f"{key}_{_kind(one)}",
               what=named(turn, one, known), **more)  # fmt: skip


def _end(connection: sa.Connection, turn: Turn, known: Habits, one: Kept) -> list[str]:
    _save(connection, replace(one, state="ended"))
    return [_say(turn, known, "ended", one)]


def _pause(connection: sa.Connection, turn: Turn, known: Habits, one: Kept) -> list[str]:
    """Let it rest, until a day when one was named."""
    ends = until(turn.said.text, turn.now)
    if isinstance(one, Alert) and ends is not None:
        return _snooze(connection, turn, known, one)
    if isinstance(one, Subscription):
        one = replace(one, paused_until=ends.date() if ends else None)
    _save(connection, replace(one, state="paused"))
    if ends is None:
        return [_say(turn, known, "paused", one)]
    return [_say(turn, known, "paused_until", one, when=turn.reader.day(ends.date()))]


def _resume(connection: sa.Connection, turn: Turn, known: Habits, one: Kept) -> list[str]:
    lines: list[str] = []
    if isinstance(one, Subscription):
        one = habits.due_again(one, known, turn.now)
        lines = [_next(turn, known, one)]
    else:
        one = replace(one, state="active", snoozed_until=None)
    _save(connection, one)
    return [_say(turn, known, "resumed", one), *lines]


def _snooze(connection: sa.Connection, turn: Turn, known: Habits, one: Kept) -> list[str]:
    """Keep an alert silent until the hour that was named, or tomorrow; a report is paused."""
    if isinstance(one, Subscription):
        return _pause(connection, turn, known, one)
    ends = until(turn.said.text, turn.now) or (turn.now + _TOMORROW).replace(
        hour=8, minute=0, second=0, microsecond=0
    )  # fmt: skip
    _save(connection, replace(one, snoozed_until=ends.astimezone(dt.UTC)))
    when = notices.moment_in(turn.reader, ends, known.zone)
    return [_say(turn, known, "snoozed", one, when=when)]


def _send(connection: sa.Connection, turn: Turn, known: Habits, one: Kept) -> list[str]:
    """Make a report due this minute; its usual times stay. One that rests is left at rest."""
    if isinstance(one, Alert):
        return [say(turn.reader.language, "notices", "only_reports_are_sent")]
    if one.state == "paused":
        return [_say(turn, known, "paused", one)]
    _save(connection, replace(one, next_due=turn.now))
    return [_say(turn, known, "sent", one)]


def _change(connection: sa.Connection, turn: Turn, known: Habits, one: Kept) -> list[str]:
    """Change what the message says; without anything to change, say what could be."""
    changed = (_changed_report(turn, one, known) if isinstance(one, Subscription)
               else _changed_alert(turn, one, known))  # fmt: skip
    language = turn.reader.language
    waiting = Pending("notice", notices=((_kind(one), _id(one)),), said=turn.said)
    turn.memory = turn.memory.waiting(waiting, language)
    if changed == one:
        examples = say(language, "notices", f"examples_{_kind(one)}")
        return [say(language, "notices", "nothing_to_change", what=named(turn, one, known),
                    examples=examples)]  # fmt: skip
    open_ = sending.open_channels(connection, turn, changed.channels)
    kept = replace(changed, channels=open_)
    if isinstance(kept, Subscription):
        kept = habits.due_again(kept, known, turn.now)
    _save(connection, kept)
    lines = [_say(turn, known, "changed", kept)]
    if isinstance(kept, Subscription):
        lines.append(_next(turn, known, kept))
    return [*lines, *sending.missing(turn, changed.channels, kept.channels)]


def _id(one: Kept) -> int:
    return one.subscription_id if isinstance(one, Subscription) else one.alert_id


def _next(turn: Turn, known: Habits, one: Subscription) -> str:
    if one.next_due is None:
        raise ValueError("what is active is due some time")
    return say(turn.reader.language, "notices", "next", zone=notices.place(turn.reader, known.zone),
               when=notices.moment_in(turn.reader, one.next_due, known.zone))  # fmt: skip


def _changed_report(turn: Turn, one: Subscription, known: Habits) -> Subscription:
    said = turn.said
    heard = rhythm(said.text, bare=True)
    if heard is not None:
        days = heard.rhythm.weekdays
        if heard.rhythm.frequency == "weekly" and not days:
            days = one.rhythm.weekdays or (0,)
        one = replace(one, rhythm=Rhythm(heard.rhythm.frequency, days))
    words = said.first("time_of_day")
    hour = time_of_day(words) if words else None
    if hour is None and said.intent in {"inform", "refine", "nlu_fallback"}:
        hour = time_of_day(said.text)
    if hour is not None:
        one = replace(one, at=hour)
    kind = attaching.wanted(said)
    if kind is not None and turn.person.may("export"):
        one = replace(one, format=kind)
    return replace(one, channels=_channels(turn, one.channels, known))


def _changed_alert(turn: Turn, one: Alert, known: Habits) -> Alert:
    watch = one.watch
    size = watching.amount_of(turn)
    if size is not None and watch.amount is not None:
        watch = _resized(watch, size.value, percent=size.unit == "percent")
    grain = watching.grain_of(turn.said.text.casefold(), watch.metric)
    if grain is not None and watch.amount is not None and not turn.said.entities_of("horizon"):
        watch = replace(watch, grain=grain)
    changed = replace(one, channels=_channels(turn, one.channels, known))
    if watch == one.watch:
        return changed
    return replace(changed, watch=watch, fired=False, fired_about=None, fired_at=None)


def _resized(watch: Watch, size: Decimal, *, percent: bool) -> Watch:
    """Put another threshold; a percentage turns a level into a change, an amount a change back."""
    rate = unit_of(watch.metric) == "percent"
    if percent and watch.condition in {"above", "below"} and not rate:
        turned: Condition = "rise" if watch.condition == "above" else "fall"
        return replace(watch, condition=turned, amount=size / 100, against="previous")
    if not percent and watch.condition in {"rise", "fall"}:
        turned = "above" if watch.condition == "rise" else "below"
        return replace(watch, condition=turned, amount=size, against=None)
    share = rate or watch.condition in {"rise", "fall"}
    return replace(watch, amount=size / 100 if share else size)


def _channels(turn: Turn, present: tuple[str, ...], known: Habits) -> tuple[str, ...]:
    wanted = channels.channels(turn.said.text)
    if not wanted:
        return present
    if channels.added(turn.said.text):
        return tuple(dict.fromkeys((*(present or known.channels), *wanted)))
    return wanted


def says_anything(turn: Turn, kept: Sequence[Kept]) -> bool:
    """Tell whether a message holds anything that could change one of these."""
    known = Habits("UTC", Calm())
    return any(
        (_changed_report(turn, one, known) if isinstance(one, Subscription)
         else _changed_alert(turn, one, known)) != one
        for one in kept
    )  # fmt: skip


_ACTIONS: Mapping[
    Action, Callable[[sa.Connection, Turn, Habits, Kept], list[str]]
] = MappingProxyType({
    "end": _end, "pause": _pause, "resume": _resume, "snooze": _snooze, "send": _send,
    "change": _change,
})  # fmt: skip
