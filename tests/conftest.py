"""What tests share: the frozen demo company in a real, embedded PostgreSQL of their own."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.prompt import Prompt, prompt
from vocero.conversation.answering import answer
from vocero.conversation.said import Entity, Reply, Said
from vocero.conversation.turn import Office
from vocero.people.identity import Identity
from vocero.settings import Settings
from vocero.storage import embedded, migrate
from vocero.storage.demo import load as demo
from vocero.storage.engine import Database

NOW = dt.datetime.fromisoformat("2026-09-16T10:40:00-06:00")
TODAY = NOW.date()
HOME = Path(os.environ.get("TEST_HOME", "var/test"))
"""Where the tests' database lives; two sessions at once need two of them."""
Ask = Callable[..., str]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `--golden` write the texts that are held word for word anew."""
    parser.addoption("--golden", action="store_true", help="write the golden texts anew")


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Settings of a development company whose clock stands still."""
    # Two sessions share a machine: a query that waits for the other is not a slow one.
    return Settings(env="development", home=HOME, now=NOW, identity_secret="a secret of tests",
                    query_timeout_ms=15_000)  # fmt: skip


@pytest.fixture(scope="session")
def database(settings: Settings) -> Iterator[Database]:
    """A migrated database with the demo company as of NOW; its server ends with the tests."""
    ran = embedded.running(HOME)
    embedded.start(HOME)
    opened = Database(settings)
    migrate.upgrade(opened, settings, demo=True)
    with opened.owner.begin() as connection:
        if demo.moment(connection) != NOW:
            demo.load(connection, NOW, settings.company_time_zone)
        connection.execute(sa.text("truncate vocero.conversations, vocero.audit, vocero.problems, "
                                   "vocero.files"))  # fmt: skip
        connection.execute(sa.text("update vocero.people set pictures = true, "
                                   "language = case when level > 2 then null else language end"))
    yield opened
    opened.close()
    if not ran:
        embedded.stop(HOME)


@pytest.fixture
def sql(database: Database) -> Callable[..., list[sa.Row[tuple[object, ...]]]]:
    """Run independent SQL as the owner, over the reporting views themselves."""

    def run(statement: str, **values: object) -> list[sa.Row[tuple[object, ...]]]:
        with database.owner.connect() as connection:
            return list(connection.execute(sa.text(statement), values))

    return run


@pytest.fixture(scope="session")
def typed() -> Iterator[Prompt]:
    """One prompt for all commands of all tests."""
    with prompt() as opened:
        yield opened


@pytest.fixture(scope="session")
def office(settings: Settings, database: Database) -> Office:
    """An office without probes: what the conversation works with."""
    return Office(settings, database)


@pytest.fixture
def reply(office: Office, request: pytest.FixtureRequest) -> Callable[..., Reply]:
    """Say one message as a level or number and give the whole reply.

    `reply(4, "ventas de ayer", "ask_sales", period="ayer")`: each keyword marks words of the text;
    a pair gives the words and their normal value. `door` is the channel. Every test has
    conversations of its own.
    """

    def say(
        who: int | str, text: str, intent: str, door: str = "rest", **marked: object
    ) -> Reply:  # fmt: skip
        phone = f"+120255501{who:02d}" if isinstance(who, int) else who
        said = Said(text, intent, entities(text, **marked), door=door)
        identity = Identity(phone, door, f"{request.node.nodeid}:{who}", "")
        return answer(office, identity, said)

    return say


@pytest.fixture
def ask(reply: Callable[..., Reply]) -> Ask:
    """Say one message like `reply`, and give the text of what comes back."""
    return lambda *said, **marked: reply(*said, **marked).text


def entities(text: str, **marked: object) -> tuple[Entity, ...]:
    """Mark words of a text as the language model would."""
    found = []
    for kind, given in marked.items():
        for one in given if isinstance(given, list) else [given]:
            words, value = one if isinstance(one, tuple) else (one, one)
            start = text.index(words)
            found.append(Entity(kind, value, start, start + len(words)))
    return tuple(found)
