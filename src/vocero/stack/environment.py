"""The environment that the stack's processes run in: secrets, addresses, quiet libraries."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from pydantic import SecretStr

from vocero.settings import Settings
from vocero.storage.engine import RASA, address

_SECRETS = ("VOCERO_IDENTITY_SECRET", "VOCERO_ACTIONS_SECRET", "VOCERO_REST_SECRET",
            "TWILIO_AUTH_TOKEN")  # fmt: skip
_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "SQLALCHEMY_WARN_20": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "SQL_POOL_SIZE": "4",
    "SQL_MAX_OVERFLOW": "8",
    "PYTHONWARNINGS": "ignore",
}


def environment(settings: Settings) -> dict[str, str]:
    """Give the whole environment for a child process.

    What is set already stays; development secrets are made once and kept under `VOCERO_HOME`.
    """
    return {**_QUIET, **_addresses(settings), **_own_secrets(settings), **os.environ,
            **_settings(settings), **_standin(settings),
            "VOCERO_HOME": str(settings.home.resolve())}  # fmt: skip


def _settings(settings: Settings) -> Mapping[str, str]:
    """Hand on what the settings say where it is no secret."""
    plain = settings.model_dump(mode="json", exclude_none=True)
    return {
        f"VOCERO_{name.upper()}": str(value)
        for name, value in plain.items()
        if not isinstance(getattr(settings, name), SecretStr)
    }


def _own_secrets(settings: Settings) -> Mapping[str, str]:
    """Give the development secrets, made once and kept; production brings its own."""
    if not settings.development:
        return {}
    file = settings.home / "secrets.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = [name for name in _SECRETS if name not in kept]
    if missing:
        kept |= {name: secrets.token_hex(16) for name in missing}
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(kept, out)
    if settings.twilio_account_sid is not None:
        # A real account has a token of its own; ours would only hide that it is missing.
        kept.pop("TWILIO_AUTH_TOKEN")
    return kept


def _standin(settings: Settings) -> Mapping[str, str]:
    """Point WhatsApp at the stand-in, in development without a Twilio account."""
    if not settings.development or settings.twilio_account_sid is not None:
        return {}
    return {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_WHATSAPP_NUMBER": "whatsapp:+14155238886",
        "VOCERO_TWILIO_API_URL": f"http://{settings.host}:{settings.standin_port}",
        "VOCERO_PUBLIC_URL": settings.public_url or f"http://{settings.host}:{settings.api_port}",
    }


def _addresses(settings: Settings) -> Mapping[str, str]:
    url = sa.make_url(address(settings))
    password = settings.rasa_password.get_secret_value() if settings.rasa_password else "trust"
    return {
        "VOCERO_ACTIONS_URL": f"http://{settings.host}:{settings.actions_port}/webhook",
        "VOCERO_RASA_DB_HOST": url.host or "127.0.0.1",
        "VOCERO_RASA_DB_PORT": str(url.port or 5432),
        "VOCERO_RASA_DB_NAME": url.database or "vocero",
        "VOCERO_RASA_DB_USER": RASA,
        "VOCERO_RASA_DB_PASSWORD": password,
    }


def bot_python() -> Path:
    """Give the interpreter of the bot's environment."""
    return Path(os.environ.get("VOCERO_BOT_VENV", ".venv-bot")) / "bin" / "python"
