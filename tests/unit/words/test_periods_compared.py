"""The period that a figure is measured against."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.words.tables import TODAY
from vocero.words.periods import Period, compared_with, resolve, same_last_year

COMPARED = [
    ("hoy", "2026-09-09", "2026-09-09"),
    ("ayer", "2026-09-08", "2026-09-08"),
    ("15 de marzo", "2026-03-08", "2026-03-08"),
    ("esta semana", "2026-09-07", "2026-09-09"),
    ("esta quincena", "2026-09-01", "2026-09-01"),
    ("este mes", "2026-08-01", "2026-08-16"),
    ("este trimestre", "2026-04-01", "2026-06-17"),
    ("este semestre", "2026-01-01", "2026-03-19"),
    ("este año", "2025-01-01", "2025-09-16"),
    ("este bimestre", "2026-07-01", "2026-07-16"),
    ("semana pasada", "2026-08-31", "2026-09-06"),
    ("quincena pasada", "2026-08-16", "2026-08-31"),
    ("mes pasado", "2026-07-01", "2026-07-31"),
    ("marzo", "2026-02-01", "2026-02-28"),
    ("Q1", "2025-10-01", "2025-12-31"),
    ("H1", "2025-07-01", "2025-12-31"),
    ("2025", "2024-01-01", "2024-12-31"),
    ("últimos 7 días", "2026-09-03", "2026-09-09"),
    ("del 1 al 15 de marzo", "2026-02-14", "2026-02-28"),
    ("de mayo a junio", "2026-03-01", "2026-04-30"),
    ("desde el lunes", "2026-09-11", "2026-09-13"),
    ("finde", "2026-09-05", "2026-09-06"),
    ("semana santa", "2025-04-13", "2025-04-20"),
    ("navidad", "2024-12-25", "2024-12-25"),
    ("mañana", "2025-09-17", "2025-09-17"),
    ("próximo mes", "2025-10-01", "2025-10-31"),
    ("próximos 7 días", "2025-09-17", "2025-09-23"),
    ("este finde", "2025-09-19", "2025-09-20"),
    ("próxima semana santa", "2026-03-29", "2026-04-05"),
    ("29/2/2028", "2027-02-28", "2027-02-28"),
]


@pytest.mark.parametrize(("words", "first", "last"), COMPARED)
def test_a_period_has_its_counterpart(words: str, first: str, last: str) -> None:
    """Each kind of period is compared as the table of conventions says."""
    found = resolve(words, TODAY)
    assert found is not None
    before = compared_with(found, TODAY)
    assert (before.start, before.end) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_month_to_date_is_clamped_to_the_shorter_month_before() -> None:
    """The 30th of March has no counterpart in February but its last day."""
    today = date(2026, 3, 30)
    found = resolve("este mes", today)
    assert found is not None
    before = compared_with(found, today)
    assert (before.start, before.end) == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_holiday_to_date_has_as_many_days_of_last_years() -> None:
    """Half of Semana Santa is compared with the same half."""
    today = date(2026, 3, 31)
    found = resolve("semana santa", today)
    assert found is not None
    before = compared_with(found, today)
    assert (before.start, before.end) == (date(2025, 4, 13), date(2025, 4, 15))


LAST_YEAR = [
    ("agosto", "2025-08-01", "2025-08-31", "month"),
    ("del 1 al 15 de marzo", "2025-03-01", "2025-03-15", "range"),
    ("este mes", "2025-09-01", "2025-09-16", "range"),
    ("semana pasada", "2025-09-07", "2025-09-13", "range"),
    ("ayer", "2025-09-15", "2025-09-15", "day"),
    ("29/2/2024", "2023-02-28", "2023-02-28", "day"),
    ("febrero 2024", "2023-02-01", "2023-02-28", "month"),
    ("navidad", "2024-12-25", "2024-12-25", "holiday"),
    ("semana santa", "2025-03-29", "2025-04-05", "range"),
    ("últimos 7 días", "2025-09-10", "2025-09-16", "range"),
    ("2025", "2024-01-01", "2024-12-31", "year"),
]


@pytest.mark.parametrize(("words", "first", "last", "unit"), LAST_YEAR)
def test_the_same_dates_a_year_back(words: str, first: str, last: str, unit: str) -> None:
    """A report's dates move one year back, and keep their unit where they still are one."""
    found = resolve(words, TODAY)
    assert found is not None
    before = same_last_year(found)
    assert (before.start, before.end) == (date.fromisoformat(first), date.fromisoformat(last))
    assert before.unit == unit


@given(
    st.sampled_from(
        ["hoy", "semana", "mes", "mes pasado", "últimos 9 días", "finde", "Q2", "semana santa"]
    ),
    st.dates(date(1990, 1, 1), date(2080, 12, 31)),
)
def test_the_counterpart_lies_before_the_period(words: str, today: date) -> None:
    """A comparison never overlaps what it is compared with."""
    found = resolve(words, today)
    assert found is not None
    assert compared_with(found, today).end < found.start


@given(st.dates(date(1990, 1, 1), date(2080, 12, 31)), st.integers(0, 400))
def test_moving_back_a_year_keeps_the_order(start: date, days: int) -> None:
    """Any range has a counterpart one year earlier."""
    end = date.fromordinal(start.toordinal() + days)
    before = same_last_year(Period(start, end))
    assert before.start.year == start.year - 1
    assert before.end.year == end.year - 1
