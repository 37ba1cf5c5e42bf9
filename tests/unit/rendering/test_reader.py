"""Numbers and dates are written as the reader's country and language write them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocero.rendering.reader import reader, shown
from vocero.words.periods import Period

MEXICO = reader("es", "+525512345678", "America/Mexico_City", "MXN")
ARGENTINA = reader("es", "+5491155550103", "America/Argentina/Buenos_Aires", "MXN")
STATES = reader("en", "+12025550104", "America/New_York", "MXN")


@pytest.mark.parametrize(
    ("language", "phone", "locale"),
    [
        ("es", "+525512345678", "es_MX"), ("es", "+5491155550103", "es_AR"),
        ("es", "+34600555106", "es_ES"), ("es", "+573001234567", "es_CO"),
        ("en", "+12025550104", "en_US"), ("en", "+447400123456", "en_GB"),
        ("es", "+12025550104", "es_MX"), ("en", "+525512345678", "en_US"),
        ("es", "+5511955550105", "es_MX"),
    ],
)  # fmt: skip
def test_the_country_of_the_number_decides_the_locale(
    language: str, phone: str, locale: str
) -> None:
    """A country where the language is not official gives way to Mexico or the United States."""
    assert str(reader(language, phone, "UTC", "MXN").locale) == locale  # type: ignore[arg-type]


def test_money_has_sign_thousands_and_two_decimals() -> None:
    """The same amount as a Mexican, an Argentine and an American read it."""
    amount = Decimal("1234567.5")
    assert MEXICO.money(amount) == "$1,234,567.50"
    assert ARGENTINA.money(amount) == "MXN1.234.567,50"
    assert STATES.money(amount) == "MX$1,234,567.50"
    assert MEXICO.money(Decimal("-3.456")) == "-$3.46"
    assert MEXICO.money(amount, "USD") == "USD1,234,567.50"


def test_shares_and_points_have_one_decimal() -> None:
    """12.34 % is written with the reader's decimal mark."""
    assert MEXICO.percent(Decimal("0.1234")) == "12.3 %"
    assert ARGENTINA.percent(Decimal("0.1234")) == "12,3 %"
    assert STATES.points(Decimal("0.0213")) == "2.1"


def test_a_period_names_its_exact_days() -> None:
    """Both ends are written, and a single day with its weekday."""
    month = Period(dt.date(2026, 9, 1), dt.date(2026, 9, 16), "month", to_date=True)
    day = Period(dt.date(2026, 9, 15), dt.date(2026, 9, 15), "day")
    assert MEXICO.period(month) == "1–16 de sep de 2026"
    assert STATES.period(month) == "Sep 1 – 16, 2026"
    assert MEXICO.period(day) == "mar 15 sep 2026"
    assert STATES.period(day) == "Tue, Sep 15, 2026"


def test_a_moment_is_on_the_reader_s_clock() -> None:
    """The hour alone today, with its date on another day."""
    moment = dt.datetime(2026, 9, 16, 16, 40, tzinfo=dt.UTC)
    assert MEXICO.moment(moment, dt.date(2026, 9, 16)) == "10:40"
    assert MEXICO.moment(moment, dt.date(2026, 9, 17)) == "mié 16 sep 2026, 10:40"


@given(st.text(max_size=200))
def test_a_shown_name_is_harmless(name: str) -> None:
    """No markup, no line break, no control or direction character, and never long."""
    text = shown(name)
    assert len(text) <= 48
    assert not set(text) & set("*_~`\n\r\t\u202e\u200f\u0000")
