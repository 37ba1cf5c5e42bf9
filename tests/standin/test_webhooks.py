"""What the stand-in posts is signed, complete and repeated as Twilio does it."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.standin.conftest import ACCOUNT, LUCIA, OURS, TOKEN, Receiver
from tests.standin.waiting import until
from vocero.standin.serving import Standin

EVERY = {
    "SmsMessageSid", "NumMedia", "ProfileName", "MessageType", "SmsSid", "WaId", "SmsStatus",
    "Body", "To", "NumSegments", "ReferralNumMedia", "MessageSid", "AccountSid",
    "ChannelMetadata", "From", "ApiVersion",
}  # fmt: skip
HOOK = "/webhooks/twilio/webhook"


def valid(receiver: Receiver) -> bool:
    """Whether Twilio's own validator accepts everything that came."""
    check = RequestValidator(TOKEN)
    return bool(receiver.got) and all(
        check.validate(receiver.url + path, form, headers["x-twilio-signature"])
        for path, form, headers in receiver.got
    )


def test_a_message_arrives_signed_with_every_field(standin: Standin, receiver: Receiver) -> None:
    """The form is what Twilio sends for WhatsApp."""
    wrote = standin.writes(LUCIA, "¿cuánto vendí? 😀 +1 & 50%", profile_name="Lucía")
    (form,) = receiver.forms(HOOK)
    assert valid(receiver)
    assert set(form) == EVERY
    assert (form["From"], form["To"], form["WaId"]) == (f"whatsapp:{LUCIA}", OURS, LUCIA[1:])
    assert (form["MessageSid"], form["AccountSid"]) == (wrote["sid"], ACCOUNT)
    assert form["Body"] == "¿cuánto vendí? 😀 +1 & 50%"
    assert json.loads(form["ChannelMetadata"])["data"]["context"]["ProfileName"] == "Lucía"


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"type": "button", "title": "Ver más", "payload": "more"},
         {"MessageType": "button", "Body": "Ver más", "ButtonText": "Ver más",
          "ButtonPayload": "more"}),
        ({"type": "list", "title": "Cancún", "id": "branch:1"},
         {"MessageType": "interactive", "Body": "Cancún", "ListTitle": "Cancún",
          "ListId": "branch:1"}),
        ({"type": "location", "latitude": 21.16, "longitude": -86.85},
         {"MessageType": "location", "Latitude": "21.16", "Longitude": "-86.85", "Address": "",
          "Label": "", "Body": ""}),
        ({"type": "reaction", "emoji": "👍", "reply_to": "SM1"},
         {"MessageType": "reaction", "Body": "👍", "OriginalRepliedMessageSid": "SM1"}),
        ({"type": "edited", "body": "perdón", "reply_to": "SM1"},
         {"MessageType": "edited", "Body": "perdón", "OriginalRepliedMessageSid": "SM1"}),
        ({"type": "deleted", "reply_to": "SM1"},
         {"MessageType": "deleted", "Body": "", "OriginalRepliedMessageSid": "SM1"}),
        ({"extra": {"Frequently": "new"}}, {"MessageType": "text", "Frequently": "new"}),
    ],
)  # fmt: skip
def test_each_kind_of_message_has_its_fields(
    standin: Standin, receiver: Receiver, said: dict[str, Any], fields: dict[str, str]
) -> None:
    """Taps, picks, places, reactions and changes arrive as their own kinds."""
    standin.writes(LUCIA, **said)
    assert fields.items() <= receiver.forms(HOOK)[0].items()
    assert valid(receiver)


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("image", "image/jpeg"), ("document", "application/pdf"), ("voice", "audio/ogg"),
     ("video", "video/mp4"), ("sticker", "image/webp"), ("contact", "text/vcard")],
)  # fmt: skip
def test_a_file_arrives_as_an_address_with_a_blank_body(
    standin: Standin, receiver: Receiver, kind: str, content_type: str
) -> None:
    """The bytes are fetched from Twilio, with the account's credentials."""
    standin.writes(LUCIA, type=kind, data=base64.b64encode(b"bytes").decode())
    (form,) = receiver.forms(HOOK)
    assert (form["NumMedia"], form["Body"], form["MediaContentType0"]) == ("1", "", content_type)
    assert form["MessageSid"].startswith("MM")
    url = form["MediaUrl0"].replace("https://api.twilio.com", standin.url)
    assert httpx.get(url).status_code == 401
    assert httpx.get(url, auth=(ACCOUNT, TOKEN)).content == b"bytes"


def test_a_sender_without_a_number_has_a_user_id(standin: Standin, receiver: Receiver) -> None:
    """WhatsApp's own id takes the number's place, and `WaId` is blank."""
    standin.writes("US.13491208655302741918", "hola")
    (form,) = receiver.forms(HOOK)
    assert form["From"] == "whatsapp:US.13491208655302741918"
    assert form["ExternalUserId"] == "US.13491208655302741918"
    assert form["WaId"] == ""
    assert valid(receiver)


def test_a_lost_connection_is_tried_once_more_with_the_same_token(
    standin: Standin, receiver: Receiver
) -> None:
    """The receiver can tell a repetition by the idempotency token."""
    receiver.hang_ups = 1
    wrote = standin.writes(LUCIA, "hola")
    first, second = (headers["i-twilio-idempotency-token"] for _, _, headers in receiver.got)
    assert (wrote["accepted"], wrote["attempts"], first) == (True, 2, second)


def test_an_error_of_the_receiver_is_not_tried_again(standin: Standin, receiver: Receiver) -> None:
    """A 500 ends it, as by default at Twilio, and the phone shows that it did not arrive."""
    receiver.answer = (500, "text/plain", "no")
    wrote = standin.writes(LUCIA, "hola")
    assert (wrote["accepted"], wrote["webhook_status"], len(receiver.got)) == (False, 500, 1)
    assert standin.chat(LUCIA)["messages"][0]["status"] == "failed"


def test_what_no_phone_can_send_is_refused(standin: Standin, receiver: Receiver) -> None:
    """A check with a slip in it learns so, whether it waits or not."""
    for said in ({"type": "telepathy", "phone": LUCIA}, {"body": "no phone", "wait": False}):
        answer = standin.client.post("/standin/inbound", json=said)
        assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert receiver.got == []


def test_twiml_in_the_answer_is_sent(standin: Standin, receiver: Receiver) -> None:
    """A webhook may answer with the reply itself."""
    twiml = "<Response><Message>Hola</Message><Message><Body>Adiós</Body></Message></Response>"
    receiver.answer = (200, "text/xml", twiml)
    standin.writes(LUCIA, "hola")
    assert [m["body"] for m in standin.chat(LUCIA)["messages"]] == ["hola", "Hola", "Adiós"]


def test_sent_and_delivered_are_called_back_signed(
    send: Callable[..., Any], receiver: Receiver, statuses: Callable[..., list[str]]
) -> None:
    """The callback says which message, how far it came, and on which channel."""
    made = send()
    assert statuses(2) == ["sent", "delivered"]
    form = receiver.forms("/status")[1]
    assert valid(receiver)
    assert form["MessageSid"] == form["SmsSid"] == made.sid
    assert (form["SmsStatus"], form["EventType"]) == ("delivered", "DELIVERED")
    assert (form["To"], form["From"], form["ChannelPrefix"]) == (
        f"whatsapp:{LUCIA}", OURS, "whatsapp")  # fmt: skip


def test_read_is_called_back_when_the_chat_is_opened(
    send: Callable[..., Any], standin: Standin, statuses: Callable[..., list[str]]
) -> None:
    """Nobody reads a message before looking."""
    send()
    statuses(2)
    assert standin.client.post("/standin/read", json={"phone": LUCIA}).json() == {"read": 1}
    assert statuses(3) == ["sent", "delivered", "read"]


def test_outside_24_hours_free_text_fails_by_callback(
    send: Callable[..., Any],
    standin: Standin,
    receiver: Receiver,
    statuses: Callable[..., list[str]],
) -> None:
    """63016, after the message was accepted."""
    standin.wrote(LUCIA, hours_ago=25)
    assert send().status == "queued"
    assert statuses(1) == ["undelivered"]
    assert receiver.forms("/status")[0]["ErrorCode"] == "63016"


def test_the_typing_indicator_shows_and_marks_as_read(standin: Standin, twilio: Client) -> None:
    """The person sees that an answer is on its way."""
    wrote = standin.writes(LUCIA, "hola")
    made = twilio.messaging.v2.typing_indicator.create(channel="whatsapp", message_id=wrote["sid"])
    chat = standin.chat(LUCIA)
    assert (made.success, chat["typing"]) == (True, [LUCIA])
    assert chat["messages"][0]["status"] == "read"


def test_an_answer_ends_the_typing_indicator(
    standin: Standin, twilio: Client, send: Callable[..., Any]
) -> None:
    """Nothing types on after the message has come."""
    wrote = standin.writes(LUCIA, "hola")
    twilio.messaging.v2.typing_indicator.create(channel="whatsapp", message_id=wrote["sid"])
    send()
    until(lambda: standin.chat(LUCIA)["typing"] == [])
