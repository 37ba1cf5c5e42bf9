"""An identity counts when the door that verified it signed it: a short-lived token.

The doors (the API; the bot's REST and Twilio channels) put it into a message's metadata under
`vocero`; only that counts in production. Claims: `sub` (number in E.164), `door` (channel),
`cid` (conversation id), `mid` (message id), `exp`.
"""

from dataclasses import dataclass

import jwt

from vocero.errors import UnknownPersonError

AUDIENCE = "vocero-actions"


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
