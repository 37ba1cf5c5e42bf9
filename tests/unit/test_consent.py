"""Consent is recorded once a message, and decides whether anything is sent."""

import sqlalchemy as sa

from vocero.people import consent
from vocero.storage.engine import Database

WHO = "+5215500000001"


def _standing(database: Database) -> str | None:
    with database.writing() as connection:
        return consent.standing(connection, WHO)


def test_no_means_no_until_yes(database: Database) -> None:
    """Opting out suppresses, opting in lifts, and both are kept as proof."""
    with database.writing() as connection:
        connection.execute(
            sa.text("delete from vocero.consents where correspondent = :w"), {"w": WHO}
        )
        consent.withdraw(connection, WHO, "whatsapp", "consent-1")
    assert _standing(database) == "opted out"
    with database.writing() as connection:
        consent.give(connection, WHO, "rest", "consent-2")
    assert _standing(database) is None
    with database.writing() as connection:
        rows = connection.execute(
            sa.text(
                "select given, source from vocero.consents where correspondent = :w order by 1"
            ),
            {"w": WHO},
        ).all()
    assert rows == [(False, "whatsapp"), (True, "rest")]


def test_a_message_counts_once(database: Database) -> None:
    """The same no, taken up again after a later yes, changes nothing."""
    with database.writing() as connection:
        consent.withdraw(connection, WHO, "whatsapp", "consent-3")
        consent.give(connection, WHO, "whatsapp", "consent-4")
        consent.withdraw(connection, WHO, "whatsapp", "consent-3")
    assert _standing(database) is None


def test_a_refusal_found_by_sending_is_lifted_by_a_yes(database: Database) -> None:
    """Blocked stays blocked until the person says otherwise."""
    with database.writing() as connection:
        consent.suppress(connection, WHO, "blocked")
    assert _standing(database) == "blocked"
    with database.writing() as connection:
        consent.give(connection, WHO, "whatsapp", "consent-5")
    assert _standing(database) is None
