"""What a subscription needs to be known: which report, how often, on which day, at what hour."""

import re

from vocero.conversation import attaching, choices
from vocero.conversation.agreeing import report
from vocero.conversation.agreeing.making import finish
from vocero.conversation.agreeing.wanted import packed, rhythm_of
from vocero.conversation.forms.form import Filled, Form, Slot
from vocero.conversation.turn import Turn
from vocero.conversation.understanding import KINDS
from vocero.words import channels
from vocero.words.hours import time_of_day
from vocero.words.normal import fold
from vocero.words.rhythm import FREQUENCIES, Rhythm, rhythm, weekdays

_BARE_NUMBER = re.compile(r"\W*\d{1,2}\W*")
_HOUR = re.compile(r"\b(?:a las?|at|@)\s+\d{1,2}(?:[:.]\d{2})?(?:\s*(?:am|pm|hrs?|h|de la \w+))?\b")
_SKIP = re.compile(
    r"\b(si no hay (?:nada|datos)|cuando no haya nada|si (?:esta|viene) vaci[oa]|"
    r"(?:if|when|unless) (?:there(?:'s| is) )?(?:nothing|no data|something)|"
    r"if (?:it(?:'s| is) )?empty|solo si hay|only if there(?:'s| is))\b"
)
_REPORTS = ("last", *report.FIRST)


def listen(turn: Turn, filled: Filled) -> Filled:
    """Give all that a message says about a subscription, whatever was asked."""
    asked = SUBSCRIPTION.missing(filled)
    values: dict[str, str] = {}
    if asked is not None and asked.name == "report":
        named = _report(turn)
        values |= {"report": named} if named else {}
    bare = asked is not None and asked.name in {"rhythm", "weekday"}
    found = rhythm(turn.said.text, bare=bare or turn.said.corrects)
    if found is not None:
        values["rhythm"] = _written(found.rhythm)
    hour = _hour(turn) if asked is not None and asked.name == "hour" else _marked_hour(turn)
    if hour is not None:
        values["hour"] = hour
    return values | _extras(turn)


def _extras(turn: Turn) -> dict[str, str]:
    """Give what nobody is asked for: a format, channels, whether silence is welcome."""
    values: dict[str, str] = {}
    kind = attaching.wanted(turn.said)
    if kind is not None:
        values["format"] = kind
    named = channels.channels(turn.said.text)
    if named:
        values["channels"] = ",".join(named)
        values["also"] = "yes" if channels.added(turn.said.text) else ""
    if _SKIP.search(fold(turn.said.text)):
        values["skip_empty"] = "yes"
    return values


def _report(turn: Turn) -> str | None:
    """Read which report: by its number among those offered, or in words."""
    shown = _offered(turn, {})
    place = choices.position(turn.said, len(shown)) if _short(turn) else None
    if place is not None:
        found = report.offered(turn, shown[place - 1]) if place <= len(shown) else None
    else:
        found = report.heard(turn)
    return None if found is None else packed(found)


def _short(turn: Turn) -> bool:
    return len(turn.said.text.split()) <= 3 and not turn.said.entities_of("metric", "period")


def _offered(turn: Turn, _filled: Filled) -> tuple[str, ...]:
    """Offer the last report only where there is one, and what the level may ask."""
    return tuple(name for name in _REPORTS if report.open_to(turn, name))


def _rhythm(turn: Turn) -> str | None:
    """Read how often, by number or in words."""
    place = choices.position(turn.said, len(FREQUENCIES))
    if place is not None and place <= len(FREQUENCIES):
        return FREQUENCIES[place - 1]
    return next((f for f in FREQUENCIES if f == turn.said.first("frequency")), None)


def _weekday(turn: Turn) -> str | None:
    """Read the days of the week, by number (1 is Monday) or by name."""
    named = weekdays(turn.said.text)
    place = choices.position(turn.said, 7)
    if not named and place is not None and place <= 7:
        named = (place - 1,)
    return ",".join(str(day) for day in named) or None


def _marked_hour(turn: Turn) -> str | None:
    """Read an hour that is said as one: marked by the model, or after "a las"."""
    marked = turn.said.first("time_of_day")
    spoken = _HOUR.search(fold(turn.said.text))
    for words in (marked, spoken[0] if spoken else None):
        found = time_of_day(words) if words else None
        if found is not None:
            return found.strftime("%H:%M")
    return None


def _hour(turn: Turn) -> str | None:
    """Read the answer to the question for the hour: a bare number is one too."""
    marked = _marked_hour(turn)
    if marked is not None:
        return marked
    found = time_of_day(turn.said.text)
    return found.strftime("%H:%M") if found else None


def _written(said: Rhythm) -> str:
    days = ",".join(str(day) for day in said.weekdays)
    return f"{said.frequency}:{days}" if days else said.frequency


def _lacks_day(filled: Filled) -> bool:
    return "rhythm" in filled and not rhythm_of(filled).complete


SUBSCRIPTION = Form(
    "subscription",
    (
        Slot("report", _report, options=_REPORTS, offered=_offered,
             intents=frozenset(KINDS) | {"help", "subscribe", "report_problem"}),
        Slot("rhythm", _rhythm, options=FREQUENCIES),
        Slot("weekday", _weekday, options=tuple("0123456"), needed=_lacks_day),
        Slot("hour", _hour, unknown="08:00"),
    ),
    finish,
    listen=listen,
    intents=frozenset({"subscribe", "change_notice", "set_preference"}),
)  # fmt: skip
