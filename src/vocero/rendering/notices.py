"""What is agreed, in words: which report, how often, on what condition, by which channels."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates

from vocero.metrics.catalogue import metrics, unit_of
from vocero.notices.alerts import Alert, Watch
from vocero.notices.habits import Habits
from vocero.notices.subscriptions import Subscription
from vocero.rendering import parts
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import join, say
from vocero.words.names import Member
from vocero.words.question import Question
from vocero.words.rhythm import Rhythm


def report(reader: Reader, question: Question) -> str:
    """Name a report: "Ventas netas por sucursal de Cancún"."""
    language = reader.language
    if question.metric is not None and question.kind not in {"goal", "kpi"}:
        name = parts.capital(parts.name(reader, question.metric))
        if question.kind in {"ranking", "forecast", "anomalies", "drivers"}:
            name = f"{say(language, 'subject', question.kind)}, {name.lower()}"
    else:
        name = say(language, "subject", "bookings" if question.kind == "booking" else question.kind)
    if question.dimension is not None:
        what = say(language, "dimension", question.dimension)
        name = say(language, "notices", "report_by", name=name, dimension=what)
    if question.members:
        name = say(language, "notices", "report_of", name=name,
                   members=join(language, _names(reader, question.members)))  # fmt: skip
    details = [say(language, "scope", "only_status", names=say(language, "status", s))
               for s in question.statuses]  # fmt: skip
    if question.excluded:
        left_out = join(language, _names(reader, question.excluded))
        details.append(say(language, "scope", "without", names=left_out))
    if question.currency:
        details.append(question.currency)
    return ", ".join([name, *details])


def _names(reader: Reader, members: Sequence[Member]) -> list[str]:
    return [parts.member_name(reader, m.dimension, m.name) for m in members]


def rhythm(reader: Reader, said: Rhythm) -> str:
    """Say how often: "cada lunes y jueves", "every day"."""
    names = dates.get_day_names("wide", locale=reader.locale)
    days = join(reader.language, [names[day] for day in said.weekdays or (0,)])
    return say(reader.language, "rhythm", said.frequency, days=days)


def weekdays(reader: Reader, days: Sequence[int]) -> str:
    """Name days of the week."""
    names = dates.get_day_names("wide", locale=reader.locale)
    if tuple(sorted(days)) == (5, 6):
        return say(reader.language, "habits", "weekend")
    return join(reader.language, [names[day] for day in days])


def channel(reader: Reader, name: str) -> str:
    """Name a channel."""
    return say(reader.language, "channel_name", name)


def channels(reader: Reader, names: Sequence[str]) -> str:
    """Name several channels."""
    return join(reader.language, [channel(reader, name) for name in names])


def subscription(reader: Reader, kept: Subscription, known: Habits) -> str:
    """Say a subscription in one line; channels only where they are not the person's usual ones."""
    language = reader.language
    format_ = "" if kept.format is None else say(
        language, "notices", "format", format=say(language, "notices", f"format_{kept.format}")
    )  # fmt: skip
    by = ""
    if kept.channels and kept.channels != known.channels:
        by = say(language, "notices", "by_channels", channels=channels(reader, kept.channels))
    return say(
        language, "notices", "each", report=report(reader, kept.question),
        rhythm=rhythm(reader, kept.rhythm), at=f"{kept.at:%H:%M}", format=format_, channels=by,
        empty=say(language, "notices", "skip_empty") if kept.skip_empty else "",
    )  # fmt: skip


def moment(reader: Reader, local: dt.datetime) -> str:
    """Give a day and an hour of a wall clock."""
    return f"{reader.day(local.date())}, {local:%H:%M}"


def moment_in(reader: Reader, at: dt.datetime, zone: str) -> str:
    """Give a moment on the wall clock of a zone."""
    return moment(reader, at.astimezone(ZoneInfo(zone)))


def place(reader: Reader, zone: str) -> str:
    """Name a zone by its city."""
    return dates.get_timezone_location(zone, locale=reader.locale, return_city=True)


def about(reader: Reader, question: Question) -> str:
    """Give the days that a question is about."""
    if question.period is None:
        raise ValueError("the question has no days yet")
    return reader.period(question.period)


def amount(reader: Reader, watch: Watch) -> str:
    """Give the threshold of a watch in its unit; a change is a share."""
    value = watch.amount or Decimal(0)
    if watch.condition in {"rise", "fall"}:
        return reader.whole_percent(value) if value == round(value, 2) else reader.percent(value)
    return reader.value(unit_of(watch.metric), value)


def watch(reader: Reader, said: Watch) -> str:
    """Say in one line what is watched."""
    language = reader.language
    return say(
        language, "watch", said.condition, metric=metric(reader, said), members=whose(reader, said),
        grain=say(language, "watch", f"grain_{said.grain}"), amount=amount(reader, said),
        against=against(reader, said),
    )  # fmt: skip


def metric(reader: Reader, said: Watch) -> str:
    """Name the figure of a watch."""
    return parts.capital(parts.name(reader, said.metric)) if said.metric in metrics() else ""


def whose(reader: Reader, said: Watch) -> str:
    """Say whose figure is watched, with a space before it; "" for all."""
    if not said.members:
        return ""
    return f" ({join(reader.language, _names(reader, said.members))})"


def against(reader: Reader, said: Watch) -> str:
    """Say what a change is measured from."""
    key = "same_weekday" if said.against == "same_weekday" else said.grain
    return say(reader.language, "watch", f"against_{key}")


def alert(reader: Reader, kept: Alert) -> str:
    """Say an alert in one line."""
    return watch(reader, kept.watch)


def state(reader: Reader, kept: Subscription | Alert, known: Habits, now: dt.datetime) -> str:
    """Say what is particular about a line of a list: paused, silent, when it is due next."""
    language = reader.language
    if isinstance(kept, Subscription):
        if kept.state == "paused":
            if kept.paused_until is None:
                return say(language, "notices", "line_paused")
            return say(language, "notices", "line_paused_until", when=reader.day(kept.paused_until))
        if kept.next_due is None:
            return ""
        return say(language, "notices", "line_next",
                   when=moment_in(reader, kept.next_due, known.zone))  # fmt: skip
    if kept.state == "paused":
        return say(language, "notices", "line_paused")
    if kept.snoozed_until is not None and kept.snoozed_until > now:
        when = moment_in(reader, kept.snoozed_until, known.zone)
        return say(language, "notices", "line_snoozed", when=when)
    return say(language, "notices", "line_fired") if kept.fired else ""
