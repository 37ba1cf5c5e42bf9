"""The whole way: a phone writes, Twilio posts, Rasa understands, the figures come back."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from tests.mailroom.conftest import TABLES, Desk, api
from vocero.mailroom.bot import Bot
from vocero.settings import Settings
from vocero.stack import environment
from vocero.standin.serving import Standin, running
from vocero.storage.engine import Database

DIRECTOR, BRANCH, AGENT = "+12025550102", "+12025550104", "+12025550108"


@pytest.fixture(scope="module")
def line(live: Any) -> Iterator[tuple[Settings, Standin]]:
    """Settings with a Twilio account of their own and the live bot's secret, and a stand-in."""
    secret = environment.environment(live.settings)["VOCERO_IDENTITY_SECRET"]
    own = live.settings.model_copy(update={
        "twilio_account_sid": "AC" + "e2" * 16, "twilio_auth_token": SecretStr("token-of-e2e"),
        "twilio_whatsapp_number": "whatsapp:+14155238886", "public_url": "http://127.0.0.1:1",
        "identity_secret": SecretStr(secret), "twilio_rate": 1000.0, "twilio_pair_rate": 1000.0,
    })  # fmt: skip
    with running(own) as standin:
        yield own, standin


@pytest.fixture
def phone(line: tuple[Settings, Standin], database: Database, fresh: None) -> Iterator[Desk]:
    """An API between the stand-in and the live bot, with nothing in the mail."""
    own, standin = line
    standin.anew()
    with database.owner.begin() as connection:
        connection.execute(sa.text(f"truncate {TABLES}"))
        # Pictures have messages of their own (tests/mailroom/test_media.py); here replies count.
        connection.execute(sa.text("update vocero.people set pictures = false"))
    with api(own, standin, database, Bot(own)) as desk:  # type: ignore[arg-type]
        yield desk


def test_a_conversation_in_two_languages(phone: Desk) -> None:
    """Figures, a follow-up, English, and each within the person's level."""
    phone.says(DIRECTOR, "¡ventas de agosto!")
    phone.says(DIRECTOR, "¿y en julio?")
    phone.says(BRANCH, "what were the sales in August?")
    august, july = phone.heard(DIRECTOR, 2)
    assert "ago de 2026" in august
    assert "jul de 2026" in july
    assert "your branch" in phone.heard(BRANCH, 1)[0]


def test_choices_come_as_a_list_and_a_pick_is_an_answer(phone: Desk) -> None:
    """Several of a name: the person picks one and gets the figure."""
    phone.says(DIRECTOR, "ventas de lópez de agosto")
    (asked,) = phone.messages(DIRECTOR, 1)
    first = asked["choices"]["items"][0]
    phone.says(DIRECTOR, type="list", id=first["id"], title=first["title"])
    answer = phone.heard(DIRECTOR, 2)[1]
    assert first["title"] in answer
    assert "ago de 2026" in answer


def test_no_spelling_of_a_slash_reaches_an_intent(phone: Desk) -> None:
    """A typed command is something said; the session is not restarted by it."""
    phone.says(DIRECTOR, "ventas de agosto")
    phone.says(DIRECTOR, "／restart")
    phone.says(DIRECTOR, "\u200b/session_start")
    phone.says(DIRECTOR, '/ask_kpi{"period":"ayer"}')
    phone.says(DIRECTOR, "¿y en julio?")
    assert "jul de 2026" in phone.heard(DIRECTOR, 5)[-1]


def test_in_ones_own_words_one_can_leave(phone: Desk) -> None:
    """Understood by Rasa, recorded once, confirmed; ALTA brings one back."""
    phone.says(AGENT, "por favor ya no me manden mensajes")
    assert "ALTA" in phone.heard(AGENT, 1)[0]
    phone.says(AGENT, "ventas de ayer")
    assert phone.heard(AGENT, 2)[1].startswith("🔕")
    phone.says(AGENT, "ALTA")
    phone.says(AGENT, "ventas de ayer")
    assert "tus ventas" in phone.heard(AGENT, 4)[3]


def test_a_killed_bot_is_apologised_for_and_the_answer_comes(phone: Desk, live: Any) -> None:
    """kill -9 of Rasa: a sentence, and after its return the answer, once, with the question."""
    live.end("bot")
    try:
        phone.says(DIRECTOR, "ventas de agosto por favor")
        time.sleep(3.5)
        assert "Guardé tu pregunta" in phone.heard(DIRECTOR, 1)[0]
    finally:
        live.start()
    told = phone.heard(DIRECTOR, 2, 40)
    if "Sigo buscando" in told[1]:
        # Where Rasa takes long to start, the person hears that meanwhile.
        told = phone.heard(DIRECTOR, 3, 40)
    assert told[-1].startswith("↩️ Sobre «ventas de agosto por favor»:")
    assert "ago de 2026" in told[-1]
    phone.stays(DIRECTOR, len(told))


def test_without_the_action_server_the_question_waits(phone: Desk, live: Any) -> None:
    """Rasa has nothing to say: an apology, and the answer once the app is back."""
    live.end("actions")
    try:
        phone.says(DIRECTOR, "sales in August please")
        assert "I kept your question" in phone.heard(DIRECTOR, 1, 20)[0]
    finally:
        live.start()
    told = phone.heard(DIRECTOR, 2, 40)
    if "Still looking" in told[1]:
        # Where the app takes long to start, the person hears that meanwhile.
        told = phone.heard(DIRECTOR, 3, 40)
    assert "Aug" in told[-1]
    phone.says(DIRECTOR, "and in July?")
    assert "Jul" in phone.heard(DIRECTOR, len(told) + 1)[-1]


def test_an_effect_happens_once_however_often_the_message_is_tried(
    phone: Desk, database: Database
) -> None:
    """The same message taken up again after it had its effect: one report of a problem."""
    phone.says(DIRECTOR, "ventas de agosto")
    phone.says(DIRECTOR, "ese número está mal")
    phone.heard(DIRECTOR, 2)
    phone.sql("update vocero.inbox set state = 'waiting', finished_at = null "
              "where body like 'ese%'")  # fmt: skip
    phone.until("(select count(*) from vocero.inbox where state = 'done') = 2")
    assert phone.sql("select count(*) from vocero.problems") == [(1,)]
    phone.stays(DIRECTOR, 2, 0.3)
