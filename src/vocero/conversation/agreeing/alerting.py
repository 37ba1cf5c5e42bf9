"""An alert is made: shown with what it would have done, kept once, confirmed."""

import datetime as dt

from vocero.conversation.agreeing import sending, watching
from vocero.conversation.forms.form import Filled
from vocero.conversation.memory import Pending
from vocero.conversation.turn import Turn
from vocero.conversation.window import Window, window
from vocero.errors import ForbiddenError, VoceroError
from vocero.notices import alerts, crossing, habits
from vocero.notices.alerts import MOST, Alert, Grain, Watch
from vocero.notices.crossing import Reading
from vocero.rendering import notices
from vocero.rendering.sentences import say
from vocero.reports import desk, watched
from vocero.words.periods import Period
from vocero.words.question import Question

_LOOKS_BACK: dict[Grain, tuple[str, int]] = {
    "day": ("days", 90), "week": ("weeks", 26 * 7), "month": ("months", 365),
}  # fmt: skip
"""How far back the preview looks, in days, and how it says so."""


def preview(turn: Turn, watch: Watch) -> str:
    """Say what is watched, when it is looked at, and how often it would have sounded.

    Raises ForbiddenError for a figure that the person may not see.
    """
    language, reader = turn.reader.language, turn.reader
    lines = [say(language, "watch", "preview", what=notices.watch(reader, watch))]
    when = "checked_now" if crossing.grows(watch) else f"checked_closed_{watch.grain}"
    lines.append(say(language, "watch", when))
    past = _sounded(turn, watch)
    if past is None:
        return "\n".join(lines)
    key = "times_many" if len(past) > 1 else f"times_{len(past)}"
    last = reader.day(past[-1]) if past else ""
    times = say(language, "watch", key, count=len(past), last=last)
    unit = _LOOKS_BACK[watch.grain][0]
    return "\n".join([*lines, say(language, "watch", f"preview_{unit}", times=times)])


def _sounded(turn: Turn, watch: Watch) -> list[dt.date] | None:
    """List the periods in which it would have sounded; None where that cannot be told."""
    question = watching.question_of(_what(watch), watch.members)
    turn.capability, scope = desk.permitted(turn.person, question)
    turn.scope = str(scope)
    if watch.condition in {"goal_reached", "goal_at_risk"}:
        return None
    with window(turn, scope) as data:
        if watch.condition == "unusual":
            return _odd_days(data, watch)
        ask = data.asking(question)
        last = crossing.last_closed(ask.last_whole_day, watch.grain)
        first = last - dt.timedelta(days=_LOOKS_BACK[watch.grain][1])
        # Its comparison reaches further back than the first period that counts.
        found = watched.course(ask, watch.metric, watch.grain, first - dt.timedelta(days=62))
        return crossing.sounded(watch, found, first + dt.timedelta(days=1), last)


def _odd_days(data: Window, watch: Watch) -> list[dt.date] | None:
    last = data.asking(Question("anomalies")).last_whole_day
    days = Period(last - dt.timedelta(days=89), last)
    question = Question("anomalies", period=days, metric=watch.metric, members=watch.members)
    try:
        found = data.answer(question).oddities
    except VoceroError:
        return None
    return sorted({odd.start for odd in found if odd.member is None})


def _what(watch: Watch) -> str:
    if watch.condition == "unusual":
        return watching.UNUSUAL
    return watch.metric


def _now(turn: Turn, watch: Watch) -> Reading | None:
    """Read the watch as it is now; what holds already is no crossing, and is told next time.

    Raises ForbiddenError for a figure that the person may not see.
    """
    question = watching.question_of(_what(watch), watch.members)
    _, scope = desk.permitted(turn.person, question)
    if watch.condition == "unusual":
        return None
    with window(turn, scope) as data:
        ask = data.asking(question)
        if watch.condition in {"goal_reached", "goal_at_risk"}:
            found = watched.target(ask)
            return None if found is None else crossing.of_target(
                watch, found.month, found.sold, found.target, found.chance, fired=False
            )  # fmt: skip
        first = crossing.start_of(ask.today - dt.timedelta(days=93), watch.grain)
        course = watched.course(ask, watch.metric, watch.grain, first)
        return crossing.reading(watch, course, ask.today, ask.last_whole_day)


def finish(turn: Turn, filled: Filled) -> str:
    """Keep the alert, and say it back.

    Raises ForbiddenError for a level without alerts.
    """
    if not turn.person.may("alerts"):
        raise ForbiddenError(capability="alerts")
    watch = watching.watch_of(filled)
    seen = _now(turn, watch)
    channels = tuple(c for c in filled.get("channels", "").split(",") if c)
    with turn.office.database.writing() as connection:
        if len(alerts.of_person(connection, turn.person)) >= MOST:
            return say(turn.reader.language, "notices", "too_many", most=MOST)
        known = habits.habits(connection, turn.person, turn.office.settings)
        if channels and filled.get("also"):
            channels = tuple(dict.fromkeys((*known.channels, *channels)))
        open_ = sending.open_channels(connection, turn, channels)
        holds = seen is not None and seen.holds is True
        new = Alert(0, turn.person.person_id, watch, open_, turn.reader.language, "active",
                    fired=holds, fired_about=seen.about if seen and holds else None)  # fmt: skip
        kept = alerts.create(connection, new, turn.said.message_id)
    waiting = Pending("notice", notices=(("alert", kept.alert_id),), said=turn.said)
    turn.memory = turn.memory.waiting(waiting, turn.reader.language)
    language = turn.reader.language
    lines = [say(language, "watch", "saved", what=notices.watch(turn.reader, watch))]
    if holds:
        lines.append(say(language, "watch", "holds_already"))
    lines.append(say(language, "watch", "saved_how"))
    return "\n".join([*lines, *sending.missing(turn, channels, kept.channels)])
