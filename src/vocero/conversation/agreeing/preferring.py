"""What a person prefers: their time zone, quiet hours, days off, channels, pictures."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from vocero.conversation.turn import Turn
from vocero.notices import habits
from vocero.notices.habits import Habits
from vocero.notices.reaching import reachable
from vocero.people import directory
from vocero.rendering import notices, refusals
from vocero.rendering.sentences import join, say
from vocero.words import channels, zones
from vocero.words.hours import time_of_day
from vocero.words.normal import fold
from vocero.words.rhythm import weekdays

_PICTURES = re.compile(
    r"\b(graficas?|graficos?|imagen(es)?|fotos?|dibuj\w+|pictures?|images?|charts?|graphs?|pics?|"
    r"photos?|plots?)\b"
)
_ONLY_TEXT = re.compile(r"\b(solo|puro|just|only) (texto|text)\b|\btext only\b")
_OFF = re.compile(
    r"\b(no|sin|quita\w*|deja|dejes|apaga\w*|desactiva\w*|off|stop|without|don'?t|dont|disable|"
    r"turn off|never|nunca|less|fuera|cancela\w*|hide|kill|skip|drop|ya no|no more|solo texto|"
    r"text only|just text|only text|puro texto)\b"
)
_ON = re.compile(r"\b(vuelve|otra vez|again|back|on|si quiero|reactiva\w*)\b")
_QUIET = re.compile(
    r"\b(silenci\w+|molest\w+|quiet\w*|silent|disturb\w*|nada (?:de|antes|despues)|nothing|"
    r"escrib\w+|mand\w+|message\w*|ping\w*|avis\w+|notif\w+|antes de|despues de|before|after|"
    r"past|until|between|entre|de \d|from)\b"
)
_NO_QUIET = re.compile(
    r"\b(sin|quita\w*|ya no|no (?:more|quiero)|remove|without|turn off|cancela\w*|elimina\w*)\b.*"
    r"\b(silencio|quiet|silent)\b|\b(?:a cualquier hora|any ?time|24/7|todo el dia)\b"
)
_AFTER = re.compile(r"\b(despues de|pasad[oa]s?(?: de)?|a partir de|after|past|from|desde)\b")
_BEFORE = re.compile(r"\b(antes de|before|until|hasta)\b")
_HOLIDAYS = re.compile(r"\b(festivos?|feriados?|holidays?|bank holidays?|asuetos?)\b")
_WANTS = re.compile(
    r"\b(si (?:quiero|escrib|mand)\w*|tambien|vuelve\w*|again|also|too|yes|de nuevo|ok to)\b"
)
_MORNING, _NIGHT = dt.time(7), dt.time(22)
"""The other end of quiet hours when only one was said."""


def prefer(turn: Turn) -> str:
    """Change what the message names; without anything to change, say how things are."""
    text = fold(turn.said.text)
    if _PICTURES.search(text) or _ONLY_TEXT.search(text):
        return _pictures(turn, text)
    for wanted in (_quiet, _days, _zone, _channels):
        done = wanted(turn, text)
        if done is not None:
            return done
    return _summary(turn)


def _change(turn: Turn, values: Mapping[str, Any]) -> Habits:
    with turn.office.database.writing() as connection:
        return habits.change(connection, turn.person, turn.office.settings, turn.now, values)


def _pictures(turn: Turn, text: str) -> str:
    only_text = _ONLY_TEXT.search(text) is not None
    off = only_text or (_OFF.search(text) is not None and _ON.search(text) is None)
    with turn.office.database.writing() as connection:
        directory.set_pictures(connection, turn.person, wanted=not off)
    return say(turn.reader.language, "talk", "pictures_off" if off else "pictures_on")


def _quiet(turn: Turn, text: str) -> str | None:
    """Set the hours of silence, from one or two hours that were said."""
    language = turn.reader.language
    if _NO_QUIET.search(text):
        _change(turn, {"quiet_from": None, "quiet_until": None})
        return say(language, "habits", "quiet_off")
    said = turn.said.all("time_of_day")
    found = [(e, hour) for e in said if (hour := time_of_day(e.value)) is not None]
    if not found:
        asks = re.search(r"\b(silencio|quiet|silent) ?(hours?|hrs?|horas?)?\b", text)
        return say(language, "habits", "quiet_ask") if asks else None
    if not _QUIET.search(text) and len(found) < 2:
        return None
    start, end = _ends(turn, found)
    if start == end:
        return say(language, "habits", "quiet_ask")
    _change(turn, {"quiet_from": start, "quiet_until": end})
    return say(language, "habits", "quiet", start=f"{start:%H:%M}", end=f"{end:%H:%M}")


def _ends(turn: Turn, found: list[tuple[Any, dt.time]]) -> tuple[dt.time, dt.time]:
    """Give both ends: "from 10 pm to 7", "after 9 pm", "nothing before 5:30"."""
    if len(found) >= 2:
        return found[0][1], found[1][1]
    entity, hour = found[0]
    before = fold(turn.said.before(entity))[-24:]
    if _BEFORE.search(before) or (not _AFTER.search(before) and hour <= dt.time(12)):
        return _NIGHT, hour
    return hour, _MORNING


def _days(turn: Turn, text: str) -> str | None:
    """Take days of the week, or public holidays, out of those on which something may come."""
    language = turn.reader.language
    wants = _WANTS.search(text) is not None
    if _HOLIDAYS.search(text):
        _change(turn, {"holidays_off": not wants})
        return say(language, "habits", "holidays_on" if wants else "holidays_off")
    named = weekdays(turn.said.text)
    if not named or not (_OFF.search(text) or wants):
        return None
    with turn.office.database.writing() as connection:
        present = habits.habits(connection, turn.person, turn.office.settings).calm.days_off
    off = set(present) - set(named) if wants else set(present) | set(named)
    if len(off) == 7:
        return None
    _change(turn, {"days_off": sorted(off)})
    key = "days_on" if wants else "days_off"
    return say(language, "habits", key, days=notices.weekdays(turn.reader, named))


def _zone(turn: Turn, text: str) -> str | None:
    language = turn.reader.language
    found = zones.zone(turn.said.text)
    if found is None:
        asks = re.search(r"\b(hora|huso|zona horaria|time ?zone|timezone|tz|reloj)\b", text)
        named = turn.said.first("member")
        if asks and named:
            return say(language, "habits", "unknown_zone", words=refusals.echo(named))
        return say(language, "habits", "which_zone") if asks else None
    _change(turn, {"time_zone": found})
    now = turn.now.astimezone(ZoneInfo(found))
    return say(language, "habits", "zone", zone=notices.place(turn.reader, found),
               now=f"{now:%H:%M}")  # fmt: skip


def _channels(turn: Turn, _text: str) -> str | None:
    """Set by which channels notices come; those without an address are named."""
    wanted = channels.channels(turn.said.text)
    if not wanted:
        return None
    language = turn.reader.language
    with turn.office.database.writing() as connection:
        present = habits.habits(connection, turn.person, turn.office.settings).channels
        open_ = reachable(connection, turn.person.person_id)
    lacking = [notices.channel(turn.reader, c) for c in wanted if c not in open_]
    usable = tuple(c for c in wanted if c in open_)
    if channels.added(turn.said.text):
        usable = tuple(dict.fromkeys((*present, *usable)))
    lines: list[str] = []
    if usable and usable != present:
        _change(turn, {"channels": list(usable)})
        lines = [say(language, "habits", "channels",
                     channels=notices.channels(turn.reader, usable))]  # fmt: skip
    if lacking:
        contact = turn.office.settings.company_contact
        lines.append(say(language, "notices", "no_address", channels=join(language, lacking),
                         contact=contact))  # fmt: skip
    return "\n".join(lines) or say(language, "habits", "channels",
                                   channels=notices.channels(turn.reader, present))  # fmt: skip


def _summary(turn: Turn) -> str:
    """Say how things are, and how to change them."""
    language, reader = turn.reader.language, turn.reader
    with turn.office.database.writing() as connection:
        known = habits.habits(connection, turn.person, turn.office.settings)
    calm = known.calm
    zone = notices.place(reader, known.zone)
    lines = [say(language, "habits", "summary"), say(language, "habits", "summary_zone", zone=zone)]
    if calm.quiet_from is not None and calm.quiet_until is not None:
        lines.append(say(language, "habits", "summary_quiet", start=f"{calm.quiet_from:%H:%M}",
                         end=f"{calm.quiet_until:%H:%M}"))  # fmt: skip
    if calm.days_off:
        lines.append(say(language, "habits", "summary_days",
                         days=notices.weekdays(reader, calm.days_off)))  # fmt: skip
    if calm.holidays_off:
        lines.append(say(language, "habits", "summary_holidays"))
    pictures = "summary_pictures_on" if turn.person.pictures else "summary_pictures_off"
    by = notices.channels(reader, known.channels)
    return "\n".join([*lines, say(language, "habits", "summary_channels", channels=by),
                      say(language, "habits", pictures), say(language, "habits", "summary_after")])
