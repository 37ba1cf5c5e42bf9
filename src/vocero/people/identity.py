"""An identity counts when the door that verified it signed it: a short-lived token.

The doors (the API; the bot's REST and Twilio channels) put it into a message's metadata under
`vocero`; only that counts in production. Claims: `sub` (number in E.164), `door` (channel),
`cid` (conversation id), `mid` (message id), `exp`.
"""

import hashlib
import hmac
import time
from dataclasses import dataclass

import jwt

from vocero.errors import UnknownPersonError

AUDIENCE = "vocero-actions"
LIFETIME = 120
"""Seconds within which the action server must have read a signed identity."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is speaking, through which door, in which conversation, with which message."""

    phone: str
    door: str
    conversation_id: str
    message_id: str


def verify(token: str, secret: str) -> Identity:
    """Read a signed identity.

    Raises UnknownPersonError when the token is missing, forged, expired or incomplete.
    """
    try:
        claims = jwt.decode(
            token, secret, algorithms=["HS256"], audience=AUDIENCE,
            options={"require": ["sub", "door", "cid", "mid", "exp", "aud"]},
        )  # fmt: skip
    except jwt.PyJWTError as fault:
        raise UnknownPersonError from fault
    return Identity(claims["sub"], claims["door"], claims["cid"], claims["mid"])


def sign(identity: Identity, secret: str) -> str:
    """Give the token by which the action server believes this identity."""
    claims = {
        "sub": identity.phone, "door": identity.door, "cid": identity.conversation_id,
        "mid": identity.message_id, "aud": AUDIENCE, "exp": int(time.time()) + LIFETIME,
    }  # fmt: skip
    return jwt.encode(claims, secret, algorithm="HS256")


def conversation_id(door: str, phone: str, secret: str) -> str:
    """Give the opaque id under which a person's conversation through a door is kept."""
    digest = hmac.new(secret.encode(), f"{door}:{phone}".encode(), hashlib.sha256)
    return f"{door}:{digest.hexdigest()[:24]}"
