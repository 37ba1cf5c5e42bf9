"""Goal progress: gross sales to date over the target of the whole unit, at the scope's grain."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.conftest import Ask
from vocero.metrics import goals
from vocero.people.person import Scope
from vocero.storage.engine import Database
from vocero.words.names import Member

Sql = Callable[..., list[tuple[object, ...]]]
SEPTEMBER = (dt.date(2026, 9, 1), dt.date(2026, 9, 30))
BRANCH_TOTAL = "team_id is null and agent_id is null"
GRAINS = {
    "all": (Scope("all"), (), BRANCH_TOTAL),
    "region": (Scope("region", 1), (), f"{BRANCH_TOTAL} and branch_id in (1, 2, 3)"),
    "branch": (Scope("branch", 2), (), f"{BRANCH_TOTAL} and branch_id = 2"),
    "team": (Scope("team", 3), (), "team_id = 3 and agent_id is null"),
    "agent": (Scope("agent", 4), (), "agent_id = 4"),
    "a branch of all": (Scope("all"), (Member("branch", 5, ""),),
                        f"{BRANCH_TOTAL} and branch_id = 5"),
    "a region of all": (Scope("all"), (Member("region", 3, ""),),
                        f"{BRANCH_TOTAL} and branch_id in (7, 8)"),
    "a team of a branch": (Scope("branch", 1), (Member("team", 2, ""),),
                           "team_id = 2 and agent_id is null"),
    "another branch's team": (Scope("branch", 1), (Member("team", 9, ""),), "false"),
    "an agent of all": (Scope("all"), (Member("agent", 7, ""),), "agent_id = 7"),
}  # fmt: skip


@pytest.mark.parametrize("name", GRAINS)
def test_a_target_is_counted_once_at_the_right_grain(
    database: Database, sql: Sql, name: str
) -> None:
    """Branch totals, team totals and agents' targets are never added together."""
    scope, members, condition = GRAINS[name]
    with database.reading(scope.fence) as connection:
        found = goals.target(connection, scope, *SEPTEMBER, members)
    ((wanted,),) = sql(
        f"select sum(amount) from reporting.targets where month = '2026-09-01' and {condition}"
    )
    assert found == wanted


def test_a_week_s_target_is_pro_rata_by_day(database: Database, sql: Sql) -> None:
    """28 September to 4 October takes three days of one month and four of the next."""
    scope = Scope("all")
    with database.reading(scope.fence) as connection:
        found = goals.target(connection, scope, dt.date(2026, 9, 28), dt.date(2026, 10, 4))
    months = dict(sql(f"select extract(month from month)::int, sum(amount) "
                      f"from reporting.targets where {BRANCH_TOTAL} and month between "
                      f"'2026-09-01' and '2026-10-01' group by 1"))  # type: ignore[arg-type] # fmt: skip
    wanted = months[9] * Decimal(3) / 30 + months[10] * Decimal(4) / 31
    assert found is not None
    assert abs(found - wanted) < Decimal("1e-12")


@pytest.mark.parametrize(
    ("day", "unit", "first", "last"),
    [
        ((2026, 9, 16), "month", (2026, 9, 1), (2026, 9, 30)),
        ((2024, 2, 29), "month", (2024, 2, 1), (2024, 2, 29)),
        ((2026, 9, 16), "bimester", (2026, 9, 1), (2026, 10, 31)),
        ((2026, 9, 16), "quarter", (2026, 7, 1), (2026, 9, 30)),
        ((2026, 12, 31), "half", (2026, 7, 1), (2026, 12, 31)),
        ((2026, 1, 1), "year", (2026, 1, 1), (2026, 12, 31)),
    ],
)
def test_the_whole_unit_that_holds_a_day(
    day: tuple[int, int, int], unit: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    """ "This month" is measured against the whole month's target."""
    assert goals.whole(dt.date(*day), unit) == (dt.date(*first), dt.date(*last))


def test_the_message_has_progress_target_and_pace(ask: Ask, sql: Sql) -> None:
    """Sold, target, percentage, and what each day left has to bring, today included."""
    ((sold,),) = sql("select sum(amount) from reporting.bookings "
                     "where confirmed_on between '2026-09-01' and '2026-09-16'")  # fmt: skip
    ((target,),) = sql(f"select sum(amount) from reporting.targets "
                       f"where month = '2026-09-01' and {BRANCH_TOTAL}")  # fmt: skip
    text = ask(2, "cuánto llevamos de la meta", "ask_goal")
    assert isinstance(sold, Decimal)
    assert isinstance(target, Decimal)
    assert f"{sold / target * 100:.1f} %" in text
    assert f"${sold:,.2f} de ${target:,.2f}" in text
    assert f"${(target - sold) / 15:,.2f}" in text


def test_a_tour_has_no_target(ask: Ask) -> None:
    """A breakdown that targets do not know is refused in words."""
    text = ask(2, "meta por destino", "ask_goal", dimension=("destino", "destination"))
    assert text == "No puedo dar avance de la meta por destino."
