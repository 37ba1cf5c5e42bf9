"""A form asks one by one, takes corrections, lets other questions pass and goes on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from tests.conftest import Ask
from vocero.conversation.answering import LATER
from vocero.conversation.forms.filling import FORMS
from vocero.conversation.turn import Office
from vocero.conversation.understanding import KINDS
from vocero.storage.tables import problems

OPENED = "¿Qué está mal?"
INTERRUPTIONS = sorted({*KINDS, *LATER, "help", "ask_profile", "ask_status", "thank", "greet",
                        "explain_metric", "human_handoff", "bot_challenge",
                        "list_subscriptions", "list_alerts"})  # fmt: skip


def report_a_problem(ask: Ask) -> str:
    """Ask for August's sales and say that the figure is wrong; give the reply."""
    ask(2, "ventas de agosto", "ask_sales", period="agosto")
    return ask(2, "ese número está mal", "report_problem")


def subscribe(ask: Ask) -> str:
    """Subscribe to sales each Monday and give the reply, which asks for the hour."""
    return ask(2, "mándame las ventas cada lunes", "subscribe", metric=("ventas", "net_sales"))


def watch(ask: Ask) -> str:
    """Ask to be told when sales fall and give the reply, which asks for the amount."""
    return ask(2, "avísame si bajan las ventas", "create_alert", metric=("ventas", "net_sales"),
               comparator=("bajan", "below"))  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A form: how it is opened, how its question ends, what answers it, what is said then."""

    opened_by: Callable[[Ask], str]
    ends: str
    answer: str
    then: str


CASES: Mapping[str, Case] = {
    "problem": Case(report_a_problem, "1. La cifra\n2. El periodo\n3. No era mi pregunta\n"
                    "4. Otra cosa", "3", "otras palabras"),
    "subscription": Case(subscribe, "¿A qué hora? Por ejemplo: _8 am_, _18:30_.", "a las 8",
                         "cada lunes a las 08:00"),
    "alert": Case(watch, "Un monto (_50 mil_) o un porcentaje (_20 %_).", "50 mil", "$50,000.00"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def clean(office: Office) -> Iterator[None]:
    """Nothing agreed stays behind."""
    yield
    with office.database.owner.begin() as connection:
        connection.execute(sa.text("delete from vocero.subscriptions"))
        connection.execute(sa.text("delete from vocero.alerts"))


def details(office: Office, reply: str) -> object:
    """Give what was kept of the problem whose reference stands in a reply."""
    reference = reply.split("*")[1]
    with office.database.writing() as connection:
        return connection.execute(
            sa.select(problems.c.details).where(problems.c.reference == reference)
        ).scalar_one()


def test_a_wrong_figure_is_asked_for_the_right_one(ask: Ask, office: Office) -> None:
    """The part by its number, the amount in words, and both are kept."""
    opened = report_a_problem(ask)
    assert OPENED in opened
    assert "1. La cifra" in opened
    assert "¿Cuánto debería ser?" in ask(2, "1", "inform")
    assert "con lo que esperabas" in ask(2, "medio millón", "inform")
    assert details(office, opened) == {"wrong": "figure", "expected": "500000"}


def test_not_knowing_the_right_figure_is_an_answer(ask: Ask, office: Office) -> None:
    """The report is kept without an amount."""
    opened = report_a_problem(ask)
    ask(2, "la cifra", "nlu_fallback")
    assert "la cifra. " in ask(2, "no sé", "nlu_fallback")
    assert details(office, opened) == {"wrong": "figure", "expected": ""}


def test_with_the_right_dates_the_question_is_answered_again(ask: Ask) -> None:
    """The figure of July is that of a plain question for July."""
    report_a_problem(ask)
    ask(2, "el periodo", "refine")
    put_right = ask(2, "julio", "refine", period="julio")
    assert ask(2, "ventas de julio", "ask_sales", period="julio") in put_right


def test_what_cannot_be_read_is_asked_again(ask: Ask) -> None:
    """A sentence says why; the form stays where it was."""
    report_a_problem(ask)
    assert "No te entendí" in ask(2, "sí", "affirm")
    assert "No te entendí" in ask(2, "9", "inform")
    ask(2, "1", "inform")
    assert "no lo leo como un monto" in ask(2, "por correo", "inform")
    assert "Anotado" in ask(2, "20 mil", "inform")


def test_an_answer_can_be_taken_back(ask: Ask, office: Office) -> None:
    """ "no, el periodo" changes what was said before."""
    opened = report_a_problem(ask)
    ask(2, "1", "inform")
    assert "¿De qué fechas" in ask(2, "no, el periodo", "refine")
    ask(2, "julio", "refine", period="julio")
    assert details(office, opened) == {"wrong": "period", "period": "julio"}


def test_no_and_cancel_leave_the_form(ask: Ask) -> None:
    """What was reported stays; the next question is answered alone."""
    for intent, text in (("deny", "no"), ("cancel", "olvídalo"), ("unsubscribe", "CANCELAR")):
        report_a_problem(ask)
        assert "queda anotado" in ask(2, text, intent)
        assert OPENED not in ask(2, "ventas de ayer", "ask_sales", period="ayer")


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("intent", INTERRUPTIONS)
def test_any_other_question_is_answered_and_the_form_goes_on(
    ask: Ask, form: str, intent: str
) -> None:
    """Whatever comes in between, the form's question stands below and is then answered."""
    case = CASES[form]
    case.opened_by(ask)
    alone = ask(2, "ventas de ayer", intent, period="ayer")
    assert alone.endswith(case.ends)
    assert "↩️ Y lo de antes" in alone
    assert case.then in ask(2, case.answer, "inform")


def test_an_option_by_its_name_is_an_answer_whatever_it_looks_like(ask: Ask) -> None:
    """ "La cifra" alone is taken for another report by the model."""
    report_a_problem(ask)
    assert "¿Cuánto debería ser?" in ask(2, "la cifra", "report_problem")


def test_a_number_is_answered_in_the_language_of_the_question(ask: Ask) -> None:
    """ "3" has no language of its own."""
    ask(2, "sales in August", "ask_sales", period="August")
    assert "What is wrong?" in ask(2, "that number is wrong", "report_problem")
    assert "in other words" in ask(2, "3", "inform")


def test_a_refusal_in_between_does_not_end_the_form(ask: Ask) -> None:
    """The next message is still an answer to it."""
    ask(8, "reservas de ayer", "ask_bookings", period="ayer")
    ask(8, "eso está mal", "report_problem")
    refused = ask(8, "rentabilidad de ayer", "ask_profitability", period="ayer")
    assert "🔒" in refused
    assert OPENED in refused
    assert "Anotado" in ask(8, "4", "inform")


def test_a_choice_in_between_comes_first(ask: Ask) -> None:
    """One question at a time: which María, then the form again."""
    report_a_problem(ask)
    asked = ask(2, "ventas de María en agosto", "ask_sales", member="María", period="agosto")
    assert OPENED not in asked
    assert OPENED in ask(2, "1", "inform")


def test_without_a_question_before_there_is_nothing_to_ask(ask: Ask) -> None:
    """The report is kept as it is."""
    assert OPENED not in ask(2, "esto está mal", "report_problem")
