"""What a conversation remembers between messages: last Question, open choice, list, form.

It lives in our table, not in Rasa's slots, so a follow-up survives a restart and lunch.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert

from vocero.conversation.said import Said
from vocero.people.person import Person
from vocero.rendering.sentences import Language
from vocero.storage.tables import conversations
from vocero.words.names import Member
from vocero.words.question import Question

NoticeKind = Literal["subscription", "alert"]


@dataclass(frozen=True, slots=True)
class Pending:
    """Something the bot asked back: the question that waits, and what may be answered.

    With `what` "member", `options` are the members to choose from, and `excluded` whether the
    chosen one is to be left out; with "period" a period is awaited, with "format" a kind of file,
    with "expected" which oddity was normal; with "intent", `intents` are the two readings of
    `said`; with "notice", `notices` are the subscriptions and alerts that a change may be about,
    `action` what is to be done with them, and `sure` that only a yes is missing. It was asked in
    `language`: an answer without one of its own ("2") is answered in it.
    """

    what: Literal["member", "period", "intent", "format", "expected", "notice"]
    question: Question | None = None
    options: tuple[Member, ...] = ()
    excluded: bool = False
    intents: tuple[str, ...] = ()
    said: Said | None = None
    language: Language | None = None
    notices: tuple[tuple[NoticeKind, int], ...] = ()
    action: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that is open: how many of its lines were shown."""

    shown: int
    of: Literal["rows", "bookings"]


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that is being filled: its name, the values so far, and when it was asked last."""

    name: str
    filled: Mapping[str, str]
    asked_at: dt.datetime
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """All that is remembered of one conversation.

    `seen` is when it was last written, as it was read: a turn that took too long, and was
    overtaken by a newer one, does not write over it.
    """

    question: Question | None = None
    pending: Pending | None = None
    listing: Listing | None = None
    form: OpenForm | None = None
    seen: dt.datetime | None = None

    def asked(self, question: Question, listing: Listing | None) -> "Memory":
        """Remember an answered question; whatever was pending is over, an open form goes on."""
        return replace(self, question=question, pending=None, listing=listing)

    def waiting(self, pending: Pending, language: Language) -> "Memory":
        """Remember that the bot asked back, in a language."""
        return replace(self, pending=replace(pending, language=language))

    @property
    def language(self) -> Language | None:
        """The language in which the bot asked what is open."""
        open_ = self.pending or self.form
        return open_.language if open_ else None


_FIELDS: Mapping[str, TypeAdapter[object]] = {
    "question": TypeAdapter(Question),
    "pending": TypeAdapter(Pending),
    "listing": TypeAdapter(Listing),
    "form": TypeAdapter(OpenForm),
}


_LOAD = sa.select(*(conversations.c[name] for name in (*_FIELDS, "updated_at"))).where(
    conversations.c.conversation_id == sa.bindparam("conversation"),
    conversations.c.person_id == sa.bindparam("person"),
)
"""Built once: every message asks it."""


def load(connection: sa.Connection, conversation_id: str, person: Person) -> Memory:
    """Read a conversation's memory; another person's or an unreadable one counts as empty."""
    known = {"conversation": conversation_id, "person": person.person_id}
    row = connection.execute(_LOAD, known).one_or_none()
    if row is None:
        return Memory()
    try:
        read = {name: None if row._mapping[name] is None
                else adapter.validate_python(row._mapping[name])
                for name, adapter in _FIELDS.items()}  # fmt: skip
    except ValidationError:
        return Memory(seen=row.updated_at)
    return Memory(**read, seen=row.updated_at)  # type: ignore[arg-type]


def save(connection: sa.Connection, conversation_id: str, person: Person, memory: Memory) -> None:
    """Keep a conversation's memory in the caller's transaction, unless a newer turn wrote it.

    A conversation that was another person's is taken over.
    """
    values = {
        name: None if (value := getattr(memory, name)) is None
        else adapter.dump_python(value, mode="json")
        for name, adapter in _FIELDS.items()
    }  # fmt: skip
    values |= {"conversation_id": conversation_id, "person_id": person.person_id}
    connection.execute(_SAVE, values | {"seen": memory.seen})


def _saving() -> Insert:
    """Build the statement once: every message runs it."""
    new = insert(conversations)
    new = new.values(
        {name: sa.bindparam(name) for name in ("conversation_id", "person_id")}
        | {name: sa.bindparam(name, type_=_NULLABLE) for name in _FIELDS}
        | {"updated_at": sa.func.clock_timestamp()}
    )
    current = conversations.c.updated_at.is_not_distinct_from(
        sa.bindparam("seen", type_=conversations.c.updated_at.type)
    )
    foreign = conversations.c.person_id != new.excluded.person_id
    changed = ("person_id", *_FIELDS)
    return new.on_conflict_do_update(
        index_elements=["conversation_id"],
        set_={name: new.excluded[name] for name in changed}
        | {"updated_at": sa.func.clock_timestamp()},
        where=current | foreign,
    )


_NULLABLE = JSONB(none_as_null=True)
_SAVE = _saving()
