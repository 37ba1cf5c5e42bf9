"""Two readings that are nearly as likely are put to the person, from the tracker to the answer."""

from collections.abc import Callable

import pytest
from rasa_sdk import Tracker

from actions.reading import identity_of, said_of
from vocero.conversation.answering import answer
from vocero.conversation.turn import Office

MakeTracker = Callable[..., Tracker]
CLOSE = [("nlu_fallback", 0.3), ("ask_bookings", 0.2), ("ask_passengers", 0.18), ("help", 0.05)]


@pytest.fixture
def hear(office: Office, tracker: MakeTracker) -> Callable[..., str]:
    """Hand a tracker on as an action does, without the deadline."""

    def once(text: str, ranking: list[tuple[str, float]], phone: str = "+12025550104") -> str:
        heard = tracker(text, sender=phone, intent=ranking[0][0])
        heard.latest_message["intent_ranking"] = [
            {"name": name, "confidence": confidence} for name, confidence in ranking
        ]
        return answer(office, identity_of(heard, office.settings), said_of(heard)).text

    return once


@pytest.mark.parametrize(
    ("picked", "found"),
    [("1", "Reservas"), ("la segunda", "Pasajeros"), ("Pasajeros", "Pasajeros")],
)
def test_the_person_picks_one_of_two(hear: Callable[..., str], picked: str, found: str) -> None:
    """Both readings are named; a number, an ordinal or the name settles the waiting message."""
    asked = hear("cuántos hubo ayer", CLOSE)
    assert "1. Reservas" in asked
    assert "2. Pasajeros" in asked
    settled = hear(picked, [("inform", 0.9)])
    assert found in settled
    assert "15 sep 2026" in settled


def test_what_is_refused_is_not_offered(hear: Callable[..., str]) -> None:
    """A reading that the person's level lacks does not stand among the two."""
    close = [("nlu_fallback", 0.3), ("ask_profitability", 0.2), ("ask_bookings", 0.19)]
    said = hear("cuánto nos quedó ayer", close, "+12025550110")
    assert "Rentabilidad" not in said


def test_sure_nonsense_is_not_asked_about(hear: Callable[..., str]) -> None:
    """A message that is surely out of scope is said not to be understood."""
    nonsense = [("nlu_fallback", 0.8), ("ask_bookings", 0.1), ("ask_passengers", 0.09)]
    assert "No te entendí" in hear("qué opinas del partido de ayer", nonsense)


def test_another_question_leaves_the_choice(hear: Callable[..., str]) -> None:
    """A clear question in the middle is answered."""
    hear("cuántos hubo ayer", CLOSE)
    assert "Cancelaciones" in hear("cancelaciones de hoy", [("ask_cancellations", 0.9)])
