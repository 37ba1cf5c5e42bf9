"""One message from WhatsApp, read from the form that Twilio sends.

Source: Twilio, "Receive WhatsApp messages" and the request parameters of its Messaging webhook;
fields are added without notice, so unknown ones are let be.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vocero.mailroom import cleaning
from vocero.mailroom.signature import MalformedError
from vocero.people import phones
from vocero.settings import Settings
from vocero.words.normal import fold

Kind = Literal["text", "edited", "opt out", "opt in", "stopped", "started", "helped", "opened",
               "voice", "image", "video", "document", "sticker", "location", "contact", "reaction",
               "deleted", "empty"]  # fmt: skip
"""`stopped`, `started`, `helped`: Twilio has answered it (Advanced Opt-Out); `opened`: our template
was tapped."""
OPEN = "vocero_open"
"""The id of the button in the approved templates: what was held goes out when it is tapped."""
_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}", re.ASCII)
_MESSAGE = re.compile(r"(SM|MM)[0-9a-zA-Z]{32}", re.ASCII)
_EXTERNAL = re.compile(r"whatsapp:([A-Za-z0-9][A-Za-z0-9._-]{1,126})", re.ASCII | re.IGNORECASE)
_EXTERNAL_FIELD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,126}", re.ASCII)
_REQUIRED = ("AccountSid", "To", "From", "MessageSid")
_KEPT = ("MessageType", "NumMedia", "MediaContentType0", "ButtonPayload",
         "ListId", "OriginalRepliedMessageSid", "OptOutType", "Forwarded")  # fmt: skip
_OPT_OUT = frozenset({"stop", "baja", "stopall", "stop all"})
_OPT_IN = frozenset({"start", "alta", "unstop"})
TAPPED = "Tapped"
"""The detail that holds the words of a tapped button or list line."""
CONSENTS = frozenset({"opt out", "opt in", "stopped", "started"})
_BY_TWILIO: Mapping[str, Kind] = {"STOP": "stopped", "START": "started", "HELP": "helped"}
_MEDIA: tuple[tuple[str, Kind], ...] = (
    ("audio/", "voice"), ("image/webp", "sticker"), ("image/", "image"), ("video/", "video"),
    ("text/vcard", "contact"), ("text/x-vcard", "contact"), ("", "document"),
)  # fmt: skip
_TYPES: Mapping[str, Kind] = {
    "image": "image", "audio": "voice", "voice": "voice", "video": "video", "sticker": "sticker",
    "document": "document", "location": "location", "contacts": "contact", "contact": "contact",
    "reaction": "reaction", "deleted": "deleted", "delete": "deleted", "revoked": "deleted",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as it goes into the inbox.

    `correspondent` is the canonical number, or `id:<external id>` without one; `address` is where
    to answer. `digest` is the SHA-256 of the form.
    """

    message_sid: str
    correspondent: str
    address: str
    external_id: str | None
    kind: Kind
    body: str
    details: Mapping[str, str]
    digest: str

    @property
    def unlimited(self) -> bool:
        """Whether it is taken however many came before: leaving must always be possible."""
        return self.kind in CONSENTS

    @property
    def needs_bot(self) -> bool:
        """Whether the message is something said, for Rasa to understand."""
        return self.kind in {"text", "edited"}


def read(fields: Mapping[str, str], settings: Settings) -> Incoming:
    """Read a genuine form.

    Raises MalformedError when it is not a WhatsApp message to us: the signature has no
    separators, so a field can be hidden in another (reliability, T1b).
    """
    if any(name not in fields for name in _REQUIRED):
        raise MalformedError("a field is missing")
    sid, account, to = fields["MessageSid"], fields["AccountSid"], fields["To"]
    if not _ACCOUNT.fullmatch(account) or account != settings.twilio_account_sid:
        raise MalformedError("another account")
    if to != settings.twilio_whatsapp_number:
        raise MalformedError("another recipient")
    if not _MESSAGE.fullmatch(sid):
        raise MalformedError("no message id")
    correspondent, external_id = _who(fields)
    kind, body = _what(fields)
    details = {name: cleaning.clean(fields[name])[:200] for name in _KEPT if fields.get(name)}
    title = cleaning.spoken(fields.get("ButtonText") or fields.get("ListTitle") or "")
    return Incoming(
        sid, correspondent, fields["From"], external_id, kind, body,
        details | ({TAPPED: title[:200]} if title else {}),
        hashlib.sha256(json.dumps(sorted(fields.items())).encode()).hexdigest(),
    )  # fmt: skip


def _who(fields: Mapping[str, str]) -> tuple[str, str | None]:
    """Give who writes: by number where there is one, else by WhatsApp's own id."""
    address = fields["From"]
    if not address.lower().startswith("whatsapp:"):
        raise MalformedError("no WhatsApp address")
    given = fields.get("ExternalUserId", "")
    external_id = given if _EXTERNAL_FIELD.fullmatch(given) else None
    phone = phones.key(address)
    if phone is not None:
        return phone, external_id
    found = _EXTERNAL.fullmatch(address)
    if found is None:
        raise MalformedError("no sender")
    return f"id:{found[1]}", found[1]


def _what(fields: Mapping[str, str]) -> tuple[Kind, str]:
    """Give what kind of message it is, and its words: those of a tapped button count as said."""
    already = _BY_TWILIO.get(fields.get("OptOutType", "").upper())
    if already is not None:
        return already, cleaning.spoken(fields.get("Body", ""))
    if fields.get("ButtonPayload") == OPEN:
        return "opened", ""
    body = cleaning.spoken(_tapped(fields) or fields.get("Body", ""))
    declared = _TYPES.get(fields.get("MessageType", "").lower())
    if declared in {"reaction", "deleted"}:
        return declared, body
    if any(c.isalnum() for c in body):
        edited = fields.get("MessageType", "").lower() in {"edited", "edit"}
        return "edited" if edited else _said(body), body
    if declared is not None:
        return declared, body
    if fields.get("NumMedia", "0").strip() not in {"", "0"}:
        media = fields.get("MediaContentType0", "").lower()
        return next(kind for start, kind in _MEDIA if media.startswith(start)), body
    if fields.get("Latitude") and fields.get("Longitude"):
        return "location", body
    return ("text", body) if body else ("empty", body)


def _tapped(fields: Mapping[str, str]) -> str:
    """Give what a button or a list line stands for: its number, else its words."""
    number = fields.get("ButtonPayload") or fields.get("ListId") or ""
    if re.fullmatch(r"[0-9]{1,2}", number, re.ASCII):
        return number
    return fields.get("ButtonText") or fields.get("ListTitle") or ""


def _said(body: str) -> Kind:
    word = " ".join("".join(c if c.isalnum() else " " for c in fold(body)).split())
    if word in _OPT_OUT:
        return "opt out"
    return "opt in" if word in _OPT_IN else "text"
