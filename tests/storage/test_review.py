"""What was not understood is kept once, masked, and taught with one key."""

from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from rich.console import Console

from vocero.conversation.answering import answer
from vocero.conversation.said import Entity, Said
from vocero.conversation.turn import Office
from vocero.people.identity import Identity
from vocero.stack import review
from vocero.storage.engine import Database

DIRECTOR = "+12025550102"
LOST = Said(
    "dame la onda de María López", "nlu_fallback", (Entity("member", "María López", 16, 27),),
    ranking=(("nlu_fallback", 0.6), ("ask_sales", 0.2), ("ask_kpi", 0.01)),
)  # fmt: skip


@pytest.fixture(autouse=True)
def empty(database: Database) -> None:
    """Start with nothing to review."""
    with database.owner.begin() as connection:
        connection.execute(sa.text("truncate vocero.review"))


def say(office: Office, said: Said, message_id: str = "m1") -> str:
    """Say something as the director."""
    return answer(office, Identity(DIRECTOR, "rest", "review", message_id), said).text


def rows(database: Database) -> list[review.Item]:
    """What waits for a decision."""
    with database.owner.begin() as connection:
        return review.waiting(connection)


def test_a_fallback_is_kept_once_and_masked(office: Office, database: Database) -> None:
    """A repeated message is one row, without the name that was said."""
    say(office, LOST)
    say(office, LOST)
    (item,) = rows(database)
    assert (item.reason, item.said) == ("fallback", "dame la onda de [Tulum](member)")
    assert item.choices == ("ask_sales", "ask_kpi")


def test_a_choice_is_kept_with_what_was_chosen(office: Office, database: Database) -> None:
    """The reading that the person picked stands first."""
    close = Said("dame lo de ayer", "ask_kpi", ranking=(("ask_kpi", 0.2), ("ask_sales", 0.15)))
    assert "2. Ventas" in say(office, close, "m2")
    assert "Ventas netas" in say(office, Said("2", "inform"), "m3")
    (item,) = rows(database)
    assert (item.reason, item.chosen, item.choices[0]) == ("clarified", "ask_sales", "ask_sales")


def test_nothing_is_kept_where_the_company_does_not_want_it(
    office: Office, database: Database
) -> None:
    """One setting switches it off."""
    settings = office.settings.model_copy(update={"keep_for_review": False})
    say(Office(settings, database), LOST, "m4")
    assert rows(database) == []


def test_a_key_teaches_drops_or_skips(office: Office, database: Database, tmp_path: Path) -> None:
    """1 takes the first guess, o is out of scope, d drops, enter leaves it for later."""
    for number in range(4):
        say(office, LOST, f"k{number}")
    keys = iter(["1", "o", "d", ""])
    file = tmp_path / "reviewed.yml"
    taught = review.session(database, Console(quiet=True), lambda _: next(keys), file)
    learned = {
        block["intent"]: block["examples"] for block in yaml.safe_load(file.read_text())["nlu"]
    }
    assert taught == 2
    assert learned == dict.fromkeys(("ask_sales", "nlu_fallback"),
                                    "- dame la onda de [Tulum](member)\n")  # fmt: skip
    assert len(rows(database)) == 1


def test_what_is_old_is_forgotten(office: Office, database: Database) -> None:
    """After ninety days a message is deleted, decided or not."""
    say(office, LOST, "old")
    with database.owner.begin() as connection:
        connection.execute(sa.text("update vocero.review set at = now() - interval '91 days'"))
    assert rows(database) == []
    with database.owner.connect() as connection:
        count = connection.execute(sa.text("select count(*) from vocero.review")).scalar_one()
    assert count == 0
