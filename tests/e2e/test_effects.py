"""What an answer leaves behind: rows stored once, an audit trail without the message's text."""

from collections.abc import Callable

import sqlalchemy as sa

from vocero.storage.engine import Database

Say = Callable[..., str]


def test_a_reported_problem_is_stored_once(say: Say, database: Database) -> None:
    """The same message delivered twice leaves one row, and both answers name its reference."""
    say(1, "ventas de ayer")
    first = say(1, "oye, ese número no cuadra con el del sistema", message_id="m-1")
    again = say(1, "oye, ese número no cuadra con el del sistema", message_id="m-1")
    other = say(1, "that figure is wrong", message_id="m-2")
    with database.owner.connect() as connection:
        rows = connection.execute(
            sa.text("select reference, message_id, said, question from vocero.problems order by 1")
        ).all()
    by_message = {row.message_id.rpartition("/")[2]: row for row in rows}
    assert set(by_message) == {"m-1", "m-2"}
    assert by_message["m-1"].reference in first
    assert by_message["m-1"].reference in again
    assert by_message["m-2"].reference in other
    assert "no cuadra" in by_message["m-1"].said
    assert by_message["m-1"].question["kind"] == "sales"


def test_every_message_is_in_the_audit_without_its_text(say: Say, database: Database) -> None:
    """Answers, refusals and strangers are recorded with level and outcome, never the words."""
    with database.owner.connect() as connection:
        before = connection.execute(sa.text("select coalesce(max(audit_id), 0) from vocero.audit"))
        last = before.scalar_one()
    say(4, "ventas de ayer de la palabra xilófono")
    say(8, "qué margen dejamos en agosto")
    say("+14155550123", "ventas")
    with database.owner.connect() as connection:
        rows = connection.execute(
            sa.text("select * from vocero.audit where audit_id > :last order by audit_id"),
            {"last": last},
        ).all()
    assert [row.outcome for row in rows[1:]] == ["refused", "unknown"]
    assert [row.level for row in rows] == [4, 8, None]
    assert rows[1].capability == "profitability"
    assert "xilófono" not in str(rows)


def test_a_conversation_is_kept_under_its_own_id_only(say: Say, database: Database) -> None:
    """What is remembered belongs to the conversation and the person who spoke."""
    say(2, "ventas de agosto por canal")
    with database.owner.connect() as connection:
        rows = connection.execute(
            sa.text("select c.conversation_id, p.level, c.question->>'dimension' as dimension "
                    "from vocero.conversations c join vocero.people p using (person_id)")
        ).all()  # fmt: skip
    assert [(row.level, row.dimension) for row in rows] == [(2, "channel")]
