"""Close readings are asked about; likely ones are answered, and nonsense stays nonsense."""

from types import SimpleNamespace
from typing import Any

import pytest

from vocero.conversation.clarifying import ask, chosen, close_readings
from vocero.conversation.memory import Memory
from vocero.conversation.said import Entity, Said
from vocero.people.person import Person
from vocero.rendering.reader import reader

OCTOBER = Entity("period", "octubre", 11, 18)
SPANISH = reader("es", "+525512345678", "America/Mexico_City", "MXN")


def turn(*ranking: tuple[str, float], level: int = 2, text: str = "dame lo de octubre") -> Any:
    """A turn with a ranking; what else it holds is not looked at."""
    said = Said(text, ranking[0][0] if ranking else "inform", (OCTOBER,), ranking=ranking)
    person = Person(1, "+525512345678", "Ana", level, branch_id=1)
    return SimpleNamespace(said=said, person=person, reader=SPANISH, memory=Memory(), outcome="")


def test_two_close_and_unlikely_readings_are_asked_about() -> None:
    """Both titles stand in the question, with the period that was said."""
    now = turn(("ask_kpi", 0.20), ("ask_sales", 0.14), ("refine", 0.06))
    readings = close_readings(now)
    assert readings == ("ask_kpi", "ask_sales")
    text = ask(now, readings)
    assert "1. Indicadores clave (octubre)" in text
    assert "2. Ventas (octubre)" in text
    assert now.memory.pending.intents == readings


@pytest.mark.parametrize(
    "ranking",
    [
        (("ask_sales", 0.5), ("ask_cancellations", 0.32)),
        (("ask_sales", 0.22), ("ask_kpi", 0.05)),
        (("nlu_fallback", 0.85), ("ask_sales", 0.1), ("ask_kpi", 0.1)),
        (("nlu_fallback", 1.0), ("goodbye", 0.0), ("thank", 0.0)),
        (("greet", 0.3), ("ask_sales", 0.2)),
        (),
    ],
)  # fmt: skip
def test_everything_else_is_not(ranking: tuple[tuple[str, float], ...]) -> None:
    """Likely enough, not close, surely nonsense, or only one report among them."""
    assert close_readings(turn(*ranking)) == ()


def test_what_a_person_may_not_ask_is_not_offered() -> None:
    """A supervisor is never asked whether they mean profitability."""
    ranking = (("ask_profitability", 0.2), ("ask_sales", 0.19), ("ask_kpi", 0.18))
    assert close_readings(turn(*ranking, level=5)) == ("ask_sales", "ask_kpi")


@pytest.mark.parametrize(
    ("text", "intent"),
    [("2", "ask_sales"), ("la primera", "ask_kpi"), ("ventas", "ask_sales"), ("no sé", None)],
)
def test_the_choice_gives_the_waiting_message_its_reading(text: str, intent: str | None) -> None:
    """By number, by ordinal or by name; its entities are kept."""
    before = turn(("ask_kpi", 0.20), ("ask_sales", 0.14))
    ask(before, close_readings(before))
    said = chosen(turn(text=text), before.memory.pending)
    assert (said.intent if said else None) == intent
    assert said is None or said.entities == (OCTOBER,)
