"""The stand-in misbehaves as it is told, the same way each time for the same seed."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from vocero.standin.errors import TwilioError

Fate = Literal["rate_limited", "server_error", "unavailable", "refused", "timeout", "drop"]
FATES: tuple[Fate, ...] = ("rate_limited", "server_error", "unavailable", "refused", "timeout",
                           "drop")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What goes wrong, and how often; each share is between 0 and 1. The default is a good day.

    The shares of calls that fail: `rate_limited` (429), `server_error` (500), `unavailable` (503),
    `refused` (the connection closes, nothing is accepted), `timeout` (the same after `timeout_ms`)
    and `drop`: the call takes effect, and its answer is lost as `drop_as` says. `kinds` restricts
    them to some calls (`message.create`, `message.list`, …). `recipients` gives the error code of a
    phone: codes under 30000 refuse the call, others fail by status callback.
    """

    latency_ms: float = 0.0
    rate_limited: float = 0.0
    server_error: float = 0.0
    unavailable: float = 0.0
    refused: float = 0.0
    timeout: float = 0.0
    drop: float = 0.0
    drop_as: Literal["close", "500", "timeout"] = "close"
    timeout_ms: float = 30_000.0
    kinds: tuple[str, ...] = ()
    recipients: Mapping[str, int] = field(default_factory=dict)
    window: bool = True
    callbacks: tuple[str, ...] = ("sent", "delivered")
    callback_ms: float = 20.0
    callback_duplicate: float = 0.0
    callback_reorder: float = 0.0
    inbound_duplicate: float = 0.0
    inbound_reorder: float = 0.0
    reorder_ms: float = 200.0
    seed: int = 0

    def __post_init__(self) -> None:
        shares = [getattr(self, name) for name in FATES]
        if sum(shares) > 1 or min(shares) < 0:
            raise ValueError("the shares of failing calls must be between 0 and 1 together")
        if self.drop_as not in {"close", "500", "timeout"}:
            raise ValueError("drop_as is close, 500 or timeout")
        if not set(self.callbacks) <= {"sent", "delivered", "read"}:
            raise ValueError("callbacks are sent, delivered and read")


def read(said: Any) -> Behaviour:
    """Read a behaviour from JSON; raises TwilioError 20001 that names what is wrong."""
    known = {f.name: f for f in fields(Behaviour)}
    if not isinstance(said, dict) or (unknown := set(said) - set(known)):
        what = ", ".join(sorted(unknown)) if isinstance(said, dict) else "not an object"
        raise TwilioError(20001, f"unknown behaviour: {what}")
    values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in said.items()}
    try:
        return Behaviour(**values)
    except (TypeError, ValueError) as fault:
        raise TwilioError(20001, str(fault)) from None


class Moods:
    """Draws what happens to each call and webhook, one source of chance for each."""

    def __init__(self) -> None:
        self.set(Behaviour())

    def set(self, behaviour: Behaviour) -> None:
        """Begin anew with a behaviour, and with its seed."""
        self.behaviour = behaviour
        self._calls = random.Random(f"calls {behaviour.seed}")  # noqa: S311 — to be repeatable
        self._inbound = random.Random(f"inbound {behaviour.seed}")  # noqa: S311 — the same
        self._callbacks = random.Random(f"callbacks {behaviour.seed}")  # noqa: S311 — the same

    def as_json(self) -> dict[str, Any]:
        """Give the behaviour as it is set."""
        return asdict(self.behaviour)

    def fate(self, kind: str) -> Fate | None:
        """Draw what happens to a call; None is nothing special."""
        now = self.behaviour
        if now.kinds and kind not in now.kinds:
            return None
        drawn = self._calls.random()
        for name in FATES:
            drawn -= getattr(now, name)
            if drawn < 0:
                return name
        return None

    def inbound(self) -> tuple[bool, bool]:
        """Draw whether a message of a phone is posted twice, and whether it comes late."""
        now = self.behaviour
        return (self._inbound.random() < now.inbound_duplicate,
                self._inbound.random() < now.inbound_reorder)  # fmt: skip

    def callback(self) -> tuple[bool, bool]:
        """Draw whether a status callback is posted twice, and whether the order is turned."""
        now = self.behaviour
        return (self._callbacks.random() < now.callback_duplicate,
                self._callbacks.random() < now.callback_reorder)  # fmt: skip
