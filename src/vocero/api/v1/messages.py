"""A message from one person to another, and what became of it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from vocero.announcing import messaging
from vocero.announcing.messaging import Letter
from vocero.api.v1.reception import Reception
from vocero.api.v1.shapes import (
    Asked,
    Channel,
    Id,
    Key,
    Moment,
    PathId,
    Phone,
    Text,
    Told,
    example,
    shown,
)
from vocero.errors import MissingError
from vocero.mailroom.outcomes import State
from vocero.people.person import Person


class MessageNew(Asked):
    """What to tell whom: an id or a number; without channels by those that they chose."""

    model_config = example(to=12, text="La reunión de mañana es a las 10.", channels=["whatsapp"])

    to: Id | Phone
    text: Text
    channels: Annotated[tuple[Channel, ...], Field(max_length=7)] = ()


class MessageTaken(Told):
    """A message that is on its way."""

    model_config = shown(message_id=31, to=12, state="accepted", created_at="2026-09-16T16:40:00Z")

    message_id: Id
    to: Id
    state: Literal["accepted"] = "accepted"
    created_at: Moment


class Arrival(Told):
    """What became of it on one channel; `held`: until they write; `code` is the other side's."""

    channel: str
    state: State
    code: str | None


class MessageOut(MessageTaken):
    """A message, and what became of it on each channel."""

    channels: list[Arrival]


def router(reception: Reception) -> APIRouter:
    """Give the routes of messages; they need `message`."""
    routes = reception.routes("/messages", "messages")
    admitted = Depends(reception.needs(messaging.CAPABILITY))

    @routes.post("", operation_id="send_message", status_code=201)
    def send_message(key: Key, new: MessageNew, caller: Person = admitted) -> MessageTaken:
        """Send a message to somebody of one's own region or branch; directors to everybody."""
        letter = Letter(new.to, new.text, tuple(dict.fromkeys(new.channels)))
        with reception.open() as connection:
            sent = messaging.send(connection, reception.settings, caller, key, letter)
        return MessageTaken(message_id=sent.message_id, to=sent.person_id,
                            created_at=sent.created_at)  # fmt: skip

    @routes.get("/{message_id}", operation_id="get_message")
    def get_message(message_id: PathId, caller: Person = admitted) -> MessageOut:
        """Say what became of a message of one's own on each channel."""
        with reception.open() as connection:
            sent = messaging.find(connection, message_id)
            if sent.author_id != caller.person_id and not caller.may("people"):
                raise MissingError
            found = messaging.became(connection, sent)
        return MessageOut(message_id=sent.message_id, to=sent.person_id,
                          created_at=sent.created_at,
                          channels=[Arrival.model_validate(one) for one in found])  # fmt: skip

    return routes
