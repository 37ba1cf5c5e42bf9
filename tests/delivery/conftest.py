"""Real servers on this machine: one for HTTP, one for mail, the stand-in for Twilio."""

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from vocero.delivery.channel import Notice
from vocero.people.addresses import Address
from vocero.standin.serving import Standin, invented, running

SMS_NUMBER = "+12025550199"


@dataclass(frozen=True, slots=True)
class Request:
    """What came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An HTTP server that keeps what it gets, and answers what it is told: the rest, then 200."""

    url: str = ""
    got: list[Request] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    always: tuple[int, dict[str, str], str] = (200, {}, "ok")
    hanging: set[str] = field(default_factory=set)

    async def take(self, request: web.Request) -> web.Response:
        """Take one request."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.got.append(Request(request.path, headers, await request.read()))
        if request.path in self.hanging:
            await asyncio.sleep(60)
        status, more, text = self.answers.pop(0) if self.answers else self.always
        return web.Response(status=status, headers=more, text=text)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A server on a free port."""
    made = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@dataclass
class Mail:
    """A mail server that keeps what it gets; `answers` are what it says of recipient and data."""

    port: int = 0
    got: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    rcpt: str = "250 OK"
    data: str = "250 OK"
    trusted: ssl.SSLContext | None = None

    async def handle_RCPT(  # noqa: N802 — aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient."""
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(  # noqa: N802 — aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a message."""
        if self.data.startswith("250"):
            content = envelope.content or b""
            assert isinstance(content, bytes)
            made = message_from_bytes(content, policy=policy.default)
            assert isinstance(made, EmailMessage)
            self.got.append(made)
            self.recipients += [str(one) for one in envelope.rcpt_tos]
        return self.data

    def authenticate(self, *given: Any) -> AuthResult:
        """Let in whoever knows the word."""
        login = given[-1]
        self.logins.append(login.login)
        return AuthResult(success=login.password == b"a word", handled=False)


@asynccontextmanager
async def _serving(mail: Mail, **more: Any) -> AsyncIterator[Mail]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mail, loop=loop, **more), "127.0.0.1", 0)
    mail.port = server.sockets[0].getsockname()[1]
    yield mail
    server.close()


@pytest.fixture
async def mail() -> AsyncIterator[Mail]:
    """A mail server without TLS."""
    async with _serving(Mail()) as made:
        yield made


@pytest.fixture
async def secure_mail(tmp_path: Path) -> AsyncIterator[Mail]:
    """A mail server that asks for TLS first and then for a login."""
    context, made = certified(tmp_path), Mail()
    made.trusted = ssl.create_default_context(cafile=str(tmp_path / "own.pem"))
    async with _serving(made, tls_context=context, require_starttls=True, auth_required=True,
                        authenticator=made.authenticate):  # fmt: skip
        yield made


def certified(folder: Path) -> ssl.SSLContext:
    """Make a certificate of 127.0.0.1 that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "own.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()))  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem", folder / "key.pem")
    return context


@pytest.fixture(scope="session")
def twilio() -> Iterator[Standin]:
    """The stand-in, with a number for SMS."""
    with running(invented(TWILIO_SMS_NUMBER=SMS_NUMBER)) as serving:
        yield serving


def to(channel: str, where: str, **more: Any) -> Address:
    """Give an address as it is kept."""
    return Address(1, 1, channel, where, **more)


def notice(text: str = "*Ventas* de _ayer_: 5 < 6 & 7", **more: Any) -> Notice:
    """Give a notice."""
    given: dict[str, Any] = {"key": "alert:7:sale", "title": "Alerta de ventas",
                             "language": "es"}  # fmt: skip
    return Notice(**{**given, "text": text, **more})
