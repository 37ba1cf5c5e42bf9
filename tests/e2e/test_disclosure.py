"""An answer tells nobody that something exists which they may not see."""

import re
from collections.abc import Callable

import pytest

Say = Callable[..., str]
_ECHO = re.compile(r"[«“][^»”]*[»”]")
_NEAREST = re.compile(r"(¿Quisiste decir|Did you mean) (.*)\?")

PAIRS = [
    (4, "ventas de la sucursal {} de ayer", "Monterrey", "Durango"),
    (4, "ventas de {} de ayer", "Mérida", "Narnia"),
    (8, "cuánto vendió {} en agosto", "Guadalajara", "Chihuahua"),
    (8, "cuánto vendió el agente {} en agosto", "Irene Ortiz", "Zacarías Wolf"),
    (3, "sales of {} last week", "Los Cabos", "Los Ángeles"),
    (9, "ventas de la agencia {} de julio", "Caribe Mágico", "Jaguar Mágico"),
    (6, "ventas de {} en agosto", "Jorge Gutiérrez Núñez", "Jorge Gutiérrez Robles"),
    (7, "reservas del cliente {} este año", "Carlos Álvarez Sánchez", "Carlos Álvarez Robles"),
    (5, "bookings of {} in August", "Equipo Mérida A", "Equipo Toluca A"),
]


@pytest.mark.parametrize(("who", "sentence", "real", "invented"), PAIRS)
def test_a_name_outside_the_scope_is_as_one_that_does_not_exist(
    say: Say, who: int, sentence: str, real: str, invented: str
) -> None:
    """Both get the same sentence but for the echo, without a figure or another's name in it."""
    answers = [say(who, sentence.format(name)) for name in (real, invented)]
    assert "$" not in "".join(answers), answers
    for name, answer in zip((real, invented), answers, strict=True):
        assert name in answer
        offered = _NEAREST.search(answer)
        assert offered is None or real not in offered[2]
    first, second = (_NEAREST.sub(r"\1 …?", _ECHO.sub("«…»", a)) for a in answers)
    assert first == second


def test_a_refusal_names_nothing_of_what_is_refused(say: Say) -> None:
    """Asked for a margin by branch, a supervisor's refusal holds no branch and no number."""
    plain = say(5, "margen de agosto")
    narrowed = say(5, "margen de agosto de Monterrey")
    assert plain == narrowed
    assert "Monterrey" not in narrowed


def test_another_level_cannot_read_what_was_asked_before(say: Say) -> None:
    """A follow-up refers to one's own last question only."""
    say(1, "ventas de agosto por sucursal")
    assert "$" not in say(8, "la segunda")
    assert "$" not in say(10, "y en julio?")


@pytest.mark.parametrize("who", range(1, 11))
def test_no_level_reads_more_by_typing_commands(say: Say, who: int) -> None:
    """What a level may not ask is refused to the typed intent as to the sentence."""
    refused = {
        "ask_sales": {10}, "ask_commissions": {10}, "ask_passengers": {10}, "ask_kpi": {10},
        "ask_goal": {9, 10}, "ask_ranking": {9, 10}, "ask_comparison": {10},
        "ask_profitability": {5, 8, 9, 10}, "ask_occupancy": {6, 8, 9, 10},
        "ask_bookings": set(), "ask_cancellations": set(),
    }  # fmt: skip
    for intent, levels in refused.items():
        answer = say(who, f"/{intent}")
        assert ("🔒" in answer) is (who in levels), f"{who} {intent}: {answer}"
