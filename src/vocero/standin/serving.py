"""A stand-in inside this process, on a free port, for tests and benchmarks."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import SecretStr

from vocero.settings import Settings
from vocero.standin.application import application, server
from vocero.standin.chats import Chats

_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Standin:
    """A running stand-in, spoken to over HTTP as the rest of the world does."""

    url: str
    client: httpx.Client

    def writes(self, phone: str, body: str = "", **more: Any) -> dict[str, Any]:
        """Let a phone write; gives `sid`, `accepted` and how the webhook answered."""
        return self._json("POST", "/standin/inbound", {"phone": phone, "body": body, **more})

    def chat(self, *phones: str, after: int = 0, wait: int = 0) -> dict[str, Any]:
        """Give the chats of some phones: `messages`, `typing`, `revision`."""
        asked: dict[str, Any] = {"phone": list(phones), "after": after, "wait": wait}
        answer = self.client.get("/standin/chat", params=asked, timeout=wait + 10)
        return dict(answer.raise_for_status().json())

    def deliveries(self, after: int = 0) -> list[dict[str, Any]]:
        """Give the accepted outbound messages, in order."""
        answer = self.client.get("/standin/deliveries", params={"after": after})
        return list(answer.raise_for_status().json()["deliveries"])

    def calls(self) -> dict[str, Any]:
        """Give how often the API was called, and how its callbacks were answered."""
        return dict(self.client.get("/standin/calls").raise_for_status().json())

    def misbehave(self, **behaviour: Any) -> None:
        """Set what goes wrong from now on; without arguments nothing does."""
        self._json("PUT", "/standin/behaviour", behaviour)

    def point(self, webhook: str) -> None:
        """Post what phones write to this address from now on."""
        self._json("PUT", "/standin/webhook", {"url": webhook})

    def wrote(self, *phones: str, hours_ago: float = 0.0) -> None:
        """Take it that phones wrote so many hours ago: opens or closes their window."""
        body = {"phones": list(phones), "hours": hours_ago}
        self.client.put("/standin/window", json=body).raise_for_status()

    def forget(self) -> None:
        """Forget chats and counts."""
        self.client.delete("/standin/records").raise_for_status()

    def anew(self) -> None:
        """Forget everything, templates, windows and misbehaviour too."""
        self.client.delete("/standin").raise_for_status()

    def _json(self, method: str, path: str, body: Any) -> dict[str, Any]:
        answer = self.client.request(method, path, json=body, timeout=40)
        return dict(answer.raise_for_status().json())


@contextmanager
def running(settings: Settings | None = None, chats: Chats | None = None) -> Iterator[Standin]:
    """Serve a stand-in on a free port until the block ends.

    `settings` give account, token, sender and public address; without them they are invented.
    Point `VOCERO_TWILIO_API_URL` at the `url`, and the webhook with `point` where it is not known
    before.
    """
    own = settings or invented()
    app = application(own, chats)
    listener = socket.socket()
    listener.bind((own.host, 0))
    serving = server(app, own.host, 0)
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + _PATIENCE
    while not serving.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the stand-in did not start")
        time.sleep(0.005)
    url = f"http://{own.host}:{listener.getsockname()[1]}"
    try:
        with httpx.Client(base_url=url, timeout=20) as client:
            yield Standin(url, client)
    finally:
        serving.should_exit = True
        thread.join(_PATIENCE)
        listener.close()


def invented(**more: Any) -> Settings:
    """Give the settings of a development machine with a made-up account."""
    given = {
        "env": "development", "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": SecretStr("invented"),
        "TWILIO_WHATSAPP_NUMBER": "whatsapp:+14155238886", **more,
    }  # fmt: skip
    return Settings(**given)
