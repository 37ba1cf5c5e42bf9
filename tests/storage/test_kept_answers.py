"""Kept answers are those that would be worked out anew: never another scope's, never older data."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.conftest import entities
from vocero.conversation.answering import answer
from vocero.conversation.said import Said
from vocero.conversation.turn import Office
from vocero.metrics.answer import Answer, Row
from vocero.metrics.freshness import Freshness, Loads
from vocero.people.identity import Identity
from vocero.people.person import Scope
from vocero.reports import kept
from vocero.reports.ask import Ask
from vocero.reports.kept import KeptAnswers
from vocero.settings import Settings
from vocero.storage.engine import Database
from vocero.words.periods import Period
from vocero.words.question import Question

NOW = dt.datetime(2026, 9, 16, 10, 40, tzinfo=dt.UTC)
QUESTIONS = (
    ("ventas de ayer", "ask_sales", {"period": "ayer"}),
    ("ventas de hoy", "ask_sales", {"period": "hoy"}),
    ("comisiones de julio", "ask_commissions", {"period": "julio"}),
    ("ventas por agente", "ask_sales", {"dimension": ("por agente", "agent")}),
    ("KPI de hoy", "ask_kpi", {"period": "hoy"}),
    ("reservas de agosto", "ask_bookings", {"period": "agosto"}),
    ("top agentes de julio", "ask_ranking", {"period": "julio"}),
    ("cómo voy contra la meta", "ask_goal", {}),
    ("rentabilidad de julio", "ask_profitability", {"period": "julio"}),
)
Said_ = tuple[str, str, dict[str, object]]


def ask(office: Office, level: int, question: Said_) -> str:
    """Ask in a conversation of its own."""
    text, intent, marked = question
    said = Said(text, intent, entities(text, **marked))
    identity = Identity(f"+120255501{level:02d}", "rest", f"kept:{level}", "")
    return answer(office, identity, said).text


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """List what the reader is asked meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(database.reader, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(database.reader, "before_cursor_execute", note)


def test_everyone_gets_what_they_would_get_alone(office: Office, settings: Settings) -> None:
    """Ten levels ask in turns through one office: each answer is that of an office of its own."""
    for question in QUESTIONS:
        alone: dict[int, str] = {}
        for level in (*range(1, 11), *range(10, 0, -1)):
            shared = ask(office, level, question)
            if level not in alone:
                alone[level] = ask(Office(settings, office.database), level, question)
            assert shared == alone[level], (level, question)


def test_the_second_time_the_views_are_not_read(office: Office, database: Database) -> None:
    """The same question on the same data runs no reporting statement at all."""
    first = ask(office, 2, QUESTIONS[0])
    with statements(database) as seen:
        assert ask(office, 2, QUESTIONS[0]) == first
    assert seen == []


@pytest.fixture
def newer(database: Database) -> Iterator[Callable[[], None]]:
    """Load the data anew, as far as anyone can tell; undone afterwards."""
    loaded = []

    def load(step: int = 1) -> None:
        with database.owner.begin() as connection:
            connection.execute(sa.text(f"update tours.loads set version = version + {step}"))
        loaded.append(step)

    yield load
    load(-sum(loaded))


def test_after_a_load_everything_is_worked_out_anew(
    office: Office, database: Database, newer: Callable[[], None]
) -> None:
    """Another version of the data: what was kept is not asked any more."""
    ask(office, 2, QUESTIONS[0])
    newer()
    with statements(database) as seen:
        ask(office, 2, QUESTIONS[0])
    assert any("fence.bookings" in statement for statement in seen)


def test_a_company_without_loads_keeps_nothing(settings: Settings, database: Database) -> None:
    """Without versions nobody can tell whether the data is the same."""

    class NoLoads(Loads):
        def read(self, connection: sa.Connection) -> None:
            """There are none."""

    class Uncertain(KeptAnswers):
        def answer(self, ask: Ask, fresh: Freshness) -> Answer:
            """Work out as for a company whose views tell no loads."""
            return super().answer(ask, Freshness(fresh.loaded_at, fresh.version))

        def get(self, key: kept.Key, fresh: Freshness) -> Answer | None:
            """Look up as for such a company."""
            return super().get(key, Freshness(fresh.loaded_at, fresh.version))

    office = Office(settings, database, answers=Uncertain(), loads=NoLoads())
    for _ in range(2):
        with statements(database) as seen:
            ask(office, 2, QUESTIONS[0])
        assert any("fence.bookings" in statement for statement in seen)


def test_what_an_answer_depends_on_is_in_its_key() -> None:
    """Scope, level, question, day, the hour that the data reaches, and the zone."""
    fresh = Freshness(NOW, 1, certain=True)
    base = (Scope("all"), 2, Question("sales"), NOW, fresh, "America/Mexico_City")
    others = (
        (Scope("branch", 1), *base[1:]), (Scope("all", masked_customers=True), *base[1:]),
        (base[0], 3, *base[2:]), (*base[:2], Question("bookings"), *base[3:]),
        (*base[:3], NOW + dt.timedelta(days=1), *base[4:]),
        (*base[:3], NOW - dt.timedelta(hours=1), *base[4:]),
        (*base[:5], "Europe/Madrid"),
    )  # fmt: skip
    keys = {kept.key(*one) for one in (base, *others)}
    assert len(keys) == len(others) + 1
    later = (*base[:3], NOW + dt.timedelta(minutes=5), *base[4:])
    assert kept.key(*later) == kept.key(*base), "later in the day the data is still the same"


def test_the_lines_of_all_answers_are_bounded() -> None:
    """The one that nobody asked for longest goes; one that is too long is not kept at all."""
    fresh = Freshness(NOW, 1, certain=True)
    today = Period(NOW.date(), NOW.date())
    rows = {1: 3, 2: 3, 3: 3, 4: 3, 5: 3, 6: 50}

    def work_out(asked: Ask) -> Answer:
        lines = tuple(Row(n, None, ()) for n in range(rows[asked.level]))
        return Answer(asked.question, asked.scope, today, rows=lines)

    answers = KeptAnswers(most_lines=16, work_out=work_out)
    asks = [Ask(None, level, Scope("all"), Question("sales"), NOW, "UTC", NOW)  # type: ignore[arg-type]
            for level in rows]  # fmt: skip
    keys = [kept.key(a.scope, a.level, a.question, NOW, fresh, "UTC") for a in asks]
    for one in (*asks[:4], asks[1]):
        answers.answer(one, fresh)
    answers.get(keys[0], fresh)
    for one in asks[4:]:
        answers.answer(one, fresh)
    kept_ = [answers.get(key, fresh) is not None for key in keys]
    assert kept_ == [True, True, False, True, True, False]
    assert answers.get(keys[0], Freshness(NOW, 2, certain=True)) is None
