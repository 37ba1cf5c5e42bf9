"""The channels that are set up: those whose settings are there."""

from collections.abc import Mapping

from vocero.delivery.channel import Channel
from vocero.delivery.email import Email
from vocero.delivery.outside import Outside
from vocero.delivery.push import Push
from vocero.delivery.slack import Slack
from vocero.delivery.sms import Sms
from vocero.delivery.vapid import Vapid
from vocero.delivery.webhook import Webhook
from vocero.errors import ConfigurationError
from vocero.settings import Settings

NAMES = ("sms", "email", "slack", "push", "webhook")
"""What is sent; WhatsApp has an outbox of its own, in_app needs no sending."""


def set_up(settings: Settings) -> Mapping[str, Channel]:
    """Give the channels by name; nothing is opened yet.

    Raises ConfigurationError when one is set up by half.
    """
    _whole(settings, "smtp_host", "smtp_from")
    _whole(settings, "smtp_user", "smtp_password")
    _whole(settings, "vapid_private_key", "vapid_subject")
    token = settings.slack_bot_token
    inside = settings.development
    made: dict[str, Channel] = {
        "slack": Slack(Outside(inside=inside), token.get_secret_value() if token else None),
        "webhook": Webhook(Outside(inside=inside)),
    }
    if settings.twilio_sms_number:
        made["sms"] = Sms(settings)
    if settings.smtp_host:
        made["email"] = Email(settings)
    if settings.vapid_private_key and settings.vapid_subject:
        vapid = Vapid(settings.vapid_private_key.get_secret_value(), settings.vapid_subject)
        made["push"] = Push(Outside(inside=inside), vapid)
    return made


def _whole(settings: Settings, *names: str) -> None:
    missing = [name for name in names if not getattr(settings, name)]
    if missing and len(missing) < len(names):
        raise ConfigurationError(
            "set these variables first: " + ", ".join(f"VOCERO_{name.upper()}" for name in missing)
        )
