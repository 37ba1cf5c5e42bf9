"""Who speaks: what a door has signed counts everywhere, anything else in development only."""

import base64
import json
import time
from collections.abc import Callable

import pytest
from rasa_sdk import Tracker

from actions.reading import identity_of
from vocero.errors import UnknownPersonError
from vocero.people.identity import Identity
from vocero.settings import Settings

MakeTracker = Callable[..., Tracker]
Sign = Callable[..., str]


@pytest.fixture(params=["development", "production"])
def everywhere(request: pytest.FixtureRequest) -> Settings:
    """Settings of each environment in turn."""
    settings: Settings = request.getfixturevalue(request.param)
    return settings


@pytest.mark.parametrize("channel", ["rest", "twilio", "cmdline", None])
def test_a_signed_identity_counts_everywhere(
    tracker: MakeTracker, sign: Sign, everywhere: Settings, channel: str | None
) -> None:
    """The token's number, door, conversation and message are taken, whatever the sender says."""
    said = tracker(sender="+12025550101", channel=channel, metadata={"vocero": sign()})
    assert identity_of(said, everywhere) == Identity("+12025550104", "rest", "rest:abc", "m-1")


@pytest.mark.parametrize("channel", ["rest", "cmdline", None])
def test_in_development_a_local_sender_is_the_person(
    tracker: MakeTracker, development: Settings, channel: str | None
) -> None:
    """Shell, REST and interactive name the person by the sender, and only there."""
    found = identity_of(tracker(channel=channel), development)
    assert found.phone == "+12025550104"
    assert found.conversation_id == "+12025550104"


@pytest.mark.parametrize("channel", ["twilio", "slack", "socketio", "callback", ""])
def test_in_development_other_channels_need_a_signature(
    tracker: MakeTracker, development: Settings, channel: str
) -> None:
    """A number that came through any other channel unsigned is nobody."""
    with pytest.raises(UnknownPersonError):
        identity_of(tracker(channel=channel), development)


@pytest.mark.parametrize("sender", ["", "default", "2025550104", "rest:abc", "+0", "whatsapp:+1"])
def test_in_development_a_sender_without_a_number_is_nobody(
    tracker: MakeTracker, development: Settings, sender: str
) -> None:
    """Only a whole number in E.164 is somebody."""
    with pytest.raises(UnknownPersonError):
        identity_of(tracker(sender=sender), development)


@pytest.mark.parametrize("channel", ["rest", "cmdline", None, "twilio"])
@pytest.mark.parametrize("metadata", [None, {}, {"message_id": "m"}, {"phone": "+12025550101"}])
def test_in_production_a_sender_in_e164_is_nobody(
    tracker: MakeTracker, production: Settings, channel: str | None,
    metadata: dict[str, object] | None,
) -> None:  # fmt: skip
    """Without a signed token there is no identity, on no channel."""
    with pytest.raises(UnknownPersonError):
        identity_of(tracker(channel=channel, metadata=metadata), production)


def _unsigned(claims: dict[str, object]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    raw = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*raw, ""])


FORGERIES: dict[str, Callable[[Sign], object]] = {
    "another secret": lambda sign: sign("another-secret-of-the-tests-0123456789"),
    "expired": lambda sign: sign(exp=int(time.time()) - 5),
    "no expiry": lambda sign: sign(exp=None),
    "no person": lambda sign: sign(sub=None),
    "no conversation": lambda sign: sign(cid=None),
    "no message": lambda sign: sign(mid=None),
    "no door": lambda sign: sign(door=None),
    "another audience": lambda sign: sign(aud="someone-else"),
    "no audience": lambda sign: sign(aud=None),
    "cut": lambda sign: sign()[:-4],
    "unsigned": lambda _sign: _unsigned({
        "sub": "+12025550101", "door": "rest", "cid": "c", "mid": "m", "aud": "vocero-actions",
        "exp": int(time.time()) + 60,
    }),
    "words": lambda _sign: "+12025550101",
    "empty": lambda _sign: "",
    "an object": lambda _sign: {"sub": "+12025550101"},
}  # fmt: skip


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_token_that_is_not_in_order_is_nobody(
    tracker: MakeTracker, sign: Sign, everywhere: Settings, kind: str
) -> None:
    """A bad token never falls back to the sender, in development neither."""
    said = tracker(sender="+12025550101", metadata={"vocero": FORGERIES[kind](sign)})
    with pytest.raises(UnknownPersonError):
        identity_of(said, everywhere)
