"""The roll-ups give what the views give, to the cent, and only while they are the data's own."""

import datetime as dt
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
import sqlalchemy as sa

from tests.conftest import NOW, TODAY
from tests.storage.test_golden_figures import PERIODS
from vocero.conversation.turn import Office
from vocero.errors import ImpossibleError, VoceroError
from vocero.metrics import figures, members, sources
from vocero.metrics.answer import Answer
from vocero.metrics.catalogue import metrics
from vocero.metrics.figures import Slice
from vocero.metrics.freshness import Loads
from vocero.metrics.measures import MEASURES
from vocero.metrics.sources import Built, Rolled
from vocero.people.person import Scope
from vocero.reports import desk
from vocero.reports.ask import Ask
from vocero.scheduler.jobs import roll_up
from vocero.storage import rolling
from vocero.storage.engine import Database
from vocero.storage.rollups import MEMBERS, ROLLUPS, fenced
from vocero.words.names import Member
from vocero.words.periods import Period
from vocero.words.question import Question

SCOPES = (
    Scope("all"), Scope("all", masked_customers=True), Scope("region", 1), Scope("branch", 2),
    Scope("team", 2), Scope("agent", 2, branch_id=1), Scope("partner", 2), Scope("customer", 2),
)  # fmt: skip
SPANS = {**PERIODS, "up to the last day": (dt.date(2026, 9, 1), dt.date(2026, 9, 30)),
         "whole months": (dt.date(2026, 5, 1), dt.date(2026, 8, 31))}  # fmt: skip
SOME = ("month to date", "a past month", "weeks ahead")
BY_CUSTOMER = ("today", "up to the last day", "whole months")
NARROWED = {
    "everything": {},
    "a branch": {"members": (Member("branch", 2, "Playa del Carmen"),)},
    "a tour": {"members": (Member("product", 3, "Chichén Itzá Familiar"),)},
    "without a channel": {"excluded": (Member("channel", "web", "web"),)},
    "without an agent": {"excluded": (Member("agent", 1, "María López"),)},
    "what was cancelled": {"statuses": ("cancelled",)},
    "without what was cancelled": {"excluded_statuses": ("cancelled",)},
}
ADDITIVE = [key for key, metric in metrics().items() if metric.formula.kind != "goal"]
Found = dict[object, dict[str, Decimal | None]] | str


@pytest.fixture(scope="module")
def rolled(database: Database) -> Iterator[Rolled]:
    """The roll-ups of the demo company, gone after these tests."""
    rolling.build(database)
    yield _current(database)
    rolling.build(database, ())


def _current(database: Database) -> Rolled:
    with database.owner.connect() as connection:
        fresh = Loads().read(connection)
    assert fresh is not None
    return fresh.rolled


def _figures(
    database: Database, scope: Scope, part: Slice, dimension: str | None, keys: list[str]
) -> Found:
    """Metrics by member, with the members' names; or why there are none."""
    with database.reading(scope.fence) as connection:
        try:
            if dimension is None:
                return {None: figures.totals(connection, scope, keys, part)}
            lines = figures.breakdown(connection, scope, keys, part, dimension, unnamed=True)
        except ImpossibleError as error:
            return str(error.values)
    return {
        (line.key, None if dimension == "customer" else line.name): dict(line.values)
        for line in lines
        if any(line.values.values())
    }


def _known(dimension: str | None) -> list[str]:
    return [k for k in ADDITIVE if dimension is None or dimension in metrics()[k].dimensions]


DIMENSIONS = (None, *dict.fromkeys(d for key in ADDITIVE for d in metrics()[key].dimensions))


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_the_figures_are_those_of_the_views(
    database: Database, rolled: Rolled, scope: Scope, dimension: str | None
) -> None:
    """Every metric, by every dimension, over several kinds of period, within every scope."""
    for name in BY_CUSTOMER if dimension == "customer" else SPANS if dimension is None else SOME:
        first, last = SPANS[name]
        part = Slice(first, last, TODAY)
        viewed = _figures(database, scope, part, dimension, _known(dimension))
        part = replace(part, rolled=rolled)
        assert _figures(database, scope, part, dimension, _known(dimension)) == viewed, first


@pytest.mark.parametrize("narrowed", NARROWED)
def test_what_is_narrowed_is_narrowed_alike(
    database: Database, rolled: Rolled, narrowed: str
) -> None:
    """Members kept or left out, and statuses, count the same rows; what is refused stays so."""
    more = NARROWED[narrowed]
    for scope, dimension in product((SCOPES[0], SCOPES[3]), (None, "product")):
        first, last = SPANS["a past month"]
        for key in sorted({"net_sales", "cancellation_rate", "occupancy", "bookings_created",
                           "unpaid_commissions"} & set(_known(dimension))):  # fmt: skip
            part = Slice(first, last, TODAY, **more)
            viewed = _figures(database, scope, part, dimension, [key])
            part = replace(part, rolled=rolled)
            assert _figures(database, scope, part, dimension, [key]) == viewed, (scope, key)


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_the_members_are_those_of_the_bookings(
    database: Database, rolled: Rolled, scope: Scope
) -> None:
    """Names that may be said come out the same, whichever way they are listed."""
    with database.reading(scope.fence) as connection:
        listed = members._read(connection, scope, rolled)
        booked = members._read(connection, scope, ())
    assert len(listed) == len(set(listed))
    assert set(listed) == set(booked)


KINDS = (
    Question("kpi"), Question("ranking", dimension="customer"), Question("ranking"),
    Question("ranking", dimension="customer", worst=True), Question("goal", dimension="branch"),
    Question("bookings"), Question("commissions"), Question("sales", dimension="customer"),
)  # fmt: skip


@pytest.mark.parametrize("level", [2, 4, 6, 8])
@pytest.mark.parametrize("question", KINDS, ids=lambda q: f"{q.kind} {q.dimension}")
def test_reports_say_the_same(
    database: Database, rolled: Rolled, level: int, question: Question
) -> None:
    """Names, order, shares and an agent's own place do not tell where the figures were read."""
    scope = {2: SCOPES[0], 4: SCOPES[3], 6: SCOPES[1], 8: SCOPES[5]}[level]
    month = Period(TODAY.replace(day=1), TODAY, "month")
    asked = replace(question, period=month)
    with database.reading(scope.fence) as connection:
        ask = Ask(connection, level, scope, asked, NOW, "America/Mexico_City", NOW)
        assert _said(replace(ask, rolled=rolled)) == _said(ask)


def _said(ask: Ask) -> Answer | str:
    try:
        return desk.answer(ask)
    except VoceroError as error:
        return error.key


ROLLED = [(rollup, owner) for rollup in ROLLUPS.values() if rollup.name != "seats"
          for owner in ("region", "branch", "team", "agent", "partner", "customer")]  # fmt: skip


@pytest.mark.parametrize(("rollup", "owner"), ROLLED, ids=lambda x: getattr(x, "name", x))
def test_the_fence_holds_for_roll_ups(
    database: Database, rolled: Rolled, rollup: object, owner: str
) -> None:
    """The reader sees the owner's rows only, and none where a roll-up does not know the owner."""
    name, keys = rollup.table, rollup.keys  # type: ignore[attr-defined]
    with database.reading({"rows": owner, "id": "1"}) as connection:
        seen = connection.execute(sa.text(f"select count(*) from fence.{name}")).scalar_one()
    with database.reading({}) as connection:
        none = connection.execute(sa.text(f"select count(*) from fence.{name}")).scalar_one()
    where = f"{owner}_id = 1" if f"{owner}_id" in keys else "false"
    with database.owner.connect() as connection:
        wanted = connection.execute(
            sa.text(f"select count(*) from vocero.{name} where {where}")
        ).scalar_one()
    assert (seen, none) == (wanted, 0)
    assert (wanted > 0) == (f"{owner}_id" in keys)


def test_no_roll_up_holds_a_customer_s_name(database: Database, rolled: Rolled) -> None:
    """Who may not see names finds none; who is forgotten is not remembered here."""
    assert not any("customer" in fenced(name).c for name in ROLLUPS)
    with database.owner.connect() as connection:
        named = sa.text(f"select count(name) from vocero.{MEMBERS} where dimension = 'customer'")
        assert connection.execute(named).scalar_one() == 0


def test_newer_data_is_not_answered_from_older_roll_ups(
    database: Database, rolled: Rolled
) -> None:
    """After a load the views answer, until the job has built the roll-ups anew."""
    assert {built.name for built in rolled} == set(ROLLUPS)
    _load(database, 1)
    try:
        assert _current(database) == ()
        with database.owner.connect() as connection:
            assert not rolling.due(connection), "a company of this size needs none"
            assert rolling.due(connection, 1000)
    finally:
        _load(database, -1)
    assert _current(database) == rolled


def _load(database: Database, step: int) -> None:
    with database.owner.begin() as connection:
        connection.execute(sa.text("update tours.loads set version = version + :n"), {"n": step})


def test_hours_customers_and_parts_of_months_are_read_from_the_views() -> None:
    """What a roll-up cannot tell exactly is not asked of it."""
    all_ = tuple(Built(name, TODAY) for name in ROLLUPS)
    one, last = dt.date(2026, 9, 1), dt.date(2026, 9, 15)

    def read(name: str, dimension: str, first: dt.date = one, end: dt.date = TODAY) -> bool:
        needed = frozenset({dimension})
        return sources.of(name, Scope("all"), first, end, needed, all_).rolled

    assert read("gross_sales", "customer")
    assert not read("gross_sales", "customer", end=last)
    assert not read("gross_sales", "customer", first=last)
    assert not read("booked_ahead", "branch")
    assert not read("refunds", "status")
    assert not sources.of("repeat_sales", Scope("branch", 1), one, TODAY, frozenset(), all_).rolled
    cut = Slice(TODAY, TODAY, TODAY, until=NOW, rolled=all_)
    assert not any(s.rolled for s in figures.grouped(Scope("all"), ["gross_sales"], cut, None))


def test_every_measure_is_rolled_up_or_known_not_to_be() -> None:
    """A new measure is summed by `storage.rollups` too, unless it depends on when it is asked."""
    summed = {measure for rollup in ROLLUPS.values() for measure in rollup.measures}
    assert set(MEASURES) - summed == {"unpaid_commissions", "booked_ahead"}
    assert summed - set(MEASURES) == {"commissions_settled"}


def test_built_again_they_take_the_place_of_the_old(database: Database, rolled: Rolled) -> None:
    """Readers find the new ones under the same names; those that were not wanted are gone."""
    count = sa.select(sa.func.sum(fenced("sellers").c.sales_count))
    with database.reading({"rows": "all"}) as connection:
        before = connection.execute(count).scalar_one()
    rolling.build(database, ("seats", "sellers"))
    assert {built.name for built in _current(database)} == {"seats", "sellers"}
    with database.reading({"rows": "all"}) as connection:
        assert connection.execute(count).scalar_one() == before


def test_a_reader_in_the_middle_goes_on_while_they_are_swapped(
    database: Database, rolled: Rolled
) -> None:
    """Who has read one roll-up can read the next: the swap lets go, and waits for their end."""
    first, second = (sa.text(f"select count(*) from fence.{fenced(n).name}")
                     for n in ("sellers", "seats"))  # fmt: skip
    rolling.build(database, ("seats", "sellers"))
    with ThreadPoolExecutor(1) as pool:
        with database.reading({"rows": "all"}) as connection:
            seen = connection.execute(first).scalar_one()
            built = pool.submit(rolling.build, database, ("seats", "sellers"))
            for _ in range(12):
                time.sleep(0.25)
                assert connection.execute(second).scalar_one() > 0
                assert connection.execute(first).scalar_one() == seen
            assert not built.done()
        assert built.result()["sellers"] == seen


def test_the_job_builds_what_is_due(
    database: Database, rolled: Rolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It builds once the data is newer, and then finds nothing to do."""
    built: list[Database] = []
    monkeypatch.setattr(rolling, "build", lambda one: built.append(one) or {})
    monkeypatch.setattr(rolling, "due", lambda _connection: not built)
    roll_up(Office(database.settings, database))
    roll_up(Office(database.settings, database))
    assert built == [database]
