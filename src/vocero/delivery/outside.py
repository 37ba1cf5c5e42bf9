"""HTTP to addresses that people gave: never into our own network, never for long, never further.

The address that is connected to is what counts, not the one that a name resolved to a moment ago:
it is looked at when its socket is made.
"""

import asyncio
import datetime as dt
import errno
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict

from vocero.delivery.channel import Later, Refused

TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=5)
LONGEST_WAIT = 3600.0
"""Seconds that somebody may ask us to wait; more is a way to never be told."""
_READ = 256 * 1024
"""Bytes of an answer that are read: Slack's repeat the whole message."""
_NOT_PUBLIC = "not a public address"
_AGAIN = frozenset({408, 425, 429})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; of the body no more than its beginning."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def well(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300

    @property
    def wait(self) -> float:
        """Give the seconds of `Retry-After`, 0 without one."""
        said = self.headers.get("Retry-After", "").strip()
        if said.isdecimal() and said.isascii():
            return min(float(said[:9]), LONGEST_WAIT)
        try:
            left = parsedate_to_datetime(said) - _now(self.headers)
        except (ValueError, TypeError):
            return 0.0
        return min(max(left.total_seconds(), 0.0), LONGEST_WAIT)

    @property
    def failure(self) -> Refused | Later:
        """Say what a status that is not well means, where HTTP alone decides."""
        reason = f"HTTP {self.status}"
        if self.status in _AGAIN or self.status >= 500:
            return Later(reason, self.wait)
        return Refused(reason)


class Outside:
    """One pool of connections to the world; `inside` lets it reach our own network and http."""

    def __init__(self, *, inside: bool, resolver: AbstractResolver | None = None) -> None:
        """Open nothing yet. `inside` is for development only."""
        self._inside, self._resolver = inside, resolver
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer | Refused | Later:
        """Post, and follow nothing; what fails on the way is an outcome."""
        if not self._inside and urlsplit(url).scheme != "https":
            return Refused("not https")
        try:
            async with self._open().post(
                url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                body = b""
                while len(body) < _READ and (piece := await answer.content.read(_READ)):
                    body += piece
                text = body[:_READ].decode("utf-8", "replace")
                return Answer(answer.status, CIMultiDict(answer.headers), text)
        except aiohttp.InvalidURL:
            return Refused("not an address")
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError, ValueError) as fault:  # noqa: UP041 — named as aiohttp does
            if _NOT_PUBLIC in str(fault):
                return Refused(_NOT_PUBLIC)
            return Later(type(fault).__name__)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=50, resolver=self._resolver, ttl_dns_cache=60,
                socket_factory=None if self._inside else _guarded,
            )  # fmt: skip
            self._session = aiohttp.ClientSession(
                timeout=TIMEOUT, connector=connector, cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": "Vocero"},
            )  # fmt: skip
        return self._session


def public(address: str) -> bool:
    """Tell whether an IP address is the world's, and not ours in any disguise."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in _NAT64:
            inner.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if any(one is not None and not public(str(one)) for one in inner):
            return False
        if found.ipv4_mapped is not None:
            return True
    return found.is_global and not found.is_multicast


def _guarded(info: tuple[Any, ...]) -> socket.socket:
    family, kind, proto, _, where = info
    if not public(str(where[0])):
        raise PermissionError(errno.EACCES, _NOT_PUBLIC)
    made = socket.socket(family, kind, proto)
    made.setblocking(False)
    return made


def _now(headers: Mapping[str, str]) -> dt.datetime:
    """Give the other side's own time, by which it counts."""
    return parsedate_to_datetime(headers.get("Date", ""))
