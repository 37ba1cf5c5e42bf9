"""What a phone can send, as the form that Twilio makes of it."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Any

from vocero.standin.accounts import Account, channel, sid
from vocero.standin.chats import Media, Message
from vocero.standin.errors import TwilioError

Said = Mapping[str, Any]
Form = dict[str, str]
_FILES = {"image": "image/jpeg", "document": "application/pdf", "audio": "audio/ogg",
          "video": "video/mp4", "sticker": "image/webp", "contacts": "text/vcard"}  # fmt: skip
_ALIASES = {"voice": "audio", "contact": "contacts", "tap": "button", "pick": "list"}
_WIRE = {"list": "interactive"}


def written(account: Account, said: Said) -> tuple[Message, Form]:
    """Give the message that a phone wrote and the form that is posted for it.

    `said` is the JSON of `POST /standin/inbound`; raises TwilioError 20001 when it makes no sense.
    """
    phone = str(said.get("phone") or "")
    if not phone:
        raise TwilioError(20001, "phone is required")
    kind = str(said.get("type") or "text")
    kind = _ALIASES.get(kind, kind)
    if kind not in _SHAPES and kind not in _FILES:
        raise TwilioError(20001, f"unknown type {kind}")
    own = str(said.get("sid") or sid("MM" if kind in _FILES else "SM"))
    message = Message(own, phone, outbound=False, kind=kind, body=str(said.get("body") or ""),
                      status="sent")  # fmt: skip
    shape = _SHAPES.get(kind, _file)
    extra = shape(account, said, message)
    form = {**_form(account, said, message), **extra,
            **{str(k): str(v) for k, v in (said.get("extra") or {}).items()}}  # fmt: skip
    return message, form


def _form(account: Account, said: Said, message: Message) -> Form:
    """Give the fields that every WhatsApp message has; those that have nothing to say are blank."""
    name = str(said.get("profile_name") or "")
    by_number = message.phone.startswith("+")
    context = {"ProfileName": name, **({"WaId": message.phone[1:]} if by_number else {})}
    form = {
        "SmsMessageSid": message.sid, "NumMedia": str(len(message.media)), "ProfileName": name,
        "MessageType": _WIRE.get(message.kind, message.kind), "SmsSid": message.sid,
        "WaId": message.phone[1:] if by_number else "", "SmsStatus": "received",
        "Body": message.body, "To": account.number, "NumSegments": "1", "ReferralNumMedia": "0",
        "MessageSid": message.sid, "AccountSid": account.sid,
        "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": context}}),
        "From": channel(message.phone), "ApiVersion": "2010-04-01",
    }  # fmt: skip
    external = said.get("external_user_id") or ("" if by_number else message.phone)
    if external:
        form["ExternalUserId"] = str(external)
    return form


def _text(_account: Account, said: Said, _message: Message) -> Form:
    return _replied(said)


def _button(_account: Account, said: Said, message: Message) -> Form:
    message.body = str(said.get("title") or "")
    return {"ButtonText": message.body, "ButtonPayload": str(said.get("payload") or message.body),
            **_replied(said)}  # fmt: skip


def _list(_account: Account, said: Said, message: Message) -> Form:
    message.body = str(said.get("title") or "")
    form = {"ListId": str(said.get("id") or ""), "ListTitle": message.body, **_replied(said)}
    if said.get("description"):
        form["ListDescription"] = str(said["description"])
    return form


def _location(_account: Account, said: Said, message: Message) -> Form:
    spot = {name: str(said.get(name.lower()) or "")
            for name in ("Latitude", "Longitude", "Address", "Label")}  # fmt: skip
    message.details = {name.lower(): value for name, value in spot.items()}
    return spot


def _about(_account: Account, said: Said, message: Message) -> Form:
    """Refer to an earlier message: a reaction to it, its new text, or its removal."""
    message.details = {"about": said.get("reply_to")}
    message.body = str(said.get("emoji") or message.body)
    return _replied(said)


def _file(account: Account, said: Said, message: Message) -> Form:
    content_type = str(said.get("content_type") or _FILES[message.kind])
    try:
        data = base64.b64decode(said.get("data") or "", validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise TwilioError(20001, "data must be base64") from None
    file = Media(sid("ME"), content_type, str(said.get("filename") or ""), data)
    message.media.append(file)
    path = f"/2010-04-01/Accounts/{account.sid}/Messages/{message.sid}/Media/{file.sid}"
    return {"MediaContentType0": content_type, "MediaUrl0": f"https://api.twilio.com{path}",
            **_replied(said)}  # fmt: skip


def _replied(said: Said) -> Form:
    if not said.get("reply_to"):
        return {}
    return {"OriginalRepliedMessageSid": str(said["reply_to"])}


_SHAPES: dict[str, Callable[[Account, Said, Message], Form]] = {
    "text": _text, "button": _button, "list": _list, "location": _location,
    "reaction": _about, "edited": _about, "deleted": _about,
}  # fmt: skip
