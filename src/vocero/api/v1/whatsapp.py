"""WhatsApp: how it stands, and what somebody would be answered."""

import secrets

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool

from vocero.api.problems import ProblemError, described
from vocero.api.v1.reception import Reception, hand
from vocero.api.v1.shapes import Asked, Id, Moment, Phone, Text, Told, example, shown
from vocero.errors import MissingError
from vocero.mailroom import cleaning
from vocero.mailroom.bot import SilentError
from vocero.mailroom.overview import overview
from vocero.people import administration, directory
from vocero.people.person import Person

CAPABILITY = "integration"


class TestNew(Asked):
    """What somebody would write: who calls, unless a number is given."""

    __test__ = False
    model_config = example(phone="+52 1 55 1234 5678", text="ventas de ayer")

    phone: Phone | None = None
    text: Text


class Choice(Told):
    """Something to tap, and what tapping it says."""

    title: str
    says: str


class SaidOut(Told):
    """One message of the bot."""

    text: str
    choices: list[Choice]
    media_url: str | None


class TestOut(Told):
    """What they would be answered; nothing was sent."""

    __test__ = False
    model_config = shown(person_id=12, messages=[
        {"text": "Ventas de ayer: $182,400.00", "choices": [], "media_url": None}])  # fmt: skip

    person_id: Id
    messages: list[SaidOut]


class Throttle(Told):
    """Messages a second that go out, to all and to one person, and what may go at once now."""

    rate: float
    pair_rate: float
    allowance: float


class StatusOut(Told):
    """How WhatsApp stands; outbox and errors are those of the last 24 hours."""

    model_config = shown(
        sender="whatsapp:+14155238886", templates={"es": True, "en": False},
        windows_open=41, windows_closed=12, suppressed=1, unanswered=0,
        last_inbound="2026-09-16T16:40:00Z", last_outbound="2026-09-16T16:40:02Z",
        throttle={"rate": 10, "pair_rate": 0.1667, "allowance": 1},
        outbox={"accepted": 320, "held": 2}, errors={"63016": 2},
    )  # fmt: skip

    sender: str | None
    templates: dict[str, bool]
    windows_open: int
    windows_closed: int
    suppressed: int
    unanswered: int
    last_inbound: Moment | None
    last_outbound: Moment | None
    throttle: Throttle
    outbox: dict[str, int]
    errors: dict[str, int]


def router(reception: Reception) -> APIRouter:
    """Give the routes of WhatsApp; they need `integration`."""
    routes = reception.routes("/whatsapp", "whatsapp")
    admitted = Depends(reception.needs(CAPABILITY))

    @routes.post("/test", operation_id="test_whatsapp", responses=described(503))
    async def test_whatsapp(said: TestNew, caller: Person = admitted) -> TestOut:
        """Give what somebody would be answered, in a conversation apart; what it says is done."""
        person = await run_in_threadpool(_tried, reception, caller, said.phone)
        text = cleaning.spoken(said.text)
        if not text:
            raise ProblemError(422)
        try:
            answers = await reception.bot.ask(person.phone, "TS" + secrets.token_hex(16), text)
        except SilentError:
            raise ProblemError(503, "bot_silent") from None
        return TestOut(person_id=person.person_id, messages=[
            SaidOut(text=one.text, media_url=one.media_url,
                    choices=[Choice(title=title, says=says) for title, says in one.choices])
            for one in answers
        ])  # fmt: skip

    @routes.get("/status", operation_id="get_whatsapp_status")
    def get_whatsapp_status(_: Person = admitted) -> StatusOut:
        """Say how WhatsApp stands."""
        with reception.open() as connection:
            seen = overview(connection)
        own = reception.settings
        return StatusOut(
            sender=own.twilio_whatsapp_number, windows_open=seen.open,
            templates={"es": bool(own.twilio_template_es), "en": bool(own.twilio_template_en)},
            windows_closed=seen.known - seen.open, suppressed=seen.suppressed,
            unanswered=seen.unanswered, last_inbound=seen.last_inbound,
            last_outbound=seen.last_outbound, outbox=dict(seen.outbox), errors=dict(seen.errors),
            throttle=Throttle(rate=own.twilio_rate, pair_rate=own.twilio_pair_rate,
                              allowance=seen.allowance),
        )  # fmt: skip

    return routes


def _tried(reception: Reception, caller: Person, phone: str | None) -> Person:
    """Give as whom it is tried, and write down that it was; raises MissingError."""
    with reception.open() as connection:
        person = caller if phone is None else directory.find(connection, phone)
        if person is None:
            raise MissingError
        administration.note(connection, hand(caller), "integration tested", person.person_id, {},
                            CAPABILITY)  # fmt: skip
    return person
