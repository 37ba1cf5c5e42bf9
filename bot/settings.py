"""The bot's settings: read once from the environment, refused all together when one is missing.

Rasa passes an undefined `${NAME}` on literally in some places; a secret would then be a public
constant. So every variable that `endpoints.yml` names is checked here first.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

REQUIRED = (
    "VOCERO_ACTIONS_URL",
    "VOCERO_ACTIONS_SECRET",
    "VOCERO_RASA_DB_HOST",
    "VOCERO_RASA_DB_PORT",
    "VOCERO_RASA_DB_NAME",
    "VOCERO_RASA_DB_USER",
    "VOCERO_RASA_DB_PASSWORD",
    "VOCERO_IDENTITY_SECRET",
    "VOCERO_REST_SECRET",
)


@dataclass(frozen=True)
class TwilioAccount:
    """What is needed to take webhooks from Twilio itself: ours is the account, number and URL."""

    account_sid: str
    auth_token: str
    number: str
    """`whatsapp:+…`"""
    public_url: str
    """What Twilio calls and signs, without the path."""


@dataclass(frozen=True)
class BotSettings:
    """What the bot's channels need to know."""

    development: bool
    identity_secret: str
    rest_secret: str
    deadline: float = 4.8
    """Seconds after which the REST channel answers without the turn."""
    twilio: Optional[TwilioAccount] = None
    """None: only our API may use the Twilio channel."""


class IncompleteSettings(SystemExit):
    """The process cannot start; the message names every variable that is missing."""


@lru_cache(maxsize=1)
def load() -> BotSettings:
    """Read the environment; raises IncompleteSettings."""
    return read(dict(os.environ))


def read(environment: "dict[str, str]") -> BotSettings:
    """Make settings of an environment; raises IncompleteSettings naming all that is missing."""
    missing = [name for name in REQUIRED if not environment.get(name)]
    if missing:
        raise IncompleteSettings("set these variables first: " + ", ".join(missing))
    return BotSettings(
        development=environment.get("VOCERO_ENV") == "development",
        identity_secret=environment["VOCERO_IDENTITY_SECRET"],
        rest_secret=environment["VOCERO_REST_SECRET"],
        twilio=_twilio(environment),
    )


def _twilio(environment: "dict[str, str]") -> Optional[TwilioAccount]:
    """Give the account, if all of it is there; each name also with the app's prefix."""
    names = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_NUMBER", "PUBLIC_URL")
    found = [environment.get(name) or environment.get(f"VOCERO_{name}") for name in names]
    account_sid, auth_token, number, public_url = (value or "" for value in found)
    if not all(found):
        return None
    return TwilioAccount(account_sid, auth_token, number, public_url.rstrip("/"))
