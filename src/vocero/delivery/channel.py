"""What every channel of notices is: it takes an address and a notice, and says what became of it.

A notice may go out more than once: whoever sends dies before writing down that it was sent. Its
`key` is the same each time, and a channel hands it on wherever the other side can use it.
"""

from dataclasses import dataclass, field
from typing import Protocol

from vocero.people.addresses import Address


@dataclass(frozen=True, slots=True)
class File:
    """A file that travels with a notice."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a person opens a file that does not travel."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: `text` is marked as on WhatsApp (`*bold*`, `_italics_`), `title` is plain.

    `key` is the idempotency key. A channel that attaches gets `files`, the others `links`.
    """

    key: str
    title: str
    text: str
    language: str
    files: tuple[File, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side took it; `reference` is its name for it, if it gave one."""

    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never be taken. `gone` says that nothing else will be, at this address."""

    reason: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """It was not taken now; `seconds` is how long the other side wants to be left alone."""

    reason: str
    seconds: float = 0.0


Outcome = Sent | Refused | Later
NOT_SET_UP = "not set up"
"""Why a channel that lacks its settings refuses."""


class Channel(Protocol):
    """One way to tell a person something. `attaches` says whether files travel along."""

    name: str
    attaches: bool

    async def send(self, address: Address, notice: Notice) -> Outcome:
        """Send; whatever the other side does is an Outcome and never an exception."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
