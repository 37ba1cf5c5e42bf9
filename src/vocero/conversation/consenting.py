"""Someone says in their own words that they want no messages, or want them again.

The bare words (BAJA, ALTA, STOP, START) are taken at the gate on WhatsApp, without the bot.
"""

from vocero.conversation.turn import Turn
from vocero.people import consent
from vocero.rendering.sentences import say


def opt(turn: Turn) -> str:
    """Record what the person wants, and say so."""
    withdrawn = turn.said.intent == "opt_out"
    record = consent.withdraw if withdrawn else consent.give
    with turn.office.database.writing() as connection:
        record(connection, turn.person.phone, turn.said.door, turn.said.message_id)
    key = "opted_out" if withdrawn else "opted_in"
    return say(turn.reader.language, "mail", key)
