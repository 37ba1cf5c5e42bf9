"""The accounts of what spoke first: every due time, every message and every right, one by one."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from drills.crowd import Member, Sub
from drills.rights import WORDS, History
from vocero.storage.engine import Database

LATE = dt.timedelta(minutes=10)
_KEY = re.compile(r"subscription:(\d+):(ended|.+?[+-]\d\d:\d\d):(.+)")
_COUNT = re.compile(r"(\d+) (?:earlier ones|anteriores)")
Outage = tuple[dt.datetime, dt.datetime]
"""From the last moment at which the schedulers ran to the first at which they did again."""


@dataclass
class Findings:
    """Counts, and what went wrong, by kind."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in (
        "missed", "doubled", "without the right", "not due", "ended without a reason",
        "not marked late, or without need", "summed up wrongly", "failed", "alerts missed",
        "alerts doubled")})  # fmt: skip

    @property
    def well(self) -> bool:
        """Whether nothing went wrong."""
        return not any(self.wrong.values())

    def lines(self) -> list[str]:
        """Give the table, with examples of what went wrong."""
        table = ["| | |", "| --- | --- |"]
        table += [f"| {name} | {count:,} |" for name, count in self.counts.items()]
        table += [f"| **{name}** | **{len(found)}** |" for name, found in self.wrong.items()]
        return table + [f"{name}: {found[:5]}" for name, found in self.wrong.items() if found]


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the mail: of which due time (None: the notice of an end), by which way."""

    due: dt.datetime | None
    way: str
    part: int
    body: str
    put: dt.datetime


@dataclass
class Books:
    """What the tables hold at the end."""

    runs: dict[int, dict[dt.datetime, Any]]
    states: dict[int, str]
    messages: dict[int, list[Message]]
    scopes: dict[tuple[int, dt.datetime], set[str | None]]


def books(database: Database) -> Books:
    """Read the tables."""
    runs: dict[int, dict[dt.datetime, Any]] = defaultdict(dict)
    messages: dict[int, list[Message]] = defaultdict(list)
    scopes: dict[tuple[int, dt.datetime], set[str | None]] = defaultdict(set)
    with database.owner.begin() as connection:
        for run in connection.execute(sa.text("select * from vocero.subscription_runs")):
            runs[run.subscription_id][run.due_at] = run
        states = dict(connection.execute(sa.text(
            "select subscription_id, state from vocero.subscriptions")).all())  # fmt: skip
        for row in connection.execute(sa.text(
            "select dedupe_key, body, created_at from vocero.outbox union all "
            "select dedupe_key, body, created_at from vocero.dispatches")):  # fmt: skip
            found = _KEY.fullmatch(row.dedupe_key)
            if found:
                due = None if found[2] == "ended" else dt.datetime.fromisoformat(found[2])
                way, part = ("whatsapp", int(found[3])) if found[3].isdigit() else (found[3], 0)
                messages[int(found[1])].append(Message(due, way, part, row.body, row.created_at))
        for row in connection.execute(sa.text(
            "select person_id, at, scope from vocero.audit where event = 'report'")):  # fmt: skip
            scopes[row.person_id, row.at].add(row.scope)
    return Books(runs, states, messages, scopes)


def check(
    database: Database, subs: Sequence[Sub], history: History, outages: Sequence[Outage]
) -> Findings:
    """Compare what ought to have come with what did."""
    held, found = books(database), Findings()
    found.counts["subscriptions"] = len(subs)
    found.counts["due times, computed apart"] = sum(len(sub.due) for sub in subs)
    for sub in subs:
        runs = held.runs[sub.subscription]
        found.counts.update(f"of them {run.outcome}" for run in runs.values())
        _complete(found, sub, held, history, outages)
        once(found, sub, held)
        for message in held.messages[sub.subscription]:
            found.counts["messages, parts of long ones too"] += 1
            if message.due is not None and message.part == 0:
                rightful(found, sub, message, held, history)
        for due, run in runs.items():
            if run.outcome == "sent":
                _told(found, sub, due, held, outages)
    found.counts["due times of those who left or lost the right, after that"] = (
        found.counts["due times, computed apart"]
        - sum(len(held.runs[sub.subscription]) for sub in subs)
    )
    return found


def _complete(
    found: Findings, sub: Sub, held: Books, history: History, outages: Sequence[Outage]
) -> None:
    """Each due time has a run; after an end with a reason there are none.

    What fell into an outage is looked at when it ends: whoever has left by then needs no run.
    """
    runs, name = held.runs[sub.subscription], f"{sub.subscription}"
    found.wrong["not due"] += [f"{name} {due}" for due in runs if due not in sub.due]
    found.wrong["failed"] += [f"{name} {d}" for d, run in runs.items() if run.outcome == "failed"]
    lost = history.lost(sub.member.person, sub.kind, sub.branch)
    ended = held.states[sub.subscription] == "ended"
    if ended and lost is None:
        found.wrong["ended without a reason"].append(name)
    without = [due for due in sub.due if due not in runs]
    if ended and lost is not None:
        ends = {due: b for due in without for a, b in outages if a < due <= b}
        without = [due for due in without if ends.get(due, due) < lost]
    found.wrong["missed"] += [f"{name} {due}" for due in without]


def once(found: Findings, sub: Sub, held: Books) -> None:
    """A run that was sent has one message by each way, and no other run has any."""
    by_way = Counter((m.due, m.way, m.part) for m in held.messages[sub.subscription])
    ways = {"whatsapp": "whatsapp", "in_app": "in_app:"}
    wanted = {ways[channel] for channel in sub.member.channels}
    for (due, way, part), count in by_way.items():
        run = held.runs[sub.subscription].get(due) if due is not None else None
        stray = due is not None and (run is None or run.outcome != "sent" or way not in wanted)
        if count > 1 or stray:
            found.wrong["doubled"].append(f"{sub.subscription} {due} {way} {part} × {count}")
    for due, run in held.runs[sub.subscription].items():
        silent = run.outcome == "sent" and any(not by_way[due, way, 0] for way in wanted)
        unwished = run.outcome == "empty" and not sub.skips_empty
        refused = run.outcome == "unwanted" and sub.member.wanted
        if silent or unwished or refused:
            found.wrong["missed"].append(f"{sub.subscription} {due}: {run.outcome}, no message")


def rightful(
    found: Findings, sub: Sub, message: Message, held: Books, history: History
) -> None:
    """Whoever got it might see it at that moment, and its figures are of what they might see."""
    person = sub.member.person
    allowed = history.post(person, message.put).scope(sub.kind, sub.branch)
    run = held.runs[sub.subscription].get(message.due) if message.due else None
    told = held.scopes.get((person, run.at), set()) if run else set()
    rows = (allowed or "").partition(":")[0]
    said = [name for name, words in WORDS.items()
            if any(f"· {word}" in message.body for word in words)]  # fmt: skip
    if allowed is None or told != {allowed} or said != ([] if rows == "all" else [rows]):
        found.wrong["without the right"].append(
            f"{sub.subscription} {message.due}: {allowed} allowed, {told} in the audit, {said} said"
        )


def _told(
    found: Findings, sub: Sub, due: dt.datetime, held: Books, outages: Sequence[Outage]
) -> None:
    """What an outage held up is marked late, and sums up what came before it."""
    first = [m for m in held.messages[sub.subscription] if m.due == due and m.part == 0]
    outage = next(((a, b) for a, b in outages if a < due <= b), None)
    late = outage is not None and outage[1] - due > LATE
    before = [one for one in sub.due if outage is not None and outage[0] < one < due]
    missed = [one for one in before
              if held.runs[sub.subscription][one].outcome == "missed"]  # fmt: skip
    for message in first:
        if message.body.startswith("⏳") != late:
            found.wrong["not marked late, or without need"].append(f"{sub.subscription} {due}")
        counted = _COUNT.search(message.body.partition("🕗")[0])
        if (int(counted[1]) if counted else 0) != len(before) or missed != before:
            head = message.body[:80]
            found.wrong["summed up wrongly"].append(f"{sub.subscription} {due}: {head}")
    found.counts["of the messages marked late"] += late * len(first)


def check_alerts(
    found: Findings, database: Database, owners: Mapping[int, Member], history: History,
    days: Sequence[dt.date],
) -> None:  # fmt: skip
    """Each alert sounded once on each day on which its condition was met, to who might see it."""
    with database.owner.begin() as connection:
        events = connection.execute(sa.text(
            "select e.*, o.created_at as put from vocero.alert_events e left join vocero.outbox o "
            "on o.dedupe_key = format('alert:%s\\:%s\\:0', e.alert_id, e.nth)")).all()  # fmt: skip
    sounded = Counter((event.alert_id, event.about) for event in events if event.kind == "fired")
    found.counts["alerts"] = len(owners)
    found.counts["times that they sounded"] = sounded.total()
    found.wrong["alerts doubled"] += [f"{key} × {n}" for key, n in sounded.items() if n > 1]
    for alert, member in owners.items():
        if not history.changed(member.person) and history.lost(member.person, "sales") is None:
            found.wrong["alerts missed"] += [
                f"{alert} {day}" for day in days if not sounded[alert, day]]  # fmt: skip
    for event in events:
        person = owners[event.alert_id].person
        if event.put and history.post(person, event.put).scope("sales") is None:
            found.wrong["without the right"].append(f"alert {event.alert_id} {event.about}")
