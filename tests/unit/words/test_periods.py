"""Period words become the dates that the conventions give them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.words import periods_other_days as other
from tests.unit.words.periods_en import ENGLISH
from tests.unit.words.periods_es import SPANISH
from tests.unit.words.periods_phone import PHONE
from tests.unit.words.tables import TODAY, lines, rows
from vocero.words.periods import Period, resolve

USUAL = rows(SPANISH) + rows(ENGLISH) + rows(PHONE)
OTHER_DAYS = [
    (today, *row)
    for today, table in (
        (date(2026, 1, 1), other.NEW_YEARS_DAY_2026),
        (date(2024, 2, 29), other.LEAP_DAY_2024),
        (date(2026, 9, 13), other.SUNDAY),
        (date(2026, 9, 12), other.SATURDAY),
        (date(2026, 3, 31), other.LAST_OF_MARCH),
    )
    for row in rows(table)
]


def dates(period: Period | None) -> tuple[date, date] | None:
    """Give both ends, or None."""
    return (period.start, period.end) if period else None


@pytest.mark.parametrize(("words", "first", "last"), USUAL, ids=[row[0] for row in USUAL])
def test_an_expression_has_the_dates_of_its_convention(words: str, first: date, last: date) -> None:
    """Each expression of the table means the dates derived by hand."""
    assert dates(resolve(words, TODAY)) == (first, last)


@pytest.mark.parametrize(("today", "words", "first", "last"), OTHER_DAYS)
def test_the_conventions_hold_on_awkward_days(
    today: date, words: str, first: date, last: date
) -> None:
    """New Year's Day, a leap day, a Sunday, a Saturday and a 31st follow the same rules."""
    assert dates(resolve(words, today)) == (first, last)


@pytest.mark.parametrize(("words", "first", "last"), rows(other.LEANING_TO_THE_FUTURE))
def test_leaning_to_the_future_takes_the_next_bare_name(
    words: str, first: date, last: date
) -> None:
    """A bare name is the next that has not ended; what is anchored stays where it is."""
    assert dates(resolve(words, TODAY, lean="future")) == (first, last)


@pytest.mark.parametrize("words", [*lines(other.NOT_PERIODS), "", " ", "a" * 10_000, "hoy " * 200])
def test_what_is_no_period_is_none(words: str) -> None:
    """Other words, impossible dates and endless texts are not guessed at."""
    assert resolve(words, TODAY) is None


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("ayer", "day"),
        ("15 de marzo", "day"),
        ("last week", "week"),
        ("semana del 12 de agosto", "week"),
        ("quincena pasada", "fortnight"),
        ("primera mitad de marzo", "fortnight"),
        ("agosto", "month"),
        ("2026-08", "month"),
        ("bimestre pasado", "bimester"),
        ("Q3", "quarter"),
        ("primer semestre", "half"),
        ("2024", "year"),
        ("finde", "weekend"),
        ("semana santa", "holiday"),
        ("navidad", "holiday"),
        ("últimos 7 días", "range"),
        ("del 1 al 5", "range"),
        ("de mayo a junio", "range"),
        ("desde enero", "range"),
        ("hasta fin de mes", "range"),
        ("mismo periodo del año pasado", "range"),
    ],
)
def test_a_period_knows_its_unit(words: str, unit: str) -> None:
    """The unit says which comparison is fair."""
    found = resolve(words, TODAY)
    assert found is not None
    assert found.unit == unit


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("este mes", True),
        ("mes", True),
        ("MTD", True),
        ("septiembre 2026", True),
        ("Q3", True),
        ("2026", True),
        ("esta semana", True),
        ("hoy", False),
        ("mes pasado", False),
        ("agosto", False),
        ("Q4 2026", False),
        ("últimos 7 días", False),
        ("del 10 al 20", False),
        ("semana del 14 de septiembre", False),
        ("este finde", False),
    ],
)
def test_only_a_unit_that_holds_today_is_to_date(words: str, cut: bool) -> None:
    """A unit is cut at today; explicit ranges, weekends and weeks of a date are not."""
    found = resolve(words, TODAY)
    assert found is not None
    assert found.to_date is cut


def test_a_holiday_keeps_its_name() -> None:
    """The name lets last year's be computed."""
    found = resolve("semana santa 2024", TODAY)
    assert found is not None
    assert found.name == "easter_week"


def test_a_period_cannot_end_before_it_starts() -> None:
    """Reversed dates are refused where they are made."""
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 9, 2), date(2026, 9, 1))


def test_a_period_counts_both_its_ends() -> None:
    """One day has length one."""
    assert Period(TODAY, TODAY, "day").days == 1


@given(st.text(max_size=320), st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_any_text_is_answered(text: str, today: date) -> None:
    """No text makes the reader raise, and what it finds is well formed."""
    found = resolve(text, today)
    assert found is None or found.start <= found.end


_WORDS = sorted({word for words, _, _ in USUAL for word in words.split()})


@given(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9),
    st.dates(date(1950, 1, 1), date(2090, 12, 31)),
    st.sampled_from(["past", "future"]),
)
def test_any_mixture_of_period_words_is_answered(
    mixture: list[str], today: date, lean: str
) -> None:
    """Period words in any order raise nothing, and a unit to date ends today."""
    found = resolve(" ".join(mixture), today, "future" if lean == "future" else "past")
    assert found is None or found.start <= found.end
    assert found is None or not found.to_date or found.end == today


@given(st.dates(date(1999, 1, 1), date(9999, 12, 31)))
def test_the_far_end_of_the_calendar_is_survived(today: date) -> None:
    """Near the year 9999 a period that does not fit is none."""
    for words in (
        "próximo año",
        "next 30 days",
        "hace 90 años",
        "semana que viene",
        "hasta mañana",
    ):
        found = resolve(words, today)
        assert found is None or found.start <= found.end


@given(st.sampled_from(USUAL), st.randoms(use_true_random=False))
def test_case_and_accents_change_nothing(row: tuple[str, date, date], random: object) -> None:
    """A phone's capitals and missing accents leave the dates alone."""
    words = row[0]
    plain = words.translate(str.maketrans("áéíóúüñÁÉÍÓÚÑ", "aeiouunAEIOUN"))
    for spelling in (words.upper(), words.lower(), words.title(), plain, f"  {words} "):
        if "'S" in spelling and "'S" not in words:
            continue
        assert dates(resolve(spelling, TODAY)) == row[1:]


_SPANISH_NUMBERS = "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
_ENGLISH_NUMBERS = "two three four five six seven eight nine ten eleven twelve thirteen fourteen"


@given(st.integers(0, 12), st.dates(date(2000, 1, 1), date(2050, 12, 31)))
def test_numbers_in_words_equal_numbers_in_digits(index: int, today: date) -> None:
    """Seven days are siete días and 7 días."""
    number = index + 2
    spanish, english = _SPANISH_NUMBERS.split()[index], _ENGLISH_NUMBERS.split()[index]
    for pattern, word in (
        ("últimos {} días", spanish),
        ("hace {} semanas", spanish),
        ("{} de mayo", spanish),
        ("del 1 al {}", spanish),
        ("last {} months", english),
        ("{} days ago", english),
        ("next {} weeks", english),
    ):
        assert resolve(pattern.format(word), today) == resolve(pattern.format(number), today)


@given(st.dates(date(1990, 1, 1), date(2080, 12, 31)))
def test_current_units_end_today_and_hold_it(today: date) -> None:
    """Each current unit begins at or before today and ends today."""
    for words in ("semana", "esta quincena", "este mes", "bimestre", "QTD", "semestre", "YTD"):
        found = resolve(words, today)
        assert found is not None
        assert found.to_date or found.days == 1
        assert found.end == today


@given(st.dates(date(1990, 1, 1), date(2080, 12, 31)))
def test_past_units_touch_the_current_one(today: date) -> None:
    """The past unit ends the day before the current one begins."""
    for unit in ("semana", "quincena", "mes", "bimestre", "trimestre", "semestre", "año"):
        past, current = resolve(f"{unit} anterior", today), resolve(unit, today)
        assert past is not None
        assert current is not None
        assert (current.start - past.end).days == 1
