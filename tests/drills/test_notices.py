"""The drill of what comes by itself, in short: it counts right, and all is as it should be."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from drills import accounts, notices, wallclock
from drills.accounts import Books, Findings, Message
from drills.crowd import Member, Sub
from drills.notices import Plan
from drills.rights import History, Post

SHORT = Plan(
    items=80, people=30, alerts=10, processes=2, start=dt.date(2026, 3, 7), kills=1, changes=20,
    outages=((11, 43),), at=(dt.time(2, 30), dt.time(12)), seed=3,
)  # fmt: skip


def test_each_report_comes_once_to_whoever_may_see_it() -> None:
    """Two schedulers, one killed in the midst, an outage of thirty-two hours, Chicago's clocks."""
    found, report = notices.drill(SHORT, Path("var/drill-notices-test"))
    assert found.well, "\n".join(report)
    runs = sum(n for name, n in found.counts.items() if name.startswith("of them "))
    after = found.counts["due times of those who left or lost the right, after that"]
    assert runs + after == found.counts["due times, computed apart"] >= 80
    assert found.counts["of them missed"] > 0
    assert found.counts["of the messages marked late"] > 0


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("America/Chicago", (2026, 3, 8), dt.time(2, 30), "2026-03-08T03:30:00-05:00"),
        ("America/Chicago", (2026, 11, 1), dt.time(1, 30), "2026-11-01T01:30:00-05:00"),
        ("Europe/Madrid", (2026, 3, 29), dt.time(2), "2026-03-29T03:00:00+02:00"),
        ("America/Mexico_City", (2026, 11, 1), dt.time(8), "2026-11-01T08:00:00-06:00"),
    ],
)
def test_the_checker_knows_the_clocks_by_itself(
    zone: str, day: tuple[int, int, int], at: dt.time, expected: str
) -> None:
    """A skipped hour is as much later as the jump, one that comes twice counts at first."""
    found = wallclock.moment(zone, dt.date(*day), at)
    assert found == dt.datetime.fromisoformat(expected)


NOW = dt.datetime(2026, 3, 7, 14, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Run:
    """A run as the table has it."""

    outcome: str
    at: dt.datetime


@pytest.mark.parametrize(
    ("level", "scope", "said", "fine"),
    [(4, "branch:1", " · tu sucursal", True), (4, "all", " · tu sucursal", False),
     (4, "branch:2", " · tu sucursal", False), (4, "branch:1", "", False),
     (2, "all", "", True), (2, "all", " · tu equipo", False), (10, None, "", False)],
)  # fmt: skip
def test_the_checker_finds_a_report_of_the_wrong_scope(
    level: int, scope: str | None, said: str, fine: bool
) -> None:
    """In the audit or in its words; and one to somebody who may have none at all."""
    history, found = History(), Findings()
    history.note(1, NOW - notices.HOUR, Post(level, 1, 1, 1, 1, 1), NOW)
    accounts.rightful(found, SUB, told(said), books(scope, told(said)), history)
    assert (found.wrong["without the right"] == []) is fine


def test_the_checker_finds_what_came_twice_or_not_at_all() -> None:
    """Two messages of one due time, and none of one that was sent."""
    for copies, wrong in ((1, None), (2, "doubled"), (0, "missed")):
        found = Findings()
        accounts.once(found, SUB, books("all", *[told("")] * copies))
        assert [name for name, those in found.wrong.items() if those] == [wrong] * bool(wrong)


SUB = Sub(
    1, Member(1, "+12025550100", "es", "Europe/Madrid", ("whatsapp",), None, (), True, False),
    "sales", None, wallclock.Plan("daily", (), dt.time(15), "Europe/Madrid"), (NOW,), False,
)  # fmt: skip


def told(said: str) -> Message:
    """A report that says whose data it is."""
    return Message(NOW, "whatsapp", 0, f"Ventas{said}", NOW)


def books(scope: str | None, *messages: Message) -> Books:
    """Tables with one run that was sent."""
    return Books({1: {NOW: Run("sent", NOW)}}, {1: "active"}, {1: list(messages)},
                 {(1, NOW): {scope}})  # fmt: skip
