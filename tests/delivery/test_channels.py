"""Which channels there are follows from the settings."""

from typing import Any

import pytest
from pydantic import SecretStr

from vocero.delivery import vapid
from vocero.delivery.channels import NAMES, set_up
from vocero.errors import ConfigurationError
from vocero.standin.serving import invented

ALL = {
    "twilio_sms_number": "+12025550199", "smtp_host": "127.0.0.1", "smtp_from": "v@spirit.example",
    "slack_bot_token": SecretStr("xoxb-1"), "vapid_private_key": SecretStr(vapid.make()[0]),
    "vapid_subject": "mailto:it@spirit.example",
}  # fmt: skip


def test_what_needs_no_settings_is_always_there() -> None:
    """Slack's webhooks and people's own ones."""
    assert set(set_up(invented())) == {"slack", "webhook"}


def test_with_all_settings_all_are_there() -> None:
    """Each under its own name; mail alone attaches."""
    made = set_up(invented().model_copy(update=ALL))
    assert set(made) == set(NAMES)
    assert all(channel.name == name for name, channel in made.items())
    assert {name for name, channel in made.items() if channel.attaches} == {"email"}


@pytest.mark.parametrize(("half", "missing"), [
    ({"smtp_host": "127.0.0.1"}, "VOCERO_SMTP_FROM"),
    ({"vapid_subject": "mailto:a@b.example"}, "VOCERO_VAPID_PRIVATE_KEY"),
])  # fmt: skip
def test_half_a_channel_is_found_at_the_start(half: dict[str, Any], missing: str) -> None:
    """One sentence names what is missing."""
    with pytest.raises(ConfigurationError, match=missing):
        set_up(invented().model_copy(update=half))
