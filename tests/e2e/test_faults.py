"""When a part is down the person is told in time; when it is back, so is the answer."""

import time
from collections.abc import Callable, Iterator

import pytest

from vocero.storage import embedded

Say = Callable[..., str]
TOLD = 5.0


def _timed(say: Say, who: int, text: str) -> tuple[str, float]:
    began = time.perf_counter()
    answer = say(who, text)
    return answer, time.perf_counter() - began


def _soon(say: Say, who: int, text: str, words: str, seconds: float = 15.0) -> str:
    """Ask until the answer is a real one again."""
    limit = time.perf_counter() + seconds
    answer = say(who, text)
    while words not in answer and time.perf_counter() < limit:
        time.sleep(0.3)
        answer = say(who, text)
    return answer


@pytest.fixture
def mended(live: object) -> Iterator[None]:
    """Whatever a test breaks runs again afterwards."""
    yield
    embedded.start(live.settings.home)  # type: ignore[attr-defined]
    live.start()  # type: ignore[attr-defined]


def test_a_follow_up_survives_a_restart(say: Say, live: object, mended: None) -> None:
    """Bot and action server end and start again in the middle; the thread goes on."""
    say(2, "ventas brutas de agosto por canal")
    live.end("bot")  # type: ignore[attr-defined]
    live.end("actions")  # type: ignore[attr-defined]
    live.start()  # type: ignore[attr-defined]
    answer = say(2, "¿y en julio?")
    assert "jul de 2026" in answer
    assert "Ventas brutas" in answer
    assert "WhatsApp" in answer


def test_without_the_action_server_the_bot_says_so_itself(
    say: Say, live: object, mended: None
) -> None:
    """The bilingual sentence comes within five seconds, and the next question is answered."""
    say(1, "ventas de ayer")
    live.end("actions")  # type: ignore[attr-defined]
    for text in ("ventas de agosto", "sales in July", "hola"):
        answer, seconds = _timed(say, 1, text)
        assert "no puedo consultar los datos" in answer
        assert "cannot reach the data" in answer
        assert seconds < TOLD
    live.start()  # type: ignore[attr-defined]
    assert "ago de 2026" in say(1, "ventas de agosto")
    assert "jul de 2026" in say(1, "y en julio?")


def test_without_the_database_each_hears_it_in_their_language(
    say: Say, live: object, mended: None
) -> None:
    """Within five seconds, in the message's language; after its return questions are answered."""
    say(1, "ventas de ayer")
    home = live.settings.home  # type: ignore[attr-defined]
    embedded.stop(home)
    try:
        answer, seconds = _timed(say, 1, "ventas de agosto por favor")
        assert "no puedo llegar a la base de datos" in answer
        assert seconds < TOLD
        answer, seconds = _timed(say, 2, "what were the sales in August?")
        assert "cannot reach the database" in answer
        assert seconds < TOLD
    finally:
        embedded.start(home)
    assert "ago de 2026" in _soon(say, 1, "ventas de agosto por favor", "$")
    assert "jul de 2026" in say(1, "y en julio?")
