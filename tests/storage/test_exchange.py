"""Another currency: every amount at the rate of the period's last day, shown with its date."""

from collections.abc import Callable
from decimal import Decimal

import sqlalchemy as sa

from tests.conftest import Ask
from vocero.rendering.reader import reader

Sql = Callable[..., list[sa.Row[tuple[object, ...]]]]
MEXICAN = reader("es", "+12025550102", "America/Mexico_City", "USD")


def test_dollars_are_pesos_at_the_rate_of_the_last_day(ask: Ask, sql: Sql) -> None:
    """The headline equals independent SQL: the sum, divided by that day's rate."""
    text = ask(2, "ventas brutas de agosto en dólares", "ask_sales", period="agosto",
               metric=("ventas brutas", "gross_sales"), currency=("dólares", "USD"))  # fmt: skip
    ((wanted, rate),) = sql("""
        select (select sum(amount) from reporting.bookings
                 where confirmed_on between '2026-08-01' and '2026-08-31') / r.rate, r.rate
          from reporting.rates r where currency = 'USD' and rated_on = '2026-08-31'""")
    assert MEXICAN.money(wanted) in text  # type: ignore[arg-type]
    assert f"1 USD = {rate:.4f} MXN (tipo de cambio del lun 31 ago 2026)" in text


def test_without_a_rate_of_that_day_the_latest_before_counts(
    ask: Ask, sql: Sql, database: object
) -> None:
    """Today's rate is used for a month that has not ended."""
    text = ask(2, "ventas de este mes en euros", "ask_sales", period="este mes",
               currency=("euros", "EUR"))  # fmt: skip
    ((latest,),) = sql("select max(rated_on) from reporting.rates where currency = 'EUR'")
    assert MEXICAN.day(latest) in text  # type: ignore[arg-type]


def test_counts_and_shares_have_no_currency(ask: Ask) -> None:
    """Only amounts are divided."""
    pesos = ask(2, "ventas de agosto", "ask_sales", period="agosto")
    dollars = ask(2, "en dólares", "refine", currency=("dólares", "USD"))
    count = next(line for line in pesos.splitlines() if "Número" in line)
    assert count in dollars
    assert "▼ 6.5 %" in pesos
    assert "▼ 6.5 %" in dollars


def test_a_follow_up_keeps_the_currency_and_pesos_end_it(ask: Ask) -> None:
    """ "¿Y julio?" is in dollars too; "en pesos" is the company's currency again."""
    ask(2, "ventas de agosto en dólares", "ask_sales", period="agosto",
        currency=("dólares", "USD"))  # fmt: skip
    assert "1 USD" in ask(2, "¿y julio?", "refine", period="julio")
    text = ask(2, "en pesos", "refine", currency=("pesos", "MXN"))
    assert "USD" not in text
    assert "jul" in text


def test_a_new_question_is_in_the_companys_currency(ask: Ask) -> None:
    """A currency belongs to the question that named it."""
    ask(2, "ventas de agosto en dólares", "ask_sales", period="agosto",
        currency=("dólares", "USD"))  # fmt: skip
    assert "USD" not in ask(2, "ventas de julio", "ask_sales", period="julio")


def test_a_currency_without_a_rate_is_named(ask: Ask) -> None:
    """No figure is given in a currency that nobody rates."""
    text = ask(2, "ventas de agosto en reales", "ask_sales", period="agosto",
               currency=("reales", "BRL"))  # fmt: skip
    assert text == "No tengo tipo de cambio para BRL."


def test_a_ranking_and_reasons_are_converted_too(ask: Ask, sql: Sql) -> None:
    """Every list of amounts is in the one currency."""
    text = ask(2, "top agentes de agosto en dólares", "ask_ranking", period="agosto",
               currency=("dólares", "USD"))  # fmt: skip
    lines = [line for line in text.splitlines() if line[:2] in {"1.", "2.", "3."}]
    assert lines
    assert all("USD" in line for line in lines)
    why = ask(2, "por qué cambiaron las ventas de agosto en dólares", "ask_drivers",
              period="agosto", currency=("dólares", "USD"))  # fmt: skip
    pesos = ask(2, "en pesos", "refine", currency=("pesos", "MXN"))
    first = [Decimal(_amount(text)) for text in (why, pesos)]
    ((rate,),) = sql("""select rate from reporting.rates
                         where currency = 'USD' and rated_on = '2026-08-31'""")
    assert abs(first[0] * rate - first[1]) < Decimal("0.2")  # type: ignore[operator]


def _amount(text: str) -> str:
    """The amount of the first line of a list."""
    line = next(line for line in text.splitlines() if line.startswith("1. "))
    digits = line.split(":")[1].split("(")[0]
    return "".join(c for c in digits if c.isdigit() or c == ".")
