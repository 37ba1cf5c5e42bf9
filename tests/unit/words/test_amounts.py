"""Amounts are money, percentages or counts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocero.words.amounts import Amount, amount

AMOUNTS = [
    ("$10,000", "10000", "money", None),
    ("$ 10,000", "10000", "money", None),
    ("10,000$", "10000", "money", None),
    ("$1.5M", "1500000", "money", None),
    ("50 mil pesos", "50000", "money", "MXN"),
    ("cincuenta mil pesos", "50000", "money", "MXN"),
    ("50 mil pesos mexicanos", "50000", "money", "MXN"),
    ("50 mil pesos argentinos", "50000", "money", "ARS"),
    ("MX$2,000", "2000", "money", "MXN"),
    ("5 mdp", "5000000", "money", "MXN"),
    ("10k dlls", "10000", "money", "USD"),
    ("10 mil dólares", "10000", "money", "USD"),
    ("2 millones de dólares", "2000000", "money", "USD"),
    ("500 USD", "500", "money", "USD"),
    ("USD 500", "500", "money", "USD"),
    ("US$500", "500", "money", "USD"),
    ("five hundred dollars", "500", "money", "USD"),
    ("quinientos euros", "500", "money", "EUR"),
    ("€1.500,50", "1500.50", "money", "EUR"),
    ("1.500 €", "1500", "money", "EUR"),
    ("£200", "200", "money", "GBP"),
    ("20%", "20", "percent", None),
    ("20 %", "20", "percent", None),
    ("un 20%", "20", "percent", None),
    ("20 por ciento", "20", "percent", None),
    ("veinte por ciento", "20", "percent", None),
    ("twenty percent", "20", "percent", None),
    ("20 pct", "20", "percent", None),
    ("12.5%", "12.5", "percent", None),
    ("12,5 %", "12.5", "percent", None),
    ("-20%", "-20", "percent", None),
    ("1.5M", "1500000", "count", None),
    ("10 mil", "10000", "count", None),
    ("50k", "50000", "count", None),
    ("100", "100", "count", None),
    ("100 reservas", "100", "count", None),
    ("20 pax", "20", "count", None),
    ("más de 50 mil", "50000", "count", None),
    ("over 50 thousand", "50000", "count", None),
    ("medio millón", "500000", "count", None),
]


@pytest.mark.parametrize(("text", "value", "unit", "currency"), AMOUNTS)
def test_an_amount_has_value_unit_and_currency(
    text: str, value: str, unit: str, currency: str | None
) -> None:
    """The value is exact, and the currency only what was said."""
    found = amount(text)
    assert found is not None
    assert (found.value, found.unit, found.currency) == (Decimal(value), unit, currency)


@pytest.mark.parametrize(
    "text", ["", "pesos", "$", "%", "hola", "mucho", "20% de descuento", "10 USD EUR", "10% pesos"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    """Currencies without a number and other words are not guessed at."""
    assert amount(text) is None


def test_pesos_are_the_company_s() -> None:
    """In an Argentine company pesos are its own."""
    assert amount("50 mil pesos", pesos="ARS") == Amount(Decimal(50_000), "money", "ARS")


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    """No text makes the reader raise."""
    found = amount(text)
    assert found is None or found.value.is_finite()
