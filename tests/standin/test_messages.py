"""Messages are accepted, refused, listed and fetched, and Twilio's own client notices nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.standin.conftest import ACCOUNT, LUCIA, OURS, TOKEN, AsyncRewriting, Receiver, Rewriting
from tests.standin.waiting import until
from vocero.standin.serving import Standin

Send = Callable[..., Any]


def test_a_message_is_accepted_as_queued(send: Send) -> None:
    """The client reads sid, status, parties and date out of the answer."""
    made = send("¡Hola! ¿cómo va?")
    assert (made.sid[:2], len(made.sid), made.status) == ("SM", 34, "queued")
    assert (made.to, made.from_, made.direction) == (f"whatsapp:{LUCIA}", OURS, "outbound-api")
    assert abs(made.date_created.timestamp() - dt.datetime.now(dt.UTC).timestamp()) < 5
    assert made.body == "¡Hola! ¿cómo va?"


def test_a_message_can_be_fetched_with_its_status(
    send: Send, twilio: Client, statuses: Callable[..., list[str]]
) -> None:
    """Twilio knows how far a message has come."""
    made = send()
    statuses(2)
    fetched = twilio.messages(made.sid).fetch()
    assert (fetched.status, fetched.error_code, fetched.num_media) == ("delivered", None, "0")


async def test_the_asynchronous_client_sends_too(standin: Standin) -> None:
    """What the product uses works over the same addresses."""
    standin.wrote(LUCIA)
    http = AsyncRewriting(standin.url)
    client = Client(ACCOUNT, TOKEN, http_client=http)
    made = await client.messages.create_async(to=f"whatsapp:{LUCIA}", from_=OURS, body="hola")
    assert made.status == "queued"
    await http.close()


@pytest.mark.parametrize(
    ("changed", "code", "status"),
    [
        ({"to": ""}, 21604, 400),
        ({"from_": ""}, 21603, 400),
        ({"to": "whatsapp:+12ab"}, 21211, 400),
        ({"to": "+12025550101"}, 21910, 400),
        ({"from_": "whatsapp:+15005550006"}, 63007, 400),
        ({"to": OURS}, 63031, 400),
        ({"body": ""}, 21602, 400),
        ({"body": "a" * 1601}, 21617, 400),
        ({"body": "😀" * 801}, 21617, 400),
        ({"media_url": ["ftp://x/y"]}, 21620, 400),
        ({"status_callback": "nowhere"}, 21609, 400),
        ({"body": None, "content_sid": "HX" + "1" * 32}, 20404, 404),
    ],
)
def test_what_is_wrong_is_refused_with_its_code(
    send: Send, changed: dict[str, Any], code: int, status: int
) -> None:
    """The client raises with Twilio's own code."""
    with pytest.raises(TwilioRestException) as refused:
        send(**changed)
    assert (refused.value.code, refused.value.status) == (code, status)


def test_a_body_of_1600_characters_passes(send: Send) -> None:
    """The limit itself is allowed."""
    assert send("a" * 1600).status == "queued"


def test_a_refusal_is_twilios_json(standin: Standin) -> None:
    """Code, message, page and status, as every library expects them."""
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    answer = httpx.post(standin.url + path, auth=(ACCOUNT, TOKEN), data={"From": OURS})
    assert answer.json() == {
        "code": 21604, "message": "A 'To' phone number is required.", "status": 400,
        "more_info": "https://www.twilio.com/docs/errors/21604",
    }  # fmt: skip


def test_a_wrong_token_gets_in_nowhere(standin: Standin) -> None:
    """401 and code 20003 for every address of the API."""
    http = Rewriting(standin.url)
    with pytest.raises(TwilioRestException) as refused:
        Client(ACCOUNT, "wrong", http_client=http).messages.create(to="x", from_="y", body="z")
    assert (refused.value.status, refused.value.code) == (401, 20003)
    assert httpx.get(f"{standin.url}/v1/Content").status_code == 401
    http.session.close()


def test_the_list_is_filtered_by_recipient_and_date(
    send: Send, twilio: Client, standin: Standin
) -> None:
    """A sender can look up what was accepted before it sends again."""
    began = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=2)
    send("uno")
    send("dos")
    send("tres", to="whatsapp:+12025550102")
    listed = twilio.messages.list(to=f"whatsapp:{LUCIA}", date_sent_after=began)
    assert [m.body for m in listed] == ["dos", "uno"]
    later = began + dt.timedelta(hours=1)
    assert twilio.messages.list(to=f"whatsapp:{LUCIA}", date_sent_after=later) == []


def test_the_list_comes_in_pages(send: Send, twilio: Client) -> None:
    """The client follows one page to the next."""
    for number in range(5):
        send(str(number))
    assert [m.body for m in twilio.messages.list(page_size=2)] == ["4", "3", "2", "1", "0"]


def test_a_message_can_be_removed(send: Send, twilio: Client) -> None:
    """DELETE answers 204, and the message is gone."""
    made = send()
    assert twilio.messages(made.sid).delete()
    with pytest.raises(TwilioRestException):
        twilio.messages(made.sid).fetch()


def test_media_are_fetched_and_kept(send: Send, standin: Standin, receiver: Receiver) -> None:
    """The phone gets the bytes under their type and name."""
    receiver.files["/grafica.png"] = ("image/png", b"\x89PNG....")
    made = send("ventas", media_url=[f"{receiver.url}/grafica.png", "http://ignored/second"])
    until(lambda: standin.chat(LUCIA)["messages"][-1]["status"] == "delivered")
    (shown,) = standin.chat(LUCIA)["messages"]
    (file,) = shown["media"]
    assert (made.sid[:2], shown["type"], shown["body"]) == ("MM", "image", "ventas")
    assert (file["type"], file["name"], file["size"]) == ("image/png", "grafica.png", 8)
    assert httpx.get(standin.url + file["url"]).content == b"\x89PNG...."


def test_media_that_cannot_be_fetched_fail_by_callback(
    send: Send, receiver: Receiver, statuses: Callable[..., list[str]]
) -> None:
    """63019, after the message was accepted."""
    send(media_url=[f"{receiver.url}/missing.png"])
    assert statuses(1) == ["failed"]
    assert receiver.forms("/status")[0]["ErrorCode"] == "63019"
