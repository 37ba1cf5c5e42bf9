"""Unusual days of the demo company: found with their cause, silent otherwise, and remembered."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from tests.conftest import NOW, TODAY
from tests.conftest import Ask as Say
from vocero.errors import NoForecastError
from vocero.metrics.answer import Answer
from vocero.people.person import Scope
from vocero.reports import desk
from vocero.reports.ask import Ask
from vocero.storage.demo import calendar
from vocero.storage.engine import Database
from vocero.storage.expected import ExpectedDays
from vocero.words.periods import Period
from vocero.words.question import Question

DAY = dt.timedelta(days=1)
PLANTED = calendar.anomalies(TODAY)
OUTAGE, RUSH, STORM = (Period(one.first, one.last) for one in PLANTED)


@pytest.fixture
def expected(database: Database) -> Iterator[ExpectedDays]:
    """Nothing was called normal yet, nor will it be for the next test."""
    yield ExpectedDays(database)
    with database.owner.begin() as connection:
        connection.execute(sa.text("truncate vocero.expected"))


def unusual(
    database: Database, period: Period, scope: Scope | None = None, *,
    expected: ExpectedDays | None = None, **more: object,
) -> Answer:  # fmt: skip
    """Look for unusual days as somebody of level 2."""
    seen = scope or Scope("all")
    question = Question("anomalies", period, **more)  # type: ignore[arg-type]
    with database.reading(seen.fence) as connection:
        return desk.answer(Ask(connection, 2, seen, question, NOW, "America/Mexico_City", NOW,
                               country="MX", expected=expected))  # fmt: skip


def around(period: Period) -> Period:
    """The days and three on either side."""
    return Period(period.start - 3 * DAY, period.end + 3 * DAY)


@pytest.mark.parametrize(
    ("period", "metric", "kind"),
    [(OUTAGE, "bookings_created", "drop"), (RUSH, "bookings_created", "spike"),
     (STORM, "bookings_created", "drop")],
    ids=["outage", "rush", "storm"],
)  # fmt: skip
def test_planted_anomalies_are_found(
    database: Database, period: Period, metric: str, kind: str
) -> None:
    """The outage, the rush and the storm of the demo company are found on their days."""
    found = unusual(database, around(period), metric=metric).oddities
    hits = [odd for odd in found if odd.kind == kind
            and odd.start <= period.end and period.start <= odd.end]  # fmt: skip
    assert hits
    assert (hits[0].actual > hits[0].expected) == (kind == "spike")


def test_quiet_weeks_are_silent(database: Database) -> None:
    """Over ten ordinary weeks the whole company's bookings raise at most two alarms."""
    quiet = Period(dt.date(2026, 2, 2), dt.date(2026, 3, 13))
    assert len(unusual(database, quiet, metric="bookings_created").oddities) <= 2


def test_the_dearest_comes_first(database: Database) -> None:
    """Oddities are ordered by what the difference is worth."""
    found = unusual(database, around(STORM)).oddities
    worth = [odd.money for odd in found]
    assert found
    assert worth == sorted(worth, reverse=True)


def test_a_branch_that_is_odd_alone_is_told_unasked(database: Database) -> None:
    """Where the whole company was normal, a branch that was not is named unasked."""
    found = unusual(database, Period(dt.date(2026, 4, 1), dt.date(2026, 4, 27))).oddities
    assert [odd.member.dimension for odd in found if odd.member] == ["branch"]


def test_a_branch_is_not_told_beside_the_whole(database: Database) -> None:
    """On days on which the whole was as odd, its branches are no news of their own."""
    found = unusual(database, around(OUTAGE)).oddities
    whole = [odd for odd in found if odd.member is None and odd.metric == "net_sales"]
    assert whole
    assert not [odd for odd in found if odd.member and odd.start <= whole[0].end
                and whole[0].start <= odd.end and odd.actual < odd.expected]  # fmt: skip


def test_who_gave_most_is_named(database: Database) -> None:
    """The rush has a contributor that pulls the same way."""
    found = unusual(database, around(RUSH), metric="bookings_created").oddities[0]
    assert found.cause is not None
    assert found.cause[2] > 0


def test_a_day_that_goes_on_is_not_low(database: Database) -> None:
    """Today is not looked at before it is over; yesterday is."""
    answer = unusual(database, Period(TODAY, TODAY, "day"))
    assert (answer.period.start, answer.period.end) == (TODAY - DAY, TODAY - DAY)


def test_a_normal_day_is_not_told_again(database: Database, expected: ExpectedDays) -> None:
    """What was called normal is silent within that scope, and known in no other."""
    assert unusual(database, RUSH, metric="bookings_created", expected=expected).oddities
    expected.mark(Scope("all").whole, "", "bookings_created", [RUSH.start], 1)
    assert unusual(database, RUSH, metric="bookings_created", expected=expected).oddities == ()
    region = Scope("region", owner_id=1).whole
    assert expected.of(region, "", "bookings_created") == frozenset()


def test_a_rate_is_refused(database: Database) -> None:
    """What does not add up over days has no range of days."""
    with pytest.raises(NoForecastError):
        unusual(database, RUSH, metric="average_ticket")


def test_an_answer_can_be_called_normal(ask: Say, expected: ExpectedDays) -> None:
    """ "Eso era normal" after an oddity is noted, and the same question is silent then."""
    question = ("anomalías en reservas el 9 de junio de 2025", "ask_anomalies")
    marked = {"metric": ("reservas", "bookings_created"), "period": "el 9 de junio de 2025"}
    assert "Algo fuera de lo normal" in ask(2, *question, **marked)
    assert "Ya no te lo marco" in ask(2, "eso era normal", "mark_expected")
    assert "Nada fuera de lo normal" in ask(2, *question, **marked)


def test_of_several_one_is_asked_for(ask: Say, expected: ExpectedDays) -> None:
    """With several oddities the bot asks which was normal, and a number answers."""
    text = ask(2, "anomalías de octubre de 2025", "ask_anomalies", period="octubre de 2025")
    assert "cosas fuera de lo normal" in text
    assert "¿Cuál era normal?" in ask(2, "eso era normal", "mark_expected")
    assert "Anotado" in ask(2, "1", "inform", count="1")


@pytest.mark.parametrize("said", ["la 2 era normal", "2 was normal", "la segunda fue normal"])
def test_a_numbered_oddity_is_marked_at_once(
    ask: Say, expected: ExpectedDays, said: str, sql: Callable[..., list[sa.Row[tuple[int]]]]
) -> None:
    """A number in the sentence itself says which."""
    ask(2, "anomalías de octubre de 2025", "ask_anomalies", period="octubre de 2025")
    assert "¿" not in ask(2, said, "mark_expected")
    assert sql("select count(*) from vocero.expected")[0][0] > 0


def test_nothing_unusual_is_said_in_a_line(ask: Say) -> None:
    """Silence is an answer: what was looked at, and that it was normal."""
    text = ask(2, "anything unusual in bookings on March 3, 2026?", "ask_anomalies",
               metric=("bookings", "bookings_created"), period="March 3, 2026")  # fmt: skip
    assert text.startswith("✅ *Nothing unusual.*")
    assert "bookings created" in text


def test_without_a_flag_there_is_nothing_to_call_normal(ask: Say) -> None:
    """Out of the blue, "eso era normal" is told what it could be about."""
    assert "No tengo nada marcado" in ask(2, "eso era normal", "mark_expected")


@pytest.mark.parametrize("intent", ["ask_anomalies", "mark_expected"])
@pytest.mark.parametrize("level", [8, 9, 10])
def test_levels_without_anomalies_are_refused(ask: Say, level: int, intent: str) -> None:
    """Agents, partners and clients neither see oddities nor call them normal."""
    assert ask(level, "¿algo raro?", intent).startswith("🔒")
