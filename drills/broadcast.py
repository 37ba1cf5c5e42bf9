"""`make drill-broadcast`: one text to 10,000 people; each gets it once, and never too fast.

A hundred identical calls make it, a second administrator confirms it, two schedulers feed it and
one of them is killed, it is paused and resumed; Twilio refuses some with 63016, 63018 and 21610.
All the while people ask, and have their answer within two seconds.
"""

import argparse
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import jwt
import sqlalchemy as sa

from drills.askers import BAR_SECONDS, Askers, told, waited
from drills.site import Site, site
from vocero.mailroom.claiming import burst
from vocero.storage.engine import Database

FIRST, SECOND = "+12025550101", "+525555010101"
"""The demo company's administrators."""
TEXT = "Mañana abrimos a las 10"
CODES = (63016, 63018, 21610)
SLACK = 0.05
"""Seconds by which a second at Twilio may differ from one at the throttle: messages travel."""
_PEOPLE = sa.text("""
insert into vocero.people (phone, name, level, language, agent_id, active)
select phone, 'Persona', 8, 'es', 1, phone <> all(cast(:inactive as text[]))
from unnest(cast(:phones as text[])) as phone
""")
_WROTE = sa.text("""
insert into vocero.correspondents (correspondent, address, last_inbound_at)
select phone, 'whatsapp:' || phone, now() from unnest(cast(:phones as text[])) as phone
on conflict (correspondent) do update set last_inbound_at = now()
""")
_OPTED_OUT = sa.text("""
insert into vocero.suppressions (correspondent, reason)
select unnest(cast(:phones as text[])), 'opted out'
""")


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is written to: by what becomes of them."""

    plain: tuple[str, ...]
    refused: dict[int, tuple[str, ...]]
    inactive: tuple[str, ...]
    opted_out: tuple[str, ...]

    @property
    def recipients(self) -> tuple[str, ...]:
        """Those that a broadcast to all of them is for."""
        return self.plain + tuple(p for phones in self.refused.values() for p in phones)

    @property
    def reached(self) -> frozenset[str]:
        """Those who get it in the end."""
        return frozenset(self.plain + self.refused[63018])


@dataclass
class Findings:
    """What became of it. `doubled` and `missed` are people, `strangers` got what was not theirs."""

    recipients: int
    doubled: list[str]
    missed: list[str]
    strangers: list[str]
    highest: int
    allowed: float
    states: dict[str, int]
    codes: dict[str, int] = field(default_factory=dict)
    broadcasts: int = 1
    waited: list[float] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether the bar is met."""
        return (not self.doubled and not self.missed and not self.strangers
                and self.highest <= self.allowed and self.broadcasts == 1
                and max(self.waited, default=0.0) < BAR_SECONDS)  # fmt: skip

    def lines(self) -> list[str]:
        """Say it."""
        return [
            f"recipients {self.recipients}, doubled {len(self.doubled)}, missed "
            f"{len(self.missed)}, to others {len(self.strangers)}",
            f"highest rate {self.highest} in a second, allowed {self.allowed:.0f}",
            "states: " + ", ".join(f"{k} {v}" for k, v in sorted(self.states.items())),
            "Twilio's codes: " + (", ".join(f"{k}: {v}" for k, v in sorted(self.codes.items()))
                                  or "none"),
            f"broadcasts made by the identical calls: {self.broadcasts}",
            told(self.waited),
        ]  # fmt: skip


def crowd(count: int, first: int = 0) -> Crowd:
    """Make up a crowd: 1 % of each kind, and at least two."""
    phones = [f"+52998{n:07d}" for n in range(first, first + count)]
    few = max(2, count // 100)
    cut = [tuple(phones[n * few : (n + 1) * few]) for n in range(5)]
    return Crowd(tuple(phones[5 * few :]), dict(zip(CODES, cut, strict=False)), cut[3], cut[4])


def settle_in(database: Database, who: Crowd) -> None:
    """Put a crowd into the directory; all of them wrote a minute ago."""
    everybody = [*who.recipients, *who.inactive, *who.opted_out]
    with database.owner.begin() as connection:
        connection.execute(_PEOPLE, {"phones": everybody, "inactive": list(who.inactive)})
        connection.execute(_WROTE, {"phones": everybody})
        connection.execute(_OPTED_OUT, {"phones": list(who.opted_out)})


def behaviour(who: Crowd, codes: Iterable[int] = CODES) -> dict[str, Any]:
    """Give the stand-in's behaviour that refuses some of a crowd."""
    return {"window": False, "recipients": {p: code for code in codes for p in who.refused[code]}}


def judge(
    who: Crowd, deliveries: Sequence[dict[str, Any]], moments: Sequence[float], rate: float,
    shown: dict[str, Any],
) -> Findings:  # fmt: skip
    """Compare what the stand-in got with what was to be."""
    arrived = Counter(d["to"].removeprefix("whatsapp:") for d in deliveries
                      if d["body"] == TEXT and d["status"] in {"delivered", "read"})  # fmt: skip
    return Findings(
        recipients=shown["recipients"], doubled=sorted(p for p, n in arrived.items() if n > 1),
        missed=sorted(who.reached - set(arrived)), strangers=sorted(set(arrived) - who.reached),
        highest=highest(moments), allowed=rate + burst(rate) + max(2.0, rate * SLACK),
        states=shown["progress"], codes=shown["codes"],
    )  # fmt: skip


def highest(moments: Sequence[float]) -> int:
    """Give the most moments of any one second."""
    ordered = sorted(moments)
    return max((n + 1 - bisect_left(ordered, at - 1.0 + 1e-9) for n, at in enumerate(ordered)),
               default=0)  # fmt: skip


def bearer(stage: Site, phone: str) -> dict[str, str]:
    """Give somebody's header."""
    claims = {"sub": phone, "exp": int(time.time()) + 24 * 3600}
    return {"Authorization": "Bearer " + jwt.encode(claims, stage.child["VOCERO_REST_SECRET"])}


def make(stage: Site) -> tuple[int, int]:
    """Call a hundred times at once and have it confirmed; give its id and how many there are."""
    said = {"audience": {"levels": [8]}, "text": {"es": TEXT}}
    headers = {**bearer(stage, FIRST), "Idempotency-Key": "drill"}

    def call(n: int) -> int:
        url = stage.direct[n % len(stage.direct)] + "/api/v1/broadcasts"
        while True:
            answer = httpx.post(url, json=said, headers=headers, timeout=60)
            if answer.status_code != 503:
                return int(answer.raise_for_status().json()["broadcast_id"])

    with ThreadPoolExecutor(100) as pool:
        ids = set(pool.map(call, range(100)))
    url = f"{stage.direct[0]}/api/v1/broadcasts/{min(ids)}/confirm"
    httpx.post(url, headers=bearer(stage, SECOND), timeout=60).raise_for_status()
    return min(ids), len(ids)


def run(stage: Site, who: Crowd, broadcast_id: int) -> tuple[dict[str, Any], float]:
    """Feed it with accidents on the way; give how it is shown at last, and how long it took."""
    url = f"{stage.direct[0]}/api/v1/broadcasts/{broadcast_id}"
    headers, began, done = bearer(stage, FIRST), time.monotonic(), set[str]()
    for name in ("scheduler-0", "scheduler-1"):
        stage.start(name)
    while True:
        shown: dict[str, Any] = httpx.get(url, headers=headers, timeout=60).json()
        left = shown["progress"].get("waiting", 0) / shown["recipients"]
        if shown["state"] == "done":
            return shown, time.monotonic() - began
        if left < 0.7 and "killed" not in done:
            done.add("killed")
            stage.kill("scheduler-0")
            stage.start("scheduler-0")
        if left < 0.5 and "paused" not in done:
            done.add("paused")
            httpx.post(url + "/pause", headers=headers, timeout=60).raise_for_status()
            time.sleep(8)
            httpx.post(url + "/resume", headers=headers, timeout=60).raise_for_status()
        if left < 0.3 and "calm" not in done:
            done.add("calm")
            misbehave(stage, behaviour(who, (63016, 21610)))
        time.sleep(1)


def misbehave(stage: Site, how: dict[str, Any]) -> None:
    """Set what the stand-in refuses."""
    url = f"{stage.standin}/standin/behaviour"
    httpx.put(url, json=how, timeout=60).raise_for_status()


def drill(stage: Site, count: int) -> tuple[Findings, list[str]]:
    """Run the drill and give the findings and the report."""
    database, who = Database(stage.settings), crowd(count)
    with database.owner.begin() as connection:
        connection.execute(sa.text("update vocero.people set active = false where level = 8"))
    settle_in(database, who)
    misbehave(stage, behaviour(who))
    broadcast_id, made = make(stage)
    with Askers(stage, who.plain) as askers:
        shown, seconds = run(stage, who, broadcast_id)
    time.sleep(6)
    shown = httpx.get(f"{stage.direct[0]}/api/v1/broadcasts/{broadcast_id}",
                      headers=bearer(stage, FIRST), timeout=60).json()  # fmt: skip
    listed = httpx.get(f"{stage.standin}/standin/deliveries", timeout=60).json()["deliveries"]
    found = judge(who, listed, [d["at"] for d in listed], stage.settings.twilio_rate, shown)
    found.broadcasts, found.waited = made, waited(askers.asked, listed, TEXT)
    database.close()
    rate = stage.settings.twilio_rate
    return found, [
        f"VOCERO_TWILIO_RATE={rate:.0f}; {len(who.inactive)} inactive, {len(who.opted_out)} opted "
        f"out; {len(who.refused[63016])} each of 63016, 63018 (until 70 % were fed), 21610",
        f"{seconds:.0f} s, a scheduler killed and a pause of 8 s within",
        *found.lines(),
    ]


def main() -> None:
    """Run the drill from the command line; the exit code says whether it went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=80.0)
    given = parser.parse_args()
    home = Path("var/drill")
    with site(home, nginx=False, bot=False, twilio_rate=given.rate) as stage:
        found, report = drill(stage, given.people)
    print("\n".join(report))
    print("well" if found.well else "NOT well")
    raise SystemExit(0 if found.well else 1)


if __name__ == "__main__":
    main()
