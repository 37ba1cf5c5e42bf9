"""The gate: what is decided about a message before the bot is asked, and works without it.

In this order: opt-out and opt-in, suppression, the limits, who it is, and what kind of message.
"""

from dataclasses import dataclass, replace

import sqlalchemy as sa

from vocero.delivery.content import variables
from vocero.mailroom import inbox, outbox
from vocero.mailroom.inbox import Done, Letter
from vocero.mailroom.incoming import TAPPED
from vocero.mailroom.letters import language_of, sentence
from vocero.mailroom.outbox import Outgoing
from vocero.people import consent, external_ids
from vocero.rendering.sentences import UNKNOWN_PERSON, Language
from vocero.settings import Settings

BLOCK_BELIEVED_SECONDS = 3600
"""How long a refusal of Twilio's is believed against a person who writes again."""
_WORDS: dict[str, Language] = {"baja": "es", "alta": "es", "start": "en"}


@dataclass(frozen=True, slots=True)
class Passed:
    """A message for the bot: the number of the person who says it, and what is said."""

    phone: str
    text: str


def plain(letter: Letter) -> bool:
    """Tell whether a letter needs no look into the database: a known person's text, no more."""
    return (
        letter.needs_bot and letter.known and letter.external_id is None
        and letter.limited_by is None and letter.suppressed is None
        and TAPPED not in letter.details
    )  # fmt: skip


def decide(connection: sa.Connection, letter: Letter, settings: Settings) -> Passed | Done:
    """Let a message through, or deal with it here."""
    language = language_of(letter, settings.company_language)
    if letter.kind in {"opt out", "opt in", "stopped", "started"}:
        return _consent(connection, letter, language)
    if letter.kind == "helped":
        return Done(letter, letter.kind)
    if letter.suppressed == "blocked":
        if (letter.suppressed_seconds or 0) < BLOCK_BELIEVED_SECONDS:
            return Done(letter, "suppressed")
        consent.lift(connection, letter.correspondent)
    if letter.limited_by is not None:
        return _limited(letter, language)
    phone, spoken = _who(connection, letter)
    if phone is None:
        text = UNKNOWN_PERSON.format(contact=settings.company_contact)
        out = Outgoing(f"stranger:{letter.message_sid}", letter.correspondent, text)
        return Done(letter, "unknown", (out,))
    if spoken is not None and not letter.needs_bot:
        language = spoken
    if letter.suppressed == "opted out":
        return Done(letter, "opted out", (sentence(letter, "reminder", language),))
    if letter.kind == "opened":
        return Done(letter, "opened")
    if letter.needs_bot:
        return Passed(phone, _said(connection, letter))
    return Done(letter, letter.kind, (sentence(letter, letter.kind, language),))


def _who(connection: sa.Connection, letter: Letter) -> tuple[str | None, Language | None]:
    """Give the number of the active person behind a letter, and their language."""
    number = letter.correspondent if letter.correspondent.startswith("+") else None
    if letter.external_id is None:
        return (number if letter.known else None), None
    person = external_ids.find(connection, number, letter.external_id)
    if person is None:
        return None, None
    return person.phone, "en" if person.language == "en" else "es" if person.language else None


def _said(connection: sa.Connection, letter: Letter) -> str:
    """Give what a tap says: its number, when it is on the newest list; else the words on it.

    Older lists can still be tapped in WhatsApp, and "2" would mean another line today.
    """
    title = letter.details.get(TAPPED)
    if title is None:
        return letter.body
    newest = outbox.newest_choices(connection, letter.correspondent)
    about = letter.details.get("OriginalRepliedMessageSid")
    if newest is None or (about is not None and about != newest.provider_sid):
        return title
    shown = variables(newest.body, newest.choices)
    number = int(letter.body) if letter.body.isdecimal() else 0
    return letter.body if shown.get(str(number + 1)) == title else title


def _limited(letter: Letter, language: Language) -> Done:
    """Explain the wait, once a minute."""
    seconds = letter.wait_seconds or 1
    key = "limit" if letter.limited_by == "person" else "crowded"
    out = sentence(letter, key, language, seconds=seconds)
    once = f"limit:{letter.correspondent}:{letter.received_minute}"
    return Done(letter, "limited", (replace(out, dedupe_key=once),))


def _consent(connection: sa.Connection, letter: Letter, language: Language) -> Done:
    """Record consent given or withdrawn, and confirm it unless Twilio has."""
    withdrawn = letter.kind in {"opt out", "stopped"}
    record = consent.withdraw if withdrawn else consent.give
    record(connection, letter.correspondent, "whatsapp", letter.message_sid)
    if withdrawn:
        outbox.drop_notices(connection, letter.correspondent)
        inbox.drop_questions(connection, letter)
    if letter.kind in {"stopped", "started"}:
        return Done(letter, letter.kind)
    word = letter.body.strip(" .!¡¿?").casefold()
    out = sentence(letter, "opted_out" if withdrawn else "opted_in", _WORDS.get(word, language))
    return Done(letter, letter.kind, (replace(out, purpose="consent"),))
