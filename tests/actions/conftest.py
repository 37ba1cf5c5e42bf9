"""Trackers as the bot sends them, and an office that never leaves the process."""

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from pydantic import SecretStr
from rasa_sdk import Tracker

from vocero.people.identity import AUDIENCE
from vocero.settings import Settings

SECRET = "identity-secret-of-the-tests-0123456789"
MakeTracker = Callable[..., Tracker]
Sign = Callable[..., str]


@pytest.fixture
def tracker() -> MakeTracker:
    """Make a tracker whose latest message is the one given."""

    def make(
        text: object = "ventas de ayer", *, sender: str = "+12025550104",
        channel: str | None = "rest", metadata: dict[str, Any] | None = None,
        intent: str | None = "ask_sales", entities: list[dict[str, Any]] | None = None,
        events: int = 5, active_loop: dict[str, Any] | None = None,
    ) -> Tracker:  # fmt: skip
        message: dict[str, Any] = {"text": text, "entities": entities, "metadata": metadata}
        if intent is not None:
            message["intent"] = {"name": intent, "confidence": 0.9}
        user = {"event": "user", "text": text, "input_channel": channel}
        filler = [{"event": "action", "name": "action_listen"}] * (events - 1)
        return Tracker(sender, {}, message, [*filler, user], False, None, active_loop or {},
                       "action_listen")  # fmt: skip

    return make


@pytest.fixture
def sign() -> Sign:
    """Sign an identity as a door does; any claim may be changed or, with None, left out."""

    def make(secret: str = SECRET, **changed: object) -> str:
        claims: dict[str, object] = {
            "sub": "+12025550104", "door": "rest", "cid": "rest:abc", "mid": "m-1",
            "aud": AUDIENCE, "exp": int(time.time()) + 60,
        } | changed  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, secret, algorithm="HS256")

    return make


@pytest.fixture
def development() -> Settings:
    """Settings of a development company that knows the doors' secret."""
    return Settings(env="development", identity_secret=SecretStr(SECRET))


@pytest.fixture
def production() -> Settings:
    """Settings of a company in production."""
    return Settings(
        env="production", database_url=SecretStr("postgresql://nobody@127.0.0.1:1/none"),
        reader_password=SecretStr("x"), identity_secret=SecretStr(SECRET),
        actions_secret=SecretStr("y"),
    )  # fmt: skip
