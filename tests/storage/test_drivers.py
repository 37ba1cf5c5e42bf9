"""The reasons of a change add up to it, whatever the figure, the dimension and the period."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.conftest import NOW, TODAY, Ask
from vocero.metrics.answer import Answer, Row
from vocero.metrics.catalogue import TIME, metrics
from vocero.people.person import Scope
from vocero.reports import desk
from vocero.reports.ask import Ask as Asking
from vocero.storage.engine import Database
from vocero.words.names import Member
from vocero.words.periods import Period
from vocero.words.question import Question

AUGUST = Period(dt.date(2026, 8, 1), dt.date(2026, 8, 31), "month")
JULY = Period(dt.date(2026, 7, 1), dt.date(2026, 7, 31), "month")
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31), "year")
NEXT = Period(TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=30))
KEYS = [key for key, metric in metrics().items() if metric.formula.kind != "goal"]
CASES = [(key, dimension) for key in KEYS for dimension in metrics()[key].dimensions
         if dimension not in TIME]  # fmt: skip
MONTHLY = [(key, dimension, AUGUST) for key, dimension in CASES]
YEARLY = [(key, dimension, YEAR) for key, dimension in CASES if dimension in {"branch", "product"}]
"""A year is the month's arithmetic over more rows: two dimensions tell."""


def why(database: Database, question: Question, scope: Scope | None = None) -> Answer:
    """Answer a question for reasons, as somebody who sees everything."""
    seen = scope or Scope("all")
    with database.reading(seen.fence) as connection:
        return desk.answer(
            Asking(connection, 2, seen, question, NOW, "America/Mexico_City", NOW)
        )


def given(rows: object) -> Decimal:
    """Add up what rows gave."""
    assert isinstance(rows, tuple)
    return sum((row.figures[0].value for row in rows if isinstance(row, Row)), Decimal(0))


def change(answer: Answer) -> Decimal:
    """The headline's change."""
    head = answer.figures[0]
    return (head.value or Decimal(0)) - (head.before or Decimal(0))


@pytest.mark.parametrize(("key", "dimension", "period"), MONTHLY + YEARLY)
def test_contributions_sum_to_the_change(
    database: Database, key: str, dimension: str, period: Period
) -> None:
    """Those that are named and the rest together are the change, for every figure."""
    answer = why(database, Question("drivers", period, metric=key, dimension=dimension))
    total = given(answer.rows) + given((answer.facts["rest"],))
    if answer.figures[0].value is None or answer.figures[0].before is None:
        return
    tolerance = Decimal(0) if metrics()[key].additive else Decimal("1e-15")
    assert abs(total - change(answer)) <= tolerance * max(abs(change(answer)), 1)


@pytest.mark.parametrize("key", ["gross_sales", "net_sales", "margin"])
@pytest.mark.parametrize("period", [AUGUST, YEAR], ids=["month", "year"])
def test_volume_price_and_mix_sum_to_the_change(
    database: Database, key: str, period: Period
) -> None:
    """Effects and deductions are the change of sales to the cent."""
    answer = why(database, Question("drivers", period, metric=key))
    assert len(answer.facts["effects"]) >= 3  # type: ignore[arg-type]
    assert given(answer.facts["effects"]) == change(answer)


def test_a_contribution_equals_independent_sql(
    database: Database, sql: Callable[..., list[sa.Row[tuple[object, ...]]]]
) -> None:
    """What a branch gave is what it sold less what it had sold, by SQL written apart."""
    answer = why(database, Question("drivers", AUGUST, metric="gross_sales", dimension="branch"))
    rows = sql("""
        select branch_id,
               sum(amount) filter (where confirmed_on between '2026-08-01' and '2026-08-31')
             - sum(amount) filter (where confirmed_on between '2026-07-01' and '2026-07-31')
          from reporting.bookings group by 1""")
    wanted = dict(tuple(row) for row in rows)
    assert len(answer.rows) >= 3
    for row in answer.rows:
        assert row.figures[0].value == wanted[row.key]


def test_volume_price_and_mix_equal_independent_sql(
    database: Database, sql: Callable[..., list[sa.Row[tuple[object, ...]]]]
) -> None:
    """Volume is the difference in number at the old average; price is by tour."""
    answer = why(database, Question("drivers", AUGUST, metric="gross_sales"))
    found = {row.key: row.figures[0].value for row in answer.facts["effects"]}  # type: ignore[attr-defined]
    ((volume, price),) = sql("""
        with tours as (
            select product_id,
                count(*) filter (where confirmed_on >= '2026-08-01') as n1,
                sum(amount) filter (where confirmed_on >= '2026-08-01') as s1,
                count(*) filter (where confirmed_on < '2026-08-01') as n0,
                sum(amount) filter (where confirmed_on < '2026-08-01') as s0
              from reporting.bookings
             where confirmed_on between '2026-07-01' and '2026-08-31' group by 1)
        select (sum(n1) - sum(n0)) * sum(s0) / sum(n0),
               sum(s1 - n1 * s0 / n0) filter (where n0 > 0 and n1 > 0) from tours""")
    assert abs(found["volume"] - volume) < Decimal("0.01")
    assert abs(found["price"] - price) < Decimal("0.02")


def test_the_dimension_that_tells_most_is_chosen(
    database: Database, sql: Callable[..., list[sa.Row[tuple[object, ...]]]]
) -> None:
    """A branch that stopped selling is the reason, and it is found without being named."""
    with database.owner.connect() as connection, connection.begin() as undone:
        connection.execute(sa.text(
            "update tours.bookings set confirmed_on = '2024-01-01' where branch_id = 3"
            " and confirmed_on between '2026-08-01' and '2026-08-31'"))  # fmt: skip
        connection.execute(sa.text("set local vocero.rows = 'all'"))
        answer = desk.answer(Asking(
            connection, 2, Scope("all"), Question("drivers", AUGUST, metric="sales_count"), NOW,
            "America/Mexico_City", NOW))  # fmt: skip
        undone.rollback()
    ((name,),) = sql("select min(branch) from reporting.bookings where branch_id = 3")
    assert answer.question.dimension == "branch"
    assert answer.rows[0].name == name


def test_today_is_explained_up_to_the_same_hour(database: Database) -> None:
    """Half a day is not set against a whole one; refunds know no hour, so gross sales are."""
    today = Period(TODAY, TODAY, "day")
    answer = why(database, Question("drivers", today, metric="net_sales"))
    assert answer.figures[0].key == "gross_sales"
    assert answer.figures[0].cut
    week_ago = TODAY - dt.timedelta(days=7)
    whole = why(database, Question("drivers", today, metric="gross_sales",
                                   other=Period(week_ago, week_ago, "day")))  # fmt: skip
    assert answer.figures[0].before < whole.figures[0].before  # type: ignore[operator]


def test_a_scope_is_explained_by_its_own_members_only(database: Database) -> None:
    """A branch's reasons name nobody of another branch."""
    answer = why(database, Question("drivers", AUGUST, dimension="team"), Scope("branch", 2))
    everyone = why(database, Question("drivers", AUGUST, dimension="team"))
    assert abs(change(answer)) != abs(change(everyone))
    assert given(answer.rows) + given((answer.facts["rest"],)) == change(answer)


def test_pace_is_compared_with_what_was_known_a_year_before(database: Database) -> None:
    """For days ahead both sides count what had been confirmed by the same day."""
    answer = why(database, Question("drivers", NEXT, metric="booking_pace"))
    assert given(answer.rows) + given((answer.facts["rest"],)) == change(answer)


def test_a_member_is_not_its_own_reason(database: Database) -> None:
    """Narrowed to one branch, the branch is not among the dimensions."""
    member = Member("branch", 2, "Playa del Carmen")
    answer = why(database, Question("drivers", AUGUST, members=(member,)))
    assert answer.question.dimension != "branch"
    assert all(dimension != "branch" for dimension, _ in answer.facts["elsewhere"])  # type: ignore[attr-defined]


def test_reasons_are_asked_in_words(ask: Ask) -> None:
    """After a report the same figure and days are explained; a line opens one member's reasons."""
    ask(2, "cancelaciones de agosto", "ask_cancellations", period="agosto")
    text = ask(2, "¿por qué subieron?", "ask_drivers")
    assert "Cancelaciones" in text
    assert "1–31 de ago de 2026" in text
    opened = ask(2, "la primera", "show_more")
    assert "🔎 *Cancelaciones" in opened


def test_of_two_periods_the_later_one_is_explained(ask: Ask) -> None:
    """ "De agosto a julio" has the same direction as "de julio a agosto"."""
    one, other = (
        ask(2, f"por qué cambiaron las ventas de {a} a {b}", "ask_drivers", period=[a, b])
        for a, b in (("julio", "agosto"), ("agosto", "julio"))
    )
    assert one == other
    assert "▼" in one


def test_a_level_without_reasons_is_refused(ask: Ask) -> None:
    """Agents see their own sales and not why they moved."""
    assert "🔒" in ask(8, "por qué bajaron mis ventas", "ask_drivers")
    assert "🔒" in ask(5, "por qué bajó el margen", "ask_drivers", metric=("margen", "margin"))
