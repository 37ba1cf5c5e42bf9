"""A figure is explained from the catalogue and worked through with this month's numbers."""

import re
from decimal import Decimal

import pytest

from tests.conftest import Ask
from vocero.metrics.catalogue import metrics


def numbers(line: str) -> list[Decimal]:
    """The numbers of a worked example, percentages as shares."""
    found = re.findall(r"(−?)\$?([\d,]+(?:\.\d+)?)( %)?", line)
    return [
        Decimal(number.replace(",", "")) / (100 if percent else 1) * (-1 if minus else 1)
        for minus, number, percent in found
    ]


@pytest.mark.parametrize("key", metrics())
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_figure_of_the_catalogue_is_explained(ask: Ask, key: str, language: str) -> None:
    """Definition, formula and an example, in the reader's language."""
    name = metrics()[key].names[language]
    question = f"¿cómo se calcula {name}?" if language == "es" else f"how is {name} calculated?"
    text = ask(1, question, "explain_metric", metric=(name, key))
    assert metrics()[key].explanations[language] in text
    assert ("Ejemplo, " if language == "es" else "Example, ") in text
    assert ("🧮" in text) == (metrics()[key].formula.kind != "measure")


def test_a_ratio_is_worked_through(ask: Ask) -> None:
    """What stands left of the sign really gives what stands right of it."""
    text = ask(2, "cómo se calcula el ticket promedio", "explain_metric",
               metric=("ticket promedio", "average_ticket"))  # fmt: skip
    top, bottom, result = numbers(text.splitlines()[-1].split("puedes ver:")[1])
    assert abs(top / bottom - result) < Decimal("0.01")


def test_a_difference_is_worked_through(ask: Ask) -> None:
    """Gross less refunds less commissions is net, to the cent."""
    text = ask(2, "cómo se calculan las ventas netas", "explain_metric",
               metric=("ventas netas", "net_sales"))  # fmt: skip
    worked = text.splitlines()[-1].split("puedes ver:")[1].replace("− ", "")
    gross, refunds, commissions, net = numbers(worked)
    assert gross - refunds - commissions == net


def test_the_example_holds_what_the_person_may_see(ask: Ask) -> None:
    """A branch's example is the branch's; a closed figure is explained without one."""
    question = ("cómo se calculan las ventas brutas", "explain_metric")
    named = {"metric": ("ventas brutas", "gross_sales")}
    assert ask(2, *question, **named) != ask(4, *question, **named)
    closed = ask(8, "cómo se calcula el margen", "explain_metric", metric=("margen", "margin"))
    assert "📘 *Margen*" in closed
    assert "Ejemplo" not in closed


def test_without_a_name_the_last_report_is_explained(ask: Ask) -> None:
    """ "¿Cómo se calcula?" is about the figure on the screen."""
    ask(2, "comisiones de agosto", "ask_commissions", period="agosto")
    assert "📘 *Comisiones*" in ask(2, "¿cómo se calcula?", "explain_metric")
