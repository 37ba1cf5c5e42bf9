"""Who speaks: read from a bearer token, signed again for the app in the message's metadata.

Rule of the house: in production only what a door has signed counts, and a conversation's id never
is a phone number.
"""

import hashlib
import hmac
import re
import time
import uuid
from dataclasses import dataclass
from typing import Any, Dict, Optional

import jwt

AUDIENCE = "vocero-actions"
LIFETIME = 120
"""Seconds within which the app must have taken the message."""
LONGEST = 200
"""Characters of a claim; the tracker store keeps 255 of a conversation's id."""
_E164 = re.compile(r"\+[0-9]{7,15}")


class UnauthorizedError(Exception):
    """The caller did not show who they are; the message says what is wrong."""


@dataclass(frozen=True)
class Speaker:
    """Whose message it is, in which conversation. `phone` None: known by the sender only."""

    conversation_id: str
    phone: Optional[str]


def from_bearer(header: str, secret: str) -> Speaker:
    """Read `Authorization: Bearer <JWT>` (HS256; `sub` the number in E.164, `exp` required).

    Raises UnauthorizedError.
    """
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnauthorizedError("a bearer token is needed")
    try:
        claims = jwt.decode(
            token.strip(), secret, algorithms=["HS256"], options={"require": ["sub", "exp"]}
        )
    except jwt.PyJWTError as fault:
        raise UnauthorizedError("the token is not valid") from fault
    phone = str(claims["sub"])
    if _E164.fullmatch(phone) is None:
        raise UnauthorizedError("the token's subject is not a phone number in E.164")
    return Speaker(conversation_id("rest", phone, secret), phone)


@dataclass(frozen=True)
class Vouched:
    """What our API says of a message under its signature; `token` is that, for the app."""

    conversation_id: str
    message_id: str
    token: str


def from_api(token: object, door: str, secret: str) -> Vouched:
    """Read the identity that our API signed for a door, as `signed` would have.

    Raises UnauthorizedError. The number is the app's to read: it verifies the token again.
    """
    try:
        claims = jwt.decode(
            str(token), secret, algorithms=["HS256"], audience=AUDIENCE,
            options={"require": ["sub", "door", "cid", "mid", "exp", "aud"]},
        )  # fmt: skip
    except (jwt.PyJWTError, UnicodeError) as fault:
        raise UnauthorizedError("the identity is not valid") from fault
    for name in ("sub", "door", "cid", "mid"):
        if not isinstance(claims[name], str) or not 0 < len(claims[name]) <= LONGEST:
            raise UnauthorizedError(f"the identity's {name} is not valid")
    if claims["door"] != door or not claims["cid"].startswith(f"{door}:"):
        raise UnauthorizedError("the identity is for another door")
    return Vouched(claims["cid"], claims["mid"], str(token))


def conversation_id(door: str, phone: str, secret: str) -> str:
    """Give the opaque id under which a person's conversation through a door is kept."""
    digest = hmac.new(secret.encode(), f"{door}:{phone}".encode(), hashlib.sha256)
    return f"{door}:{digest.hexdigest()[:24]}"


def signed(speaker: Speaker, door: str, message_id: Optional[str], secret: str) -> Dict[str, Any]:
    """Give the metadata that tells the app who speaks."""
    message = message_id or uuid.uuid4().hex
    claims = {
        "sub": speaker.phone,
        "door": door,
        "cid": speaker.conversation_id,
        "mid": message,
        "aud": AUDIENCE,
        "exp": int(time.time()) + LIFETIME,
    }
    return {"vocero": jwt.encode(claims, secret, algorithm="HS256"), "message_id": message}
