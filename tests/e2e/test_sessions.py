"""A Rasa session is rolled over: a long day costs a turn no more than a short one."""

import time
from collections.abc import Callable, Iterable
from statistics import median

import httpx

Say = Callable[..., str]
MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto")


def _turns(say: Say, who: str, count: int) -> list[float]:
    """Take turns as a busy person would, and give how long each took."""
    took = []
    for turn in range(count):
        month = MONTHS[turn % len(MONTHS)]
        text = f"ventas brutas de {month}" if turn % 3 == 0 else f"y en {month}?"
        began = time.perf_counter()
        say(who, text)
        took.append(time.perf_counter() - began)
    return took


def _since_the_last_start(events: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    session: list[dict[str, object]] = []
    for event in events:
        session = [event] if event["event"] == "session_started" else [*session, event]
    return session


def test_sixty_turns_leave_a_short_session_and_quick_turns(say: Say, live: object) -> None:
    """After 60 turns the session is bounded, a turn takes no longer, and follow-ups still work."""
    who = "+5255550" + "20010"
    took = _turns(say, who, 60)
    answer = httpx.get(f"{live.bot}/conversations/{who}/tracker?include_events=ALL", timeout=10)  # type: ignore[attr-defined]
    events = answer.json()["events"]
    assert len(_since_the_last_start(events)) < 60
    early, late = median(took[2:8]), median(took[54:60])
    assert late <= 2 * early + 0.02, f"turns 3–8: {early:.3f} s, turns 55–60: {late:.3f} s"
    say(who, "ventas brutas de agosto")
    follow_up = say(who, "y en julio?")
    assert "jul de 2026" in follow_up
    assert "Ventas brutas" in follow_up
