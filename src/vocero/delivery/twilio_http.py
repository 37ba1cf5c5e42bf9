"""The HTTP side of Twilio's async client: one pool, our address, and what each failure means."""

import json
from typing import Any

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from yarl import URL

TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=3)


class TwilioHttp(AsyncHttpClient):
    """Sends the client's requests to one address in place of all of Twilio's hosts.

    The library's own async client encodes JSON bodies as forms (9.13), logs each message's text at
    info level, and has no timeout.
    """

    def __init__(self, base: str, connections: int = 50) -> None:
        super().__init__(None, True, None)
        self._base = None if base == "https://api.twilio.com" else URL(base)
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self, method: str, url: str, params: Any = None, data: Any = None, headers: Any = None,
        auth: Any = None, timeout: float | None = None, allow_redirects: bool = False,  # noqa: ARG002, ASYNC109, FBT001 — the library's
    ) -> Response:  # fmt: skip
        """Make a request; connection failures are aiohttp's."""
        if headers and headers.get("Content-Type") == "application/json":
            data = json.dumps(data)
        own = dict(headers or {})
        if auth:
            own["Authorization"] = aiohttp.encode_basic_auth(*auth)
        async with self._open().request(
            method, self._address(url), params=params, data=data, headers=own,
            allow_redirects=allow_redirects,
        ) as answer:  # fmt: skip
            return Response(answer.status, await answer.text(), answer.headers)

    async def close(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _address(self, url: str) -> URL:
        wanted = URL(url)
        if self._base is None:
            return wanted
        return self._base.join(wanted.relative())

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, connector=connector)
        return self._session
