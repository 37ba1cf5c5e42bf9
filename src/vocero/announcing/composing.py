"""A report that nobody asked for this minute, made as if the person had: same scope, same words."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from vocero.conversation import reporting
from vocero.conversation.memory import Memory
from vocero.conversation.said import Said
from vocero.conversation.turn import Office, Turn
from vocero.conversation.window import window
from vocero.errors import VoceroError
from vocero.notices import days
from vocero.notices.habits import Habits
from vocero.notices.subscriptions import Subscription
from vocero.people.links import HELD
from vocero.people.person import Person
from vocero.rendering import notices, refusals
from vocero.rendering.reader import Reader, reader
from vocero.rendering.sentences import LANGUAGES, say
from vocero.reports import desk
from vocero.storage.shelf import Stored
from vocero.telemetry import reference

DOOR = "twilio"
"""Reports are made as WhatsApp shows them; the other channels show the same text."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A report as it goes out. `memory` lets the person follow it up; `scope` is whose data it is.

    `empty` says that there was nothing in its days.
    """

    title: str
    text: str
    choices: tuple[str, ...]
    media_url: str | None
    stored: Stored | None
    memory: Memory
    scope: str
    empty: bool


class LostError(VoceroError):
    """The person may no longer see what they were subscribed to: the level, or the members."""

    key = "refused"


def reader_of(office: Office, person: Person, language: str, zone: str) -> Reader:
    """Give the reader of what comes by itself: the person's language, or that it was agreed in."""
    wanted = person.language or language
    chosen = next((one for one in LANGUAGES if one == wanted), office.settings.company_language)
    return reader(chosen, person.phone, zone, office.settings.company_currency)


def turn_of(office: Office, person: Person, language: str, zone: str) -> Turn:
    """Give a turn in which the clock asks in a person's place, seeing what they see today."""
    with office.database.writing() as connection:
        fresh = office.loads.read(connection)
    return Turn(
        office=office, person=person, said=Said("", "subscribe", door=DOOR),
        reader=reader_of(office, person, language, zone),
        now=office.settings.clock.now().astimezone(ZoneInfo(zone)),
        reference=reference(), memory=Memory(), fresh=fresh,
    )  # fmt: skip


def composed(
    office: Office, person: Person, kept: Subscription, known: Habits, due: dt.datetime
) -> Composed:
    """Make a subscription's report as of its due time, within what the person may see now.

    Raises LostError when they may see it no longer, UnavailableError and TooSlowError when the
    data cannot be had; any other failure of the report is its text.
    """
    turn = turn_of(office, person, kept.language, known.zone)
    local = due.astimezone(ZoneInfo(known.zone))
    question = days.on(kept.question, kept.period_words, kept.rhythm.frequency, local)
    if not person.may("subscriptions"):
        raise LostError(capability="subscriptions")
    scope, empty = _seen(turn, kept), False
    language = turn.reader.language
    name = notices.report(turn.reader, kept.question)
    head = say(language, "notices", "for_time", report=name,
               rhythm=notices.moment(turn.reader, local))  # fmt: skip
    try:
        text = reporting.report(turn, question, kept.format if person.may("export") else None)
        empty = _nothing(turn)
    except VoceroError as fault:
        if fault.key in {"database_down", "too_slow"}:
            raise
        text = refusals.sentence(turn.reader, person, fault, office.settings.company_contact)
    return Composed(
        name, f"{head}\n{text}", turn.choices, _media(turn), turn.stored, turn.memory, scope, empty
    )


def _media(turn: Turn) -> str | None:
    """Give the address of the file that goes along: one that lasts while the message is held."""
    if turn.media is None or turn.stored is None:
        return None
    return turn.office.links.make(turn.stored.token, turn.stored.name, HELD)


def _seen(turn: Turn, kept: Subscription) -> str:
    """Find whose data it is today; raises LostError for a closed report or members out of sight."""
    try:
        _, scope = desk.permitted(turn.person, kept.question)
    except VoceroError as fault:
        raise LostError(**fault.values) from fault
    named = (*kept.question.members, *kept.question.rivals)
    if named:
        with window(turn, scope) as data:
            seen = {(m.dimension, m.key) for m in data.members()}
        if any((m.dimension, m.key) not in seen for m in named):
            raise LostError(capability="subscriptions")
    return str(scope)


def _nothing(turn: Turn) -> bool:
    """Tell whether the report that was just made holds nothing."""
    question = turn.memory.question
    if question is None:
        return False
    _, scope = desk.permitted(turn.person, question)
    with window(turn, scope) as data:
        answer = data.answer(question)
    return answer.empty and not answer.oddities
