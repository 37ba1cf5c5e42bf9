"""A Rasa session is rolled over: a long day costs a turn no more than a short one."""

import itertools
import time
from collections.abc import Callable, Iterable
from statistics import median

import httpx
import jwt

from vocero.stack import environment

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


class Chats:
    """WhatsApp conversations through the bot's Twilio channel, as our API hands them on."""

    def __init__(self, live: object, client: httpx.Client) -> None:
        self.webhook = f"{live.bot}/webhooks/twilio/webhook"  # type: ignore[attr-defined]
        self.secret = environment.environment(live.settings)["VOCERO_IDENTITY_SECRET"]  # type: ignore[attr-defined]
        self.client = client
        self._numbers = itertools.count()

    def turn(self, conversation: str, text: str) -> float:
        """Take a turn, and give how long it took."""
        claims = {
            "sub": "+12025550102", "door": "twilio", "cid": f"twilio:{conversation}",
            "mid": f"SM{next(self._numbers)}", "aud": "vocero-actions", "exp": time.time() + 60,
        }  # fmt: skip
        token = jwt.encode(claims, self.secret, algorithm="HS256")
        began = time.perf_counter()
        answer = self.client.post(self.webhook, json={"text": text, "identity": token})
        took = time.perf_counter() - began
        assert answer.status_code == 200
        assert answer.json()["failed"] is False
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


def test_turn_two_hundred_costs_no_more_than_turn_five(live: object, fresh: None) -> None:
    """At most 1.3 times: a long day's turns and new people's fifth ones, measured in turns."""
    with httpx.Client(timeout=20) as client:
        chats = Chats(live, client)
        for turn in range(180):
            chats.turn("long", f"ventas de {MONTHS[turn % len(MONTHS)]}")
        late, early = [], []
        for person in range(20):
            for month in MONTHS[:4]:
                chats.turn(f"new-{person}", f"ventas de {month}")
            early.append(chats.turn(f"new-{person}", "ventas de mayo"))
            late.append(chats.turn("long", "ventas de mayo"))
    assert median(late) <= 1.3 * median(early), f"{median(late):.4f} s, {median(early):.4f} s"
