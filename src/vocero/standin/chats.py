"""Every message in both directions is kept, in order, with what became of it."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

_TYPING_LASTS = 25.0
_DAY = 24 * 3600.0


@dataclass(slots=True)
class Media:
    """A file that travelled with a message."""

    sid: str
    content_type: str
    name: str
    data: bytes

    def as_json(self) -> dict[str, Any]:
        """Say what it is and where its bytes are."""
        return {"type": self.content_type, "name": self.name, "size": len(self.data),
                "url": f"/standin/media/{self.sid}"}  # fmt: skip


@dataclass(slots=True)
class Message:
    """One message; `outbound` ones come from the API, the others from a phone.

    `position` is its place among all messages, `revision` grows with each change of any of them.
    """

    sid: str
    phone: str
    outbound: bool
    kind: str = "text"
    body: str = ""
    status: str = "queued"
    error_code: int | None = None
    choices: Mapping[str, Any] | None = None
    media: list[Media] = field(default_factory=list)
    details: Mapping[str, Any] | None = None
    callback: str = ""
    dropped: bool = False
    sms: bool = False
    at: float = 0.0
    updated: float = 0.0
    position: int = 0
    revision: int = 0

    def as_json(self) -> dict[str, Any]:
        """Give what the simulator and the checks want to know."""
        return {
            "sid": self.sid, "phone": self.phone, "direction": "out" if self.outbound else "in",
            "type": self.kind, "body": self.body, "status": self.status, "sms": self.sms,
            "error_code": self.error_code, "choices": self.choices,
            "media": [file.as_json() for file in self.media], "details": self.details,
            "at": self.at, "position": self.position, "revision": self.revision,
        }  # fmt: skip


class Chats:
    """The chats of all phones, at most `limit` messages and `weight` bytes of media.

    `now` gives the seconds since the epoch: the world outside, not the business clock.
    """

    def __init__(
        self, limit: int = 50_000, weight: int = 200_000_000, now: Callable[[], float] = time.time
    ) -> None:
        self.limit, self.weight, self.now = limit, weight, now
        self._all: deque[Message] = deque()
        self._by_sid: dict[str, Message] = {}
        self._by_phone: defaultdict[str, deque[Message]] = defaultdict(deque)
        self._media: dict[str, Media] = {}
        self._wrote: dict[str, float] = {}
        self._typing: dict[str, float] = {}
        self._waiting: set[asyncio.Event] = set()
        self._count = self._weight = 0
        self._closed = False
        self.revision = 0

    def add(self, message: Message) -> None:
        """Put a message at the end, and let the oldest go when there are too many."""
        self._count += 1
        message.position = self._count
        message.at = self.now()
        self._all.append(message)
        self._by_sid[message.sid] = message
        self._by_phone[message.phone].append(message)
        if message.outbound:
            self._typing.pop(message.phone, None)
        else:
            self._wrote[message.phone] = message.at
        while len(self._all) > self.limit:
            self._drop_oldest()
        self.changed(message)

    def changed(self, message: Message, status: str | None = None, code: int | None = None) -> None:
        """Note that a message changed, so that whoever waits sees it."""
        if status is not None:
            message.status, message.error_code = status, code
        self.revision += 1
        message.revision = self.revision
        message.updated = self.now()
        self._wake()

    def attach(self, message: Message, file: Media) -> None:
        """Keep a message's file; the oldest files go when all together weigh too much."""
        message.media.append(file)
        self._media[file.sid] = file
        self._weight += len(file.data)
        while self._weight > self.weight and len(self._media) > 1:
            oldest = self._media.pop(next(iter(self._media)))
            self._weight -= len(oldest.data)
            oldest.data = b""

    def media(self, sid: str) -> Media | None:
        """Find a file that is still kept."""
        return self._media.get(sid)

    def find(self, sid: str) -> Message | None:
        """Find a message that is still kept."""
        return self._by_sid.get(sid)

    def remove(self, message: Message) -> None:
        """Take one message out, as Twilio's own DELETE does."""
        self._by_sid.pop(message.sid, None)
        self._all.remove(message)
        self._by_phone[message.phone].remove(message)
        self._forget_media(message)

    def messages(self, phones: Iterable[str] = (), after: int = 0) -> list[Message]:
        """Give the messages that changed after a revision, in the order of their arrival."""
        chosen = list(phones)
        if not chosen:
            return [m for m in self._all if m.revision > after]
        found = [m for p in chosen for m in self._by_phone.get(p, ()) if m.revision > after]
        return sorted(found, key=lambda m: m.position)

    def accepted(self, after: int = 0) -> Iterator[Message]:
        """Give what the API sent, from a position on."""
        new = takewhile(lambda m: m.position > after, reversed(self._all))
        return reversed([m for m in new if m.outbound])

    async def wait(self, phones: Iterable[str], after: int, seconds: float) -> None:
        """Return as soon as something changed after the revision, or after the seconds."""
        chosen = tuple(phones)
        deadline = time.monotonic() + seconds
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            while (
                not (self._closed or self._news(chosen, after))
                and (left := deadline - time.monotonic()) > 0
            ):
                event.clear()
                async with asyncio.timeout(left):
                    await event.wait()
        except TimeoutError:
            return
        finally:
            self._waiting.discard(event)

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._closed = True
        self._wake()

    def types(self, phone: str) -> None:
        """Show "typing…" to a phone until the next message, 25 seconds at most."""
        self._typing[phone] = self.now() + _TYPING_LASTS
        self.revision += 1
        self._wake()

    def typing(self, phones: Iterable[str] = ()) -> list[str]:
        """Give the phones that see "typing…" now."""
        moment = self.now()
        chosen = set(phones)
        return [p for p, end in self._typing.items()
                if end > moment and (not chosen or p in chosen)]  # fmt: skip

    def wrote(self, phone: str, hours_ago: float = 0.0) -> None:
        """Take it that a phone wrote so many hours ago, without a message."""
        self._wrote[phone] = self.now() - hours_ago * 3600

    def close_windows(self) -> None:
        """Take it that nobody ever wrote."""
        self._wrote.clear()

    def open(self, phone: str) -> bool:
        """Tell whether the phone wrote within the last 24 hours."""
        return self.now() - self._wrote.get(phone, 0.0) < _DAY

    def clear(self) -> None:
        """Forget messages and files; who wrote when is kept, as the windows are."""
        self._all.clear()
        self._by_sid.clear()
        self._by_phone.clear()
        self._media.clear()
        self._typing.clear()
        self._weight = 0
        self.revision += 1
        self._wake()

    def _news(self, phones: tuple[str, ...], after: int) -> bool:
        if not phones:
            return self.revision > after
        typing = any(p in self._typing for p in phones) and self.revision > after
        return typing or any(m.revision > after for p in phones for m in self._by_phone.get(p, ()))

    def _wake(self) -> None:
        for event in self._waiting:
            event.set()

    def _drop_oldest(self) -> None:
        oldest = self._all.popleft()
        self._by_sid.pop(oldest.sid, None)
        chat = self._by_phone[oldest.phone]
        chat.popleft()
        if not chat:
            del self._by_phone[oldest.phone]
        self._forget_media(oldest)

    def _forget_media(self, message: Message) -> None:
        for file in message.media:
            if self._media.pop(file.sid, None) is not None:
                self._weight -= len(file.data)
