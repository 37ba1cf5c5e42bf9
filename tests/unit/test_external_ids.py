"""WhatsApp's own id stands for a person only once it is theirs beyond doubt."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from vocero.people import directory, external_ids
from vocero.storage.engine import Database

DIRECTOR, AGENT = "+12025550102", "+12025550108"


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    """A transaction that is taken back."""
    with database.owner.connect() as opened:
        opened.execute(sa.text("delete from vocero.external_ids"))
        yield opened
        opened.rollback()


def _phone(connection: sa.Connection, phone: str | None, external_id: str) -> str | None:
    found = external_ids.find(connection, phone, external_id)
    return None if found is None else found.phone


def test_without_a_number_one_is_unknown_until_bound(connection: sa.Connection) -> None:
    """The administrator's word makes the id a person's."""
    assert _phone(connection, None, "US.1349") is None
    person = directory.find(connection, DIRECTOR)
    assert person is not None
    external_ids.bind(connection, person, "US.1349")
    assert _phone(connection, None, "US.1349") == DIRECTOR


def test_the_first_id_that_comes_with_a_number_is_theirs(connection: sa.Connection) -> None:
    """From then on the id alone is enough."""
    assert _phone(connection, AGENT, "MX.77") == AGENT
    assert _phone(connection, None, "MX.77") == AGENT


def test_another_id_with_the_same_number_is_frozen(connection: sa.Connection) -> None:
    """A number that changed hands lets nobody in, until an administrator binds the new id."""
    assert _phone(connection, AGENT, "MX.77") == AGENT
    assert _phone(connection, AGENT, "MX.78") is None
    assert _phone(connection, AGENT, "MX.78") is None
    assert _phone(connection, AGENT, "MX.77") == AGENT
    person = directory.find(connection, AGENT)
    assert person is not None
    external_ids.bind(connection, person, "MX.78")
    assert _phone(connection, AGENT, "MX.78") == AGENT
    assert _phone(connection, AGENT, "MX.77") is None


def test_an_id_does_not_speak_for_another_number(connection: sa.Connection) -> None:
    """A known id with somebody else's number is nobody."""
    assert _phone(connection, AGENT, "MX.77") == AGENT
    assert _phone(connection, DIRECTOR, "MX.77") is None


def test_who_left_is_nobody(connection: sa.Connection) -> None:
    """Inactive people stay out whatever id they bring."""
    assert _phone(connection, AGENT, "MX.77") == AGENT
    connection.execute(
        sa.text("update vocero.people set active = false where phone = :p"), {"p": AGENT}
    )
    assert _phone(connection, None, "MX.77") is None
    assert _phone(connection, AGENT, "MX.77") is None
