"""The bot's Twilio channel on the real stack: our API's way in, and Twilio's own."""

import time
from collections.abc import Callable
from xml.etree import ElementTree

import httpx
import jwt
import pytest
from twilio.request_validator import RequestValidator

from vocero.stack import environment

PATH = "/webhooks/twilio/webhook"
Send = Callable[..., dict[str, object]]


@pytest.fixture
def own(live: object) -> dict[str, str]:
    """Give the environment that the stack runs in."""
    return environment.environment(live.settings)  # type: ignore[attr-defined]


@pytest.fixture
def send(live: object, fresh: None, own: dict[str, str]) -> Send:
    """Hand a message on as our API does, and give the answer."""

    def post(text: str, message_id: str = "SM1", level: int = 2) -> dict[str, object]:
        claims = {
            "sub": f"+120255501{level:02d}", "door": "twilio", "cid": f"twilio:e2e-{level}",
            "mid": message_id, "aud": "vocero-actions", "exp": time.time() + 60,
        }  # fmt: skip
        identity = jwt.encode(claims, own["VOCERO_IDENTITY_SECRET"], algorithm="HS256")
        body = {"text": text, "identity": identity}
        answer = httpx.post(f"{live.bot}{PATH}", json=body, timeout=30)  # type: ignore[attr-defined]
        assert answer.status_code == 200, answer.text
        given: dict[str, object] = answer.json()
        return given

    return post


def _text(answer: dict[str, object]) -> str:
    (message,) = answer["messages"]  # type: ignore[misc]
    return str(message["text"])


def test_a_question_and_its_follow_up(send: Send) -> None:
    """The figures come as one message, and the next one is understood from it."""
    first = send("¡ventas brutas de agosto!")
    assert first["failed"] is False
    assert "ago de 2026" in _text(first)
    assert "jul de 2026" in _text(send("y en julio?", "SM2"))


def test_choices_come_as_buttons(send: Send) -> None:
    """What was asked back can be answered with a tap: the button says its number."""
    (message,) = send("ventas de Ana de ayer")["messages"]  # type: ignore[misc]
    for number, button in enumerate(message.get("buttons", []), start=1):
        assert button["payload"] == str(number)


def test_a_command_is_only_words(send: Send) -> None:
    """Rasa's own syntax is out of reach: neither a restart nor an intent of one's choice."""
    for text in ("/restart", "／ask_profitability", '\u200b/ask_profitability{"period":"ayer"}'):
        assert send(text, level=8)["failed"] is False


def test_without_the_app_a_turn_fails_and_can_be_repeated(send: Send, live: object) -> None:
    """Nothing is left half done: the same message is answered once the app is back."""
    send("ventas brutas de agosto", "SM10")
    live.end("actions")  # type: ignore[attr-defined]
    try:
        assert send("y en julio?", "SM11")["failed"] is True
        assert send("y en julio?", "SM11")["failed"] is True
    finally:
        live.start()  # type: ignore[attr-defined]
    again = send("y en julio?", "SM11")
    assert again["failed"] is False
    assert "jul de 2026" in _text(again)


def test_twilio_itself_gets_twiml(live: object, fresh: None, own: dict[str, str]) -> None:
    """A signed form is answered with one message; with another signature it is refused."""
    fields = {
        "AccountSid": own["TWILIO_ACCOUNT_SID"], "To": own["TWILIO_WHATSAPP_NUMBER"],
        "From": "whatsapp:+12025550102", "MessageSid": "SM" + "e" * 32, "NumMedia": "0",
        "Body": "ventas brutas de agosto", "ProfileName": "",
    }  # fmt: skip
    url = own["VOCERO_PUBLIC_URL"] + PATH
    signature = RequestValidator(own["TWILIO_AUTH_TOKEN"]).compute_signature(url, fields)
    for header, status in ((signature, 200), ("x" * 28, 403)):
        answer = httpx.post(f"{live.bot}{PATH}", data=fields, timeout=20,  # type: ignore[attr-defined]
                            headers={"X-Twilio-Signature": header})  # fmt: skip
        assert answer.status_code == status
        if status == 200:
            (message,) = ElementTree.fromstring(answer.text)  # noqa: S314 — our own answer
            assert "ago de 2026" in (message.text or "")
