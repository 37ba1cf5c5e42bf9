"""`make drill-messages`: many webhooks, some twice, some swapped, Twilio failing, processes killed.

0 lost, 0 double effects, 0 out of order for each person; a message arrives twice only where the
stand-in accepted it and dropped the answer, and then it is listed.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import httpx
import sqlalchemy as sa

from drills import checker
from drills.phones import Line, Office, Post, line, new_sid, percentile
from drills.site import Site, need_nginx, people, printed, site
from vocero.storage.engine import Database

QUESTIONS = ("ventas de ayer", "reservas de hoy", "sales last week", "kpi", "y por sucursal?",
             "top 3 agentes del mes", "pasajeros de la semana pasada", "¿cuánto vendimos en mayo?")
PROBLEM = "ese número está mal"
FAILING = {"rate_limited": 0.03, "unavailable": 0.02, "server_error": 0.02, "refused": 0.01,
           "drop": 0.02}  # fmt: skip
SETTLE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    messages: int = 10_000
    people: int = 500
    rate: float = 60.0
    duplicated: float = 0.05
    reordered: float = 0.05
    seed: int = 1


@dataclass
class Traffic:
    """The posts in order of sending, and which messages have an effect."""

    posts: list[tuple[Post, ...]]
    sids: list[str]
    problems: list[str]


def traffic(plan: Plan, phones: Sequence[str], own: Line, targets: Sequence[str]) -> Traffic:
    """Make the webhooks: each a message, some twice at once, some swapped with a person's next."""
    chance = random.Random(plan.seed)  # noqa: S311 — a drill, not a secret
    made, sids, problems = [], [], []
    for n in range(plan.messages):
        phone = phones[n % len(phones)]
        effect = chance.random() < 0.1
        text = PROBLEM if effect else chance.choice(QUESTIONS)
        form = own.form(phone, text, new_sid())
        copies = 2 if chance.random() < plan.duplicated else 1
        signature = own.signature(form)
        made.append(tuple(
            Post(form, signature, targets[(n + c) % len(targets)]) for c in range(copies)
        ))  # fmt: skip
        sids.append(form["MessageSid"])
        problems += [form["MessageSid"]] if effect else []
    for n in range(len(made) - len(phones)):
        if chance.random() < plan.reordered:
            other = n + len(phones)
            made[n], made[other] = made[other], made[n]
    return Traffic(made, sids, problems)


async def run(plan: Plan, stage: Site, phones: Sequence[str]) -> tuple[Traffic, Office, list[str]]:
    """Send everything at the plan's rate, with a kill of the bot and one of an API inside."""
    made = traffic(plan, phones, line(stage.settings), stage.targets)
    killed: list[str] = []
    async with _session() as session:
        office = Office(session)
        accidents = asyncio.create_task(_accidents(stage, plan, killed))
        began = time.monotonic()
        waiting = []
        for n, posts in enumerate(made.posts):
            pause = began + n / plan.rate - time.monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            waiting += [asyncio.create_task(office.deliver(post)) for post in posts]
        await asyncio.gather(*waiting)
        await accidents
    return made, office, killed


def _session() -> AbstractAsyncContextManager[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=15)
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=60), timeout=timeout)


async def _accidents(stage: Site, plan: Plan, killed: list[str]) -> None:
    """Kill the bot after a third and an API after two thirds; each comes back at once."""
    whole = plan.messages / plan.rate
    for name in ("bot", "api-1"):
        await asyncio.sleep(whole / 3)
        pid = await asyncio.to_thread(stage.kill, name)
        killed.append(f"{name} (pid {pid})")
        await asyncio.to_thread(stage.start, name)


def settle(database: Database, seconds: float = SETTLE_SECONDS) -> float:
    """Wait until inbox and outbox are empty; give how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with database.writing() as connection:
            left = connection.execute(sa.text(
                "select (select count(*) from vocero.inbox where state = 'waiting')"
                " + (select count(*) from vocero.outbox where state in"
                " ('waiting', 'sending', 'unsure'))"
            )).scalar_one()  # fmt: skip
        if left == 0:
            return time.monotonic() - began
        time.sleep(0.5)
    raise RuntimeError(f"{left} messages are still on their way")


def misbehave(stage: Site, seed: int) -> None:
    """Have the stand-in fail one call in ten; the phones write past it, so it keeps no window."""
    body = {**FAILING, "kinds": ["message.create"], "seed": seed, "window": False}
    httpx.put(f"{stage.standin}/standin/behaviour", json=body).raise_for_status()


RAISED = {"twilio_rate": 1000.0, "twilio_pair_rate": 1000.0, "person_limit": 100_000,
          "total_limit": 1_000_000}  # fmt: skip
"""What every drill raises, so that nothing but the system itself is the limit."""


def drill(plan: Plan, stage: Site) -> tuple[checker.Findings, list[str]]:
    """Run the drill on a site with two APIs and give the findings and the report."""
    database = Database(stage.settings)
    phones = people(database, plan.people)
    misbehave(stage, plan.seed)
    before = stage.megabytes()
    began = time.monotonic()
    made, office, killed = asyncio.run(run(plan, stage, phones))
    sent_in = time.monotonic() - began
    settled = settle(database)
    listed = httpx.get(f"{stage.standin}/standin/deliveries", timeout=60).json()
    found = checker.check(database, made.sids, made.problems, listed["deliveries"])
    acks = [post.seconds for post in office.posts if post.status == 200]
    database.close()
    return found, [
        f"settings {printed(stage.settings)}; stand-in {FAILING}; seed {plan.seed}",
        f"{len(office.posts)} webhooks for {plan.messages} messages of {plan.people} people in "
        f"{sent_in:.0f} s through {'nginx' if stage.front else 'the APIs'}; "
        f"settled {settled:.0f} s later; killed: {', '.join(killed)}",
        f"acknowledged p50 {percentile(acks, 0.5) * 1000:.0f} ms, "
        f"p99 {percentile(acks, 0.99) * 1000:.0f} ms, max {max(acks) * 1000:.0f} ms; "
        f"never acknowledged {len(office.posts) - len(acks)}",
        *found.lines(),
        "memory, MB before → after: " + ", ".join(
            f"{name} {before.get(name, 0):.0f} → {after:.0f}"
            for name, after in stage.megabytes().items()),
    ]  # fmt: skip


def main() -> None:
    """Run the drill from the command line; the exit code says whether it went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--rate", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    plan = Plan(given.messages, given.people, given.rate, seed=given.seed)
    need_nginx()
    with site(Path("var/drill"), **RAISED) as stage:
        found, report = drill(plan, stage)
    print("\n".join(report))
    print("well" if found.well else "NOT well")
    raise SystemExit(0 if found.well else 1)


if __name__ == "__main__":
    main()
