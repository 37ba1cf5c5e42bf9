"""One person writes to another through us: once by its key, to people within their own rows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.announcing import posting
from vocero.announcing.posting import Notice
from vocero.errors import ConflictError, MissingError
from vocero.mailroom import outcomes
from vocero.mailroom.outcomes import Outcome
from vocero.notices import habits
from vocero.notices.broadcasts import digest
from vocero.people import administration, directory
from vocero.people.administration import Hand
from vocero.people.person import Person, scope
from vocero.rendering.sentences import LANGUAGES, say
from vocero.settings import Settings
from vocero.storage.broadcast_tables import messages

CAPABILITY = "message"
_ROWS = "sales"
"""Whose people one may write to: those of the rows that one sees of this."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be told: to an id or a number; `channels` () are the recipient's own."""

    to: int | str
    text: str
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was taken."""

    message_id: int
    author_id: int
    person_id: int
    created_at: dt.datetime
    keys: tuple[str, ...]


def send(
    connection: sa.Connection, settings: Settings, author: Person, key: str, letter: Letter
) -> Sent:
    """Put a message into the mail; the same key gives the same message again.

    Raises MissingError when nobody active of that id is within the author's rows, ConflictError
    when the key was used for something else.
    """
    mark = digest({"to": letter.to, "text": letter.text, "channels": letter.channels})
    known = _known(connection, author, key, mark)
    if known is not None:
        return known
    person = _recipient(connection, author, letter.to)
    made = connection.execute(
        insert(messages)
        .values(author_id=author.person_id, idempotency_key=key, digest=mark,
                person_id=person.person_id, keys=[])
        .on_conflict_do_nothing(constraint="messages_once")
        .returning(messages.c.message_id)
    ).scalar_one_or_none()  # fmt: skip
    if made is None:
        return _known(connection, author, key, mark) or _gone()
    _post(connection, settings, author, person, made, letter)
    administration.note(connection, Hand(author, "api"), "message sent", person.person_id,
                        {"message_id": made}, CAPABILITY)  # fmt: skip
    return _known(connection, author, key, mark) or _gone()


def find(connection: sa.Connection, message_id: int) -> Sent:
    """Give a message that was taken; raises MissingError."""
    row = connection.execute(
        sa.select(messages).where(messages.c.message_id == message_id)
    ).one_or_none()
    return _gone() if row is None else _of(row)


def became(connection: sa.Connection, sent: Sent) -> list[Outcome]:
    """Say what became of a message on each channel."""
    return outcomes.of_keys(connection, sent.keys)


def _post(
    connection: sa.Connection, settings: Settings, author: Person, person: Person,
    message_id: int, letter: Letter,
) -> None:  # fmt: skip
    own = settings.company_language
    language = next((one for one in LANGUAGES if one == person.language), own)
    prefix = f"message:{message_id}"
    notice = Notice(prefix, say(language, "message", "title", name=author.name),
                    say(language, "message", "text", name=author.name, text=letter.text),
                    language)  # fmt: skip
    channels: Sequence[str] = letter.channels
    if not channels:
        channels = habits.habits(connection, person, settings).channels
    posting.post(connection, settings, person, channels, notice)
    connection.execute(
        sa.update(messages).where(messages.c.message_id == message_id)
        .values(keys=outcomes.just_put(connection, prefix + ":"))
    )  # fmt: skip


def _recipient(connection: sa.Connection, author: Person, to: int | str) -> Person:
    find_ = directory.by_id(connection, to) if isinstance(to, int) else (
        directory.find(connection, to))  # fmt: skip
    if find_ is None:
        raise MissingError
    own = scope(author, _ROWS)
    if own.rows != "all" and getattr(find_, f"{own.rows}_id") != own.owner_id:
        raise MissingError
    return find_


def _known(connection: sa.Connection, author: Person, key: str, mark: str) -> Sent | None:
    row = connection.execute(
        sa.select(messages).where(messages.c.author_id == author.person_id,
                                  messages.c.idempotency_key == key)
    ).one_or_none()  # fmt: skip
    if row is not None and row.digest != mark:
        raise ConflictError(problem="key_used")
    return None if row is None else _of(row)


def _gone() -> Sent:
    raise MissingError


def _of(row: Any) -> Sent:
    return Sent(row.message_id, row.author_id, row.person_id, row.created_at, tuple(row.keys))
