"""What was not understood is kept, masked, so that a person can teach it (`vocero review`)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.conversation.turn import Turn
from vocero.storage.tables import review
from vocero.words.masking import Mark, annotated


def keep(connection: sa.Connection, turn: Turn) -> None:
    """Write the turn's lesson to the review list in the caller's transaction, once a message.

    Nothing that tells who said it is kept. Does nothing where the company does not want it.
    """
    if turn.lesson is None or not turn.office.settings.keep_for_review:
        return
    said = turn.lesson.said
    marks = [Mark(e.start, e.end, e.kind) for e in said.entities if e.end > e.start]
    connection.execute(
        insert(review)
        .values(
            message_id=said.message_id or None,
            reason=turn.lesson.reason,
            said=annotated(said.text, marks),
            guesses=[[intent, round(confidence, 3)] for intent, confidence in said.ranking],
            chosen=turn.lesson.chosen,
        )
        .on_conflict_do_nothing(index_elements=["message_id"])
    )
