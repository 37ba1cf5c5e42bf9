"""The stand-in over HTTP, Twilio's real client, and a small server that Twilio would call."""

import base64
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import pytest
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.standin.waiting import until
from vocero.standin.serving import Standin, running

ACCOUNT, TOKEN = "AC" + "0" * 32, "invented"
OURS, LUCIA = "whatsapp:+14155238886", "+12025550101"


def rewritten(url: str, base: str) -> str:
    """Give a Twilio address with the stand-in's host."""
    return urlunsplit(urlsplit(base)[:2] + urlsplit(url)[2:])


class Rewriting(TwilioHttpClient):
    """Twilio's client, turned to the stand-in whatever host it means to call."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        """Call the same path of the stand-in."""
        return super().request(method, rewritten(url, self.base), *args, **more)


class AsyncRewriting(AsyncTwilioHttpClient):
    """The same for Twilio's asynchronous client."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    async def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        """Call the same path; the library's own way of authentication is deprecated in aiohttp."""
        login = ":".join(more.pop("auth"))
        basic = "Basic " + base64.b64encode(login.encode()).decode()
        more["headers"] = {**more["headers"], "Authorization": basic}
        return await super().request(method, rewritten(url, self.base), *args, **more)


class Receiver(ThreadingHTTPServer):
    """Keeps every form that it gets, with path and headers, and serves a few files."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.answer: tuple[int, str, str] = (204, "text/xml", "")
        self.hang_ups = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_port}"

    def forms(self, path: str = "") -> list[dict[str, str]]:
        """Give the forms that came to a path, in order."""
        return [form for at, form, _ in self.got if at.startswith(path)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append((self.path, form, headers))
        if self.server.hang_ups:
            self.server.hang_ups -= 1
            self.close_connection = True
            return
        status, kind, text = self.server.answer
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self) -> None:
        kind, data = self.server.files.get(self.path, ("text/plain", b""))
        self.send_response(200 if data else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)

    do_HEAD = do_GET  # noqa: N815 — the same

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server that stands for our API."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def serving() -> Iterator[Standin]:
    """One stand-in for all tests."""
    with running() as started:
        yield started


@pytest.fixture
def standin(serving: Standin, receiver: Receiver) -> Standin:
    """A stand-in that knows nothing yet, calls the receiver, and whose callbacks come at once."""
    serving.anew()
    serving.point(f"{receiver.url}/webhooks/twilio/webhook")
    serving.misbehave(callback_ms=1)
    return serving


@pytest.fixture
def twilio(standin: Standin) -> Iterator[Client]:
    """Twilio's real client."""
    http = Rewriting(standin.url)
    yield Client(ACCOUNT, TOKEN, http_client=http)
    http.session.close()


@pytest.fixture
def send(twilio: Client, standin: Standin, receiver: Receiver) -> Callable[..., Any]:
    """Sends a message to Lucía, who wrote a moment ago, with a status callback."""
    standin.wrote(LUCIA)

    def sent(body: str | None = "hola", **more: Any) -> Any:
        given = {"to": f"whatsapp:{LUCIA}", "from_": OURS,
                 "status_callback": f"{receiver.url}/status/abc", **more}  # fmt: skip
        return twilio.messages.create(**given, **({} if body is None else {"body": body}))

    return sent


@pytest.fixture
def statuses(receiver: Receiver) -> Callable[..., list[str]]:
    """Waits until so many callbacks came and gives their statuses."""

    def waited(count: int) -> list[str]:
        until(lambda: len(receiver.forms("/status")) >= count)
        return [form["MessageStatus"] for form in receiver.forms("/status")]

    return waited
