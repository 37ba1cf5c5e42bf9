"""A subscription is made: kept once, confirmed with what comes and when the first is due."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from vocero.conversation.agreeing import sending
from vocero.conversation.agreeing.wanted import rhythm_of, unpacked
from vocero.conversation.forms.form import Filled
from vocero.conversation.memory import Pending
from vocero.conversation.turn import Turn
from vocero.errors import ForbiddenError
from vocero.notices import days, habits, subscriptions
from vocero.notices.habits import Habits
from vocero.notices.subscriptions import MOST, Subscription
from vocero.rendering import notices
from vocero.rendering.sentences import say
from vocero.reports import desk
from vocero.words.hours import time_of_day


def finish(turn: Turn, filled: Filled) -> str:
    """Keep what was agreed, and say it back.

    Raises ForbiddenError for a level without subscriptions, or whose level lost the report while
    the form was open.
    """
    if not turn.person.may("subscriptions"):
        raise ForbiddenError(capability="subscriptions")
    wanted = unpacked(filled["report"])
    turn.capability, scope = desk.permitted(turn.person, wanted.question)
    turn.scope = str(scope)
    with turn.office.database.writing() as connection:
        known = habits.habits(connection, turn.person, turn.office.settings)
        if len(subscriptions.of_person(connection, turn.person)) >= MOST:
            return say(turn.reader.language, "notices", "too_many", most=MOST)
        new, remark = _new(turn, filled, known)
        open_ = sending.open_channels(connection, turn, new.channels)
        kept = subscriptions.create(connection, replace(new, channels=open_),
                                    turn.said.message_id)  # fmt: skip
    touched(turn, kept)
    remark += sending.missing(turn, new.channels, kept.channels)
    return "\n".join([confirmation(turn, kept, known), *remark])


def touched(turn: Turn, kept: Subscription) -> None:
    """Let the next message change this very subscription: "no, mejor los martes"."""
    waiting = Pending("notice", notices=(("subscription", kept.subscription_id),), said=turn.said)
    turn.memory = turn.memory.waiting(waiting, turn.reader.language)


def _new(turn: Turn, filled: Filled, known: Habits) -> tuple[Subscription, list[str]]:
    wanted, rhythm = unpacked(filled["report"]), rhythm_of(filled)
    at = time_of_day(filled["hour"])
    if at is None:
        raise ValueError("the form holds no hour")
    channels = tuple(c for c in filled.get("channels", "").split(",") if c)
    if channels and filled.get("also"):
        channels = tuple(dict.fromkeys((*known.channels, *channels)))
    kind = next((k for k in ("pdf", "xlsx", "csv", "chart") if k == filled.get("format")), None)
    language = turn.reader.language
    remark: list[str] = []
    if kind is not None and not turn.person.may("export"):
        kind, remark = None, [say(language, "file", "not_yours")]
    new = Subscription(
        0, turn.person.person_id, wanted.question, wanted.words, rhythm, at, kind, channels,
        filled.get("skip_empty") == "yes", language, "active", None,
        known.timetable(rhythm, at).after(turn.now),
    )  # fmt: skip
    return new, remark


def confirmation(turn: Turn, kept: Subscription, known: Habits) -> str:
    """Repeat what will come, and when the first one is due, with the days that it will be about."""
    if kept.next_due is None:
        raise ValueError("what is active is due some time")
    due = kept.next_due.astimezone(ZoneInfo(known.zone))
    question = days.on(kept.question, kept.period_words, kept.rhythm.frequency, due)
    language, reader = turn.reader.language, turn.reader
    lines = [
        say(language, "notices", "subscribed", what=notices.subscription(reader, kept, known)),
        say(language, "notices", "first", when=notices.moment(reader, due),
            zone=notices.place(reader, known.zone), period=notices.about(reader, question)),
    ]  # fmt: skip
    asked = kept.at
    if due.time() != asked:
        lines.append(say(language, "notices", "moved", at=f"{asked:%H:%M}"))
    return "\n".join([*lines, say(language, "notices", "how_to_change")])
