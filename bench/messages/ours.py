"""Our own rates: latency at an open-loop rate, and the peak."""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx
import psutil
import sqlalchemy as sa

from bench.messages.load import Letter, Sent, post
from drills.phones import percentile
from drills.site import Site
from vocero.storage.engine import Database

SETTLE_SECONDS = 300.0


@dataclass
class Round:
    """What one round of letters took, from the first webhook to the last delivery."""

    messages: int
    seconds: float
    errors: list[str]
    latencies: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    cpu_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    def line(self) -> str:
        """Give the figures of a round."""
        p50, p95, p99 = (percentile(self.latencies, s) * 1000 for s in (0.5, 0.95, 0.99))
        ack = percentile(self.acknowledged, 0.99) * 1000
        return (f"{self.messages} messages in {self.seconds:.1f} s = {self.rate:.1f}/s; errors "
                f"{len(self.errors)}; webhook to delivered reply p50 {p50:.0f} ms, p95 {p95:.0f} "
                f"ms, p99 {p99:.0f} ms; acknowledged p99 {ack:.0f} ms")  # fmt: skip

    def cpu(self) -> str:
        """Give the CPU milliseconds a message of each process."""
        parts = ", ".join(f"{name} {ms:.1f}" for name, ms in sorted(self.cpu_ms.items()))
        return f"CPU ms per message: {sum(self.cpu_ms.values()):.1f} = {parts}"


def latency_ms(site: Site, milliseconds: float) -> None:
    """Let the stand-in take its time with each call."""
    body = {"latency_ms": milliseconds, "kinds": [], "window": False}
    httpx.put(f"{site.standin}/standin/behaviour", json=body).raise_for_status()


def measure(
    site: Site, database: Database, wanted: Sequence[Letter], rate: float | None
) -> Round:
    """Post letters, wait until each is answered at the stand-in, and give what it took."""
    httpx.delete(f"{site.standin}/standin/records").raise_for_status()
    before, began = _cpu(site), time.time()
    sent = asyncio.run(post(site.targets[0], wanted, rate))
    _settle(database)
    after = _cpu(site)
    delivered = _delivered(site, database, wanted)
    missing = [f"{letter.sid}: no answer" for letter in wanted if letter.sid not in delivered]
    return Round(
        len(wanted), max(delivered.values(), default=time.time()) - began, sent.errors + missing,
        [delivered[sid] - at for sid, at in sent.posted.items() if sid in delivered],
        _acknowledged(sent),
        {name: (after[name] - before[name]) * 1000 / len(wanted) for name in after},
    )  # fmt: skip


def _acknowledged(sent: Sent) -> list[float]:
    return list(sent.acknowledged.values())


def _cpu(site: Site) -> dict[str, float]:
    times = psutil.Process(os.getpid()).cpu_times()
    return {**site.cpu_seconds(), "load": times.user + times.system}


def _settle(database: Database) -> None:
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        with database.writing() as connection:
            left = connection.execute(sa.text(
                "select exists (select 1 from vocero.inbox where state = 'waiting') or exists"
                " (select 1 from vocero.outbox where state in ('waiting', 'sending', 'unsure'))"
            )).scalar_one()  # fmt: skip
        if not left:
            time.sleep(0.5)  # the last callbacks
            return
        time.sleep(0.2)
    raise RuntimeError("messages are still on their way")


def _delivered(
    site: Site, database: Database, wanted: Sequence[Letter]
) -> dict[str, float]:
    """Give when the first reply to each message was accepted by the stand-in."""
    listed = httpx.get(f"{site.standin}/standin/deliveries", timeout=60).json()["deliveries"]
    accepted = {d["sid"]: float(d["at"]) for d in listed}
    with database.writing() as connection:
        rows = connection.execute(
            sa.text("""select split_part(dedupe_key, ':', 2) as sid, provider_sid
                       from vocero.outbox where dedupe_key = any(:keys)"""),
            {"keys": [f"reply:{letter.sid}:0" for letter in wanted]},
        ).all()
    return {row.sid: accepted[row.provider_sid] for row in rows if row.provider_sid in accepted}
