"""What was told unasked can be followed up as if it had been asked: "¿y por agente?", "por qué"."""

from dataclasses import replace

import sqlalchemy as sa

from vocero.conversation import memory as memories
from vocero.conversation.memory import Listing, NoticeKind, Pending
from vocero.conversation.turn import Office
from vocero.people.identity import conversation_id
from vocero.people.person import Person
from vocero.words.question import Question

DOOR = "twilio"


def remember(
    connection: sa.Connection, office: Office, person: Person, question: Question | None,
    listing: Listing | None, notice: tuple[NoticeKind, int],
) -> None:  # fmt: skip
    """Make a question the last one of a person's WhatsApp, unless they are amid something.

    The notice that told it can be changed at once: "silénciala", "mejor los martes".
    """
    secret = office.settings.identity_secret
    if secret is None or question is None:
        return
    conversation = conversation_id(DOOR, person.phone, secret.get_secret_value())
    known = memories.load(connection, conversation, person)
    amid = known.form is not None or (known.pending and known.pending.what != "notice")
    if not amid:
        told = replace(known.asked(question, listing), pending=Pending("notice", notices=(notice,)))
        memories.save(connection, conversation, person, told)
