"""SMS through Twilio's API, as the stand-in plays it."""

from collections.abc import AsyncIterator

import pytest

from tests.delivery.conftest import SMS_NUMBER, notice, to
from vocero.delivery.channel import Later, Link, Refused, Sent
from vocero.delivery.cutting import length
from vocero.delivery.sms import Sms
from vocero.standin.serving import Standin, invented

WHO = "+12025550101"


@pytest.fixture
async def sms(twilio: Standin) -> AsyncIterator[Sms]:
    """Our sender, and a stand-in that knows nothing yet."""
    twilio.anew()
    made = Sms(invented(TWILIO_SMS_NUMBER=SMS_NUMBER, VOCERO_TWILIO_API_URL=twilio.url)
               .model_copy(update={"twilio_api_url": twilio.url}))  # fmt: skip
    yield made
    await made.close()


async def test_it_arrives_as_plain_text_with_links(sms: Sms, twilio: Standin) -> None:
    """No marks, no WhatsApp, no 24-hour window: title, text and a link a file."""
    said = notice(links=(Link("ventas.pdf", "https://bot.example/files/x/ventas.pdf"),))
    outcome = await sms.send(to("sms", WHO), said)
    [message] = twilio.chat(WHO)["messages"]
    assert outcome == Sent(message["sid"])
    assert message["sms"] is True
    assert message["body"] == ("Alerta de ventas\nVentas de ayer: 5 < 6 & 7\n"
                               "ventas.pdf: https://bot.example/files/x/ventas.pdf")  # fmt: skip


async def test_a_long_text_comes_in_parts_in_order(sms: Sms, twilio: Standin) -> None:
    """Each at most 1,600 characters, no line torn."""
    lines = [f"línea {n} 📈" for n in range(300)]
    await sms.send(to("sms", WHO), notice("\n".join(lines), title=""))
    bodies = [message["body"] for message in twilio.chat(WHO)["messages"]]
    assert len(bodies) > 1
    assert all(length(body) <= 1600 for body in bodies)
    assert "\n".join(bodies).split("\n") == lines


async def test_who_opted_out_is_gone(sms: Sms, twilio: Standin) -> None:
    """21610 is final, for this and for everything after."""
    twilio.misbehave(recipients={WHO: 21610})
    assert await sms.send(to("sms", WHO), notice()) == Refused("Twilio 21610", gone=True)


async def test_a_number_that_is_none_is_refused(sms: Sms) -> None:
    """And the address stays: it may be the number that we send from."""
    assert await sms.send(to("sms", "+1"), notice()) == Refused("Twilio 21211")


@pytest.mark.parametrize("fault", ["rate_limited", "unavailable", "server_error", "refused"])
async def test_a_bad_day_is_for_later(sms: Sms, twilio: Standin, fault: str) -> None:
    """429, 503, 500 and a connection that ends."""
    twilio.misbehave(**{fault: 1.0})
    assert isinstance(await sms.send(to("sms", WHO), notice()), Later)
