"""The one function that every door calls: an identity and what was said in, a reply out."""

import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from vocero.conversation import (
    choices,
    clarifying,
    consenting,
    expecting,
    explaining,
    exporting,
    learning,
    listing,
    reporting,
    talk,
)
from vocero.conversation import memory as memories
from vocero.conversation.agreeing import managing, preferring, subscribing
from vocero.conversation.forms import filling
from vocero.conversation.memory import Memory, Pending
from vocero.conversation.said import Reply, Said
from vocero.conversation.turn import Lesson, Office, Turn
from vocero.conversation.understanding import KINDS
from vocero.errors import ForbiddenError, TooSlowError, UnavailableError, VoceroError
from vocero.people import directory
from vocero.people.audit import Entry, record
from vocero.people.identity import Identity
from vocero.people.person import Person
from vocero.rendering import refusals
from vocero.rendering.reader import reader
from vocero.rendering.sentences import LANGUAGES, UNKNOWN_PERSON, Language, say
from vocero.telemetry import logger, reference
from vocero.words import languages

LONGEST = 1000
LATER = frozenset({"ask_dashboard"})
"""Intents that are recognised and answer "not yet"; each leaves with its line."""

_TALK: Mapping[str, Callable[[Turn], str]] = MappingProxyType({
    "help": talk.help_, "ask_profile": talk.profile, "ask_status": talk.status,
    "explain_metric": explaining.explain, "export": exporting.export,
    "set_preference": preferring.prefer, "mark_expected": expecting.mark,
    "change_language": talk.change_language,
    "report_problem": talk.problem, "human_handoff": talk.handoff,
    "greet": talk.courtesy, "goodbye": talk.courtesy, "thank": talk.courtesy,
    "affirm": talk.courtesy, "deny": talk.courtesy, "bot_challenge": talk.courtesy,
    "opt_out": consenting.opt, "opt_in": consenting.opt,
    "subscribe": subscribing.subscribe, "list_subscriptions": managing.list_subscriptions,
    "create_alert": subscribing.watch, "list_alerts": managing.list_alerts,
    "unsubscribe": managing.manage, "delete_alert": managing.manage,
    "change_notice": managing.manage,
    "show_more": listing.more, "refine": reporting.follow,
    **dict.fromkeys(KINDS, reporting.ask), **dict.fromkeys(LATER, talk.later),
})  # fmt: skip
_MAY_SETTLE = frozenset({"inform", "refine", "affirm", "deny", "show_more", "nlu_fallback"})
_MAY_NAME_A_FORMAT = _MAY_SETTLE | {"export"}
_MAY_MARK = _MAY_SETTLE | {"mark_expected"}
_MAY_MANAGE = _MAY_SETTLE | {
    "change_notice", "unsubscribe", "delete_alert", "set_preference", "export",
}  # fmt: skip
_MAY_BE_OPEN = _MAY_NAME_A_FORMAT | _MAY_MARK | _MAY_MANAGE | KINDS.keys()
_BARE_CANCEL = re.compile(r"\W*(cancelar?|cancela|cancel)\W*", re.IGNORECASE)
_log = logger("conversation")


def answer(office: Office, identity: Identity, said: Said) -> Reply:
    """Answer one message of one person.

    Never raises: whatever fails becomes a sentence with a reference, and a log entry under it.
    """
    began, code = time.monotonic(), reference()
    said = replace(said, message_id=_unique(identity, said))
    spoken = _spoken(said.text)
    try:
        with office.database.writing() as connection:
            person = directory.find(connection, identity.phone)
            known = memories.load(connection, identity.conversation_id, person) if person else None
            fresh = office.loads.read(connection) if person else None
        if person is None or known is None:
            return _stranger(office, said, code)
        turn = _turn(office, person, said, known, code)
        turn.fresh = fresh
        text = _text(turn)
        _keep(turn, identity, round((time.monotonic() - began) * 1000))
        return Reply(text, turn.choices, turn.first_choice, turn.media)
    except (UnavailableError, TooSlowError) as fault:
        _log.warning("database failed", reference=code, fault=fault.key)
        return Reply(say(spoken or office.settings.company_language, "error", fault.key))
    except Exception:  # noqa: BLE001 — no exception may leave an action: the person gets a sentence
        _log.exception("answer failed", reference=code, intent=said.intent)
        _record_failure(office, identity, said, code)
        language = spoken or office.settings.company_language
        return Reply(say(language, "error", "unexpected", reference=code))


def _unique(identity: Identity, said: Said) -> str:
    """Give the message's id within its conversation: callers choose ids, and may choose alike."""
    given = identity.message_id or said.message_id
    return f"{identity.conversation_id}/{given}" if given else ""


def _turn(office: Office, person: Person, said: Said, known: Memory, code: str) -> Turn:
    settings = office.settings
    own = _known(person.language) or settings.company_language
    language = _spoken(said.text) or known.language or own
    zone = person.time_zone or settings.company_time_zone
    return Turn(
        office=office, person=person, said=said.as_meant(), memory=known, reference=code,
        reader=reader(language, person.phone, zone, settings.company_currency),
        now=settings.clock.now().astimezone(ZoneInfo(zone)),
    )  # fmt: skip


def _spoken(text: str) -> Language | None:
    """Give the language of a message when it is clear; a typed command has none."""
    return None if text.startswith("/") else _known(languages.detect(text[:LONGEST]))


def _known(language: str | None) -> Language | None:
    return next((lang for lang in LANGUAGES if lang == language), None)


def _text(turn: Turn) -> str:
    """Find the words of the reply; what a person can act on is no failure."""
    language = turn.reader.language
    if len(turn.said.text) > LONGEST:
        turn.outcome = "too long"
        return say(language, "error", "too_long")
    if not any(c.isalnum() for c in turn.said.text):
        turn.outcome = "no text"
        return say(language, "error", "no_text")
    try:
        return filling.resumed(turn, _dispatch(turn))
    except (UnavailableError, TooSlowError):
        raise
    except VoceroError as error:
        turn.outcome = "refused" if isinstance(error, ForbiddenError) else "asked"
        turn.capability = str(error.values.get("capability", turn.capability or "")) or None
        contact = turn.office.settings.company_contact
        refusal = refusals.sentence(turn.reader, turn.person, error, contact)
        return filling.resumed(turn, refusal)


def _dispatch(turn: Turn) -> str:
    intent, pending = turn.said.intent, turn.memory.pending
    open_ = pending or turn.memory.form
    if intent == "cancel" or (open_ and _BARE_CANCEL.fullmatch(turn.said.text)):
        return managing.undone(turn, pending) or _cancelled(turn)
    if pending is not None and intent in _MAY_BE_OPEN:
        text = _settled(turn, pending)
        if text is not None:
            return text
    form_reply = filling.take(turn)
    if form_reply is not None:
        return form_reply
    readings = clarifying.close_readings(turn)
    if readings:
        return clarifying.ask(turn, readings)
    if intent == "inform":
        line = choices.position(turn.said, 0)
        return _uncalled(turn) if line is None else listing.more(turn)
    handler = _TALK.get(intent, talk.fallback)
    return handler(turn)


def _uncalled(turn: Turn) -> str:
    """Take an answer that nothing asked for: a bare "DIARIO" offers to subscribe."""
    return subscribing.offer(turn) or talk.fallback(turn)


def _settled(turn: Turn, pending: Pending) -> str | None:
    """Take the message as the answer to what was asked back; None when it is not one."""
    if pending.what == "intent":
        turn.memory = replace(turn.memory, pending=None)
        said = clarifying.chosen(turn, pending)
        if said is None:
            return None
        turn.lesson = Lesson(said, "clarified", said.intent)
        turn.said = said
        return reporting.ask(turn)
    if pending.what == "notice":
        return managing.settle(turn, pending) if turn.said.intent in _MAY_MANAGE else None
    if pending.what == "expected":
        return expecting.settle(turn, pending) if turn.said.intent in _MAY_MARK else None
    if pending.what == "format":
        return exporting.settle(turn, pending) if turn.said.intent in _MAY_NAME_A_FORMAT else None
    return reporting.settle(turn, pending) if turn.said.intent in _MAY_SETTLE else None


def _cancelled(turn: Turn) -> str:
    """End whatever is open: a form alone, or else a choice, a list, the last question's thread."""
    remembered = turn.memory
    if remembered.form is not None and remembered.pending is None:
        return filling.leave(turn)
    open_ = remembered.pending or remembered.question
    turn.memory = replace(remembered, pending=None, question=None, listing=None)
    key = "cancelled" if open_ else "nothing_to_cancel"
    return say(turn.reader.language, "talk", key)


def _keep(turn: Turn, identity: Identity, milliseconds: int) -> None:
    """Write memory and audit in one transaction."""
    entry = Entry(
        correlation_id=turn.reference, door=identity.door, event="message", outcome=turn.outcome,
        intent=turn.said.intent, capability=turn.capability, scope=turn.scope,
        milliseconds=milliseconds,
    )  # fmt: skip
    with turn.office.database.writing() as connection:
        memories.save(connection, identity.conversation_id, turn.person, turn.memory)
        record(connection, turn.person, entry)
        learning.keep(connection, turn)
    _log.info("answered", reference=turn.reference, intent=turn.said.intent,
              outcome=turn.outcome, ms=milliseconds)  # fmt: skip


def _record_failure(office: Office, identity: Identity, said: Said, code: str) -> None:
    """Leave a trace of a failure in the audit log, if the database takes one."""
    with suppress(VoceroError), office.database.writing() as connection:
        record(connection, None, Entry(code, identity.door, "message", "failed", said.intent))


def _stranger(office: Office, said: Said, code: str) -> Reply:
    with office.database.writing() as connection:
        record(connection, None, Entry(code, said.door, "message", "unknown", said.intent))
    return Reply(stranger_text(office))


def stranger_text(office: Office) -> str:
    """Give the one text for everyone who is not known."""
    return UNKNOWN_PERSON.format(contact=office.settings.company_contact)
