"""The only reader of the environment: every setting of the app, its name, default and meaning."""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vocero.clock import Clock
from vocero.errors import ConfigurationError

_NEEDED_IN_PRODUCTION = (
    "database_url",
    "reader_password",
    "identity_secret",
    "actions_secret",
)


def _outside(name: str) -> AliasChoices:
    """Accept a variable under the name that the rest of the world gives it, too."""
    return AliasChoices(name, f"VOCERO_{name}")


class Settings(BaseSettings):
    """Everything that can be set; read once, then unchangeable.

    Each field is the environment variable `VOCERO_<FIELD>`; `DATABASE_URL` and
    `TWILIO_…` have no prefix.
    """

    model_config = SettingsConfigDict(env_prefix="VOCERO_", frozen=True, extra="ignore")

    env: Literal["production", "development"] = "production"
    home: Path = Path("var")
    """Where the embedded database, the logs and the development secrets live."""

    database_url: SecretStr | None = Field(
        None, validation_alias=_outside("DATABASE_URL")
    )
    """`postgresql://…` of the owner role; unset in development: the embedded server."""
    reader_password: SecretStr | None = None
    """Password of the role `vocero_reader`, which runs every reporting query."""
    rasa_password: SecretStr | None = None
    """Password of the role `vocero_rasa`, which owns Rasa's schema."""
    query_timeout_ms: int = 3000
    """How long one reporting statement may take; a person waits five seconds at most."""

    identity_secret: SecretStr | None = None
    """Signs the identity that a verified door puts into a message's metadata."""
    actions_secret: SecretStr | None = None
    """The bot shows it to the action server with each call."""
    rest_secret: SecretStr | None = None
    """Signs the bearer tokens of the REST channel."""

    twilio_account_sid: str | None = Field(None, validation_alias=_outside("TWILIO_ACCOUNT_SID"))
    twilio_auth_token: SecretStr | None = Field(
        None, validation_alias=_outside("TWILIO_AUTH_TOKEN")
    )
    """Signs Twilio's webhooks and opens its API."""
    twilio_whatsapp_number: str | None = Field(
        None, validation_alias=_outside("TWILIO_WHATSAPP_NUMBER")
    )
    """Our sender, as Twilio writes it: `whatsapp:+…`."""
    twilio_sms_number: str | None = Field(None, validation_alias=_outside("TWILIO_SMS_NUMBER"))
    """Our sender of SMS, in E.164; unset: no SMS."""
    public_url: str | None = None
    """What Twilio calls and signs, without the path: `https://bot.example`."""
    twilio_api_url: str = "https://api.twilio.com"
    """One address for all of Twilio's hosts, when it is not Twilio's own."""
    twilio_rate: float = Field(10.0, gt=0)
    """Messages a second that our sender may send, over all processes."""
    twilio_pair_rate: float = Field(1 / 6, gt=0)
    """Messages a second to one person, after a burst of forty (WhatsApp's 131056)."""
    twilio_template_es: str | None = None
    """ContentSid of the approved template that reopens a conversation, in Spanish."""
    twilio_template_en: str | None = None
    person_limit: int = Field(30, gt=0)
    """Messages a minute that one person may send."""
    total_limit: int = Field(12_000, gt=0)
    """Messages a minute that all people together may send."""
    standin_port: int = 8010
    """Where the Twilio stand-in listens, in development."""

    smtp_host: str | None = None
    """The mail server; unset: no e-mail."""
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str | None = None
    """Our address in e-mails, such as `Vocero <vocero@company.example>`."""
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection to the mail server is secured; `none` for one on the same machine only."""
    slack_bot_token: SecretStr | None = None
    """`xoxb-…` with `chat:write`; only channels and people by id need it, webhooks do not."""
    vapid_private_key: SecretStr | None = None
    """Signs web pushes; `vocero vapid` makes one. Unset: no web push."""
    vapid_subject: str | None = None
    """Whom a push service may write to about our pushes: `mailto:…` or `https://…`."""

    company_name: str = "Spirit Tours"
    company_currency: str = "MXN"
    company_time_zone: str = "America/Mexico_City"
    company_country: str = "MX"
    """Whose public holidays forecasts know, by ISO 3166 code ("MX", "ES", "US")."""
    company_language: Literal["es", "en"] = "es"
    company_contact: str = "Lucía Ferrer (+1 202 555 0101)"
    """Whom a stranger, a refused person or someone who wants a human is sent to."""

    files_dir: Path | None = None
    """Where reports as files lie, shared by the action server and the API; unset: in `home`."""
    keep_for_review: bool = True
    """Whether messages that were not understood are kept, masked, for 90 days to learn from."""

    host: str = "127.0.0.1"
    bot_port: int = 5005
    actions_port: int = 5055
    api_port: int = 8000
    actions_workers: int = 1
    redis_url: SecretStr | None = Field(None, validation_alias=_outside("REDIS_URL"))
    """Celery's broker; unset: one scheduler process does what is due."""
    workers: int = Field(2, gt=0)
    """Processes of one Celery worker."""
    flower_port: int = 5555
    now: dt.datetime | None = None
    """Freezes the business clock; must carry an offset."""
    now_file: Path | None = None
    """Holds the business clock's moment, read at each look: for drills, never in production."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.now is not None and self.now.tzinfo is None:
            raise ValueError("VOCERO_NOW needs an offset, such as 2026-09-16T10:40:00-06:00")
        if self.env == "production" and self.now_file is not None:
            raise ValueError("VOCERO_NOW_FILE is for drills: unset it in production")
        if self.env == "production":
            missing = [name for name in _NEEDED_IN_PRODUCTION if getattr(self, name) is None]
            if missing:
                names = [
                    "DATABASE_URL" if n == "database_url" else f"VOCERO_{n.upper()}"
                    for n in missing
                ]
                raise ValueError("set these variables first: " + ", ".join(names))
        return self

    @property
    def clock(self) -> Clock:
        """The business clock: real, frozen or moved by a drill."""
        return Clock(self.now, self.now_file)

    @property
    def shelf(self) -> Path:
        """Where reports as files lie."""
        return self.files_dir or self.home / "files"

    @property
    def link_secret(self) -> str:
        """What signs links; raises ConfigurationError without VOCERO_IDENTITY_SECRET."""
        if self.identity_secret is None:
            raise ConfigurationError("set these variables first: VOCERO_IDENTITY_SECRET")
        return self.identity_secret.get_secret_value()

    @property
    def address(self) -> str:
        """What a link of ours begins with, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.api_port}").rstrip("/")

    @property
    def development(self) -> bool:
        """Whether unsigned identities are accepted from the terminal channels."""
        return self.env == "development"


@lru_cache(maxsize=1)
def load() -> Settings:
    """Read the environment once.

    Raises ConfigurationError with one sentence that names every fault.
    """
    try:
        return Settings()
    except ValidationError as fault:
        raise ConfigurationError(
            "; ".join(_fault(dict(error)) for error in fault.errors())
        ) from None


def _fault(error: dict[str, object]) -> str:
    """Name the variable that is at fault, where it is one, and what is wrong with it."""
    where = error["loc"]
    message = str(error["msg"]).removeprefix("Value error, ")
    name = str(where[0]).upper() if isinstance(where, tuple) and where else ""
    return f"VOCERO_{name.removeprefix('VOCERO_')}: {message}" if name else message
