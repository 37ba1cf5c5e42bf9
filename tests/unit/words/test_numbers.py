"""Numbers in digits and words become exact decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocero.words.numbers import count, number

NUMBERS = [
    ("0", "0"),
    ("7", "7"),
    ("cincuenta mil", "50000"),
    ("50 mil", "50000"),
    ("50mil", "50000"),
    ("50k", "50000"),
    ("50 K", "50000"),
    ("medio millón", "500000"),
    ("half a million", "500000"),
    ("half million", "500000"),
    ("millón y medio", "1500000"),
    ("un millón y medio", "1500000"),
    ("dos millones y medio", "2500000"),
    ("two and a half million", "2500000"),
    ("a million and a half", "1500000"),
    ("1 millón", "1000000"),
    ("1.5M", "1500000"),
    ("1.5 millones", "1500000"),
    ("1,5 millones", "1500000"),
    ("1 millón 200 mil", "1200000"),
    ("two hundred fifty thousand", "250000"),
    ("two hundred and fifty thousand", "250000"),
    ("doscientos cincuenta mil", "250000"),
    ("doscientos mil millones", "200000000000"),
    ("mil", "1000"),
    ("a thousand", "1000"),
    ("one thousand", "1000"),
    ("mil quinientos", "1500"),
    ("fifteen hundred", None),
    ("dos mil veinticinco", "2025"),
    ("treinta y cinco", "35"),
    ("thirty-five", "35"),
    ("twenty five", "25"),
    ("veintidós", "22"),
    ("ciento uno", "101"),
    ("one hundred and one", "101"),
    ("cien", "100"),
    ("cien mil", "100000"),
    ("quinientos", "500"),
    ("novecientas noventa y nueve", "999"),
    ("50 mil 500", "50500"),
    ("10,000", "10000"),
    ("10.000", "10000"),
    ("10,000.50", "10000.50"),
    ("10.000,50", "10000.50"),
    ("1,234,567", "1234567"),
    ("1.234.567,89", "1234567.89"),
    ("1 234 567", "1234567"),
    ("1.5", "1.5"),
    ("1,5", "1.5"),
    ("1.50", "1.50"),
    ("0.125", "0.125"),
    ("0,125", "0.125"),
    ("-5", "-5"),
    ("SETENTA", "70"),
    ("", None),
    ("ventas", None),
    ("cinco tres", None),
    ("tres cinco", None),
    ("veinte treinta", None),
    ("y cinco", None),
    ("diez y", None),
    ("treinta y doce", None),
    ("1.2.3", None),
    ("1,23,4", None),
    ("5 reservas", None),
    ("k", None),
    ("m", None),
    ("medio", None),
    ("🙏", None),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_has_its_value(text: str, value: str | None) -> None:
    """The whole text is one number, or it is none."""
    assert number(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("top 5", 5),
        ("TOP 10", 10),
        ("top ten", 10),
        ("los 3 mejores", 3),
        ("los cinco mejores", 5),
        ("5", 5),
        ("cinco", 5),
        ("veinticinco", 25),
        ("un top 5", 5),
        ("the best 20", 20),
        ("mejores", None),
        ("top", None),
        ("5 y 6", None),
        ("2.5", None),
        ("top 0", None),
        ("", None),
    ],
)
def test_a_count_is_the_one_whole_number_said(text: str, value: int | None) -> None:
    """Words around the number do not matter; two numbers or a fraction are no count."""
    assert count(text) == value


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    """No text makes the readers raise."""
    number(text)
    found = count(text)
    assert found is None or found > 0


@given(st.integers(0, 10**9))
def test_grouping_changes_nothing(value: int) -> None:
    """A number is the same with commas, with dots and bare."""
    assert number(str(value)) == value
    assert number(f"{value:,}") == value
    assert number(f"{value:,}".replace(",", ".")) == value


@given(st.integers(1, 999))
def test_thousands_scale(value: int) -> None:
    """N mil, N k and N thousand are N·1000."""
    assert number(f"{value} mil") == number(f"{value}k") == number(f"{value} thousand")
    assert number(f"{value} mil") == value * 1000
