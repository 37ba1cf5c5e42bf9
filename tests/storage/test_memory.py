"""What a conversation remembers is written by the newest turn, and by its own person."""

import pytest
import sqlalchemy as sa

from vocero.conversation import memory
from vocero.conversation.memory import Listing, Memory
from vocero.people import directory
from vocero.people.person import Person
from vocero.storage.engine import Database
from vocero.words.question import Question

CONVERSATION = "test:memory"
SALES, KPI = Question("sales"), Question("kpi")


@pytest.fixture
def people(database: Database) -> tuple[Person, Person]:
    """Two people, and a conversation that nobody has had yet."""
    with database.writing() as connection:
        connection.execute(
            sa.text("delete from vocero.conversations where conversation_id = :c"),
            {"c": CONVERSATION},
        )
        found = [directory.find(connection, f"+1202555010{n}") for n in (2, 4)]
    assert found[0] is not None
    assert found[1] is not None
    return found[0], found[1]


def load(database: Database, person: Person) -> Memory:
    """Read the conversation as a person."""
    with database.writing() as connection:
        return memory.load(connection, CONVERSATION, person)


def save(database: Database, person: Person, remembered: Memory) -> None:
    """Write the conversation as a person."""
    with database.writing() as connection:
        memory.save(connection, CONVERSATION, person, remembered)


def test_what_was_asked_is_read_back(database: Database, people: tuple[Person, Person]) -> None:
    """Question and open list survive the trip to the database."""
    me, _ = people
    save(database, me, load(database, me).asked(SALES, Listing(10, "rows")))
    read = load(database, me)
    assert (read.question, read.listing) == (SALES, Listing(10, "rows"))


def test_a_turn_that_was_overtaken_writes_nothing(
    database: Database, people: tuple[Person, Person]
) -> None:
    """The slow turn read first and writes last; the newer answer stays."""
    me, _ = people
    save(database, me, load(database, me).asked(SALES, None))
    slow = load(database, me)
    save(database, me, load(database, me).asked(KPI, None))
    save(database, me, slow.asked(Question("goal"), None))
    assert load(database, me).question == KPI


def test_another_person_s_conversation_is_empty_and_then_theirs(
    database: Database, people: tuple[Person, Person]
) -> None:
    """Nothing of the one before is read, and the new one can be kept."""
    me, other = people
    save(database, me, load(database, me).asked(SALES, None))
    assert load(database, other).question is None
    save(database, other, load(database, other).asked(KPI, None))
    assert load(database, other).question == KPI
    assert load(database, me).question is None
