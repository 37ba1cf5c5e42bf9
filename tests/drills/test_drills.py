"""The drills in short: what they count must be right, and every count as it should be."""

import httpx

from bench.messages.load import letters
from bench.messages.ours import latency_ms, measure
from drills import forgery, fuzz, messages
from drills.messages import Plan
from drills.phones import line
from drills.site import Site, people
from vocero.storage.engine import Database


def test_nothing_is_lost_doubled_or_out_of_order(stage: Site) -> None:
    """Two hundred messages of twenty people, with one kill of the bot and one of an API."""
    plan = Plan(messages=200, people=20, rate=20.0, seed=3)
    found, report = messages.drill(plan, stage)
    assert found.well, "\n".join(report)
    assert found.sent == found.stored == found.answered == 200


def test_no_forgery_is_accepted_and_no_process_ends(stage: Site) -> None:
    """Through the front door, with a restart before the replays."""
    well, report = forgery.drill(stage)
    assert well, "\n".join(report)


def test_no_body_at_any_door_ends_a_process(stage: Site) -> None:
    """Five hundred generated ones, and the API's own description."""
    stage.ready("bot")
    well, report = fuzz.drill(stage, 500)
    assert well, "\n".join(report)


def test_the_benchmark_measures_what_it_says(stage: Site) -> None:
    """Every letter is answered, the latencies are there, and every process has its share."""
    latency_ms(stage, 0)
    database = Database(stage.settings)
    wanted = letters(line(stage.settings), people(database, 10), range(3))
    found = measure(stage, database, wanted, None)
    database.close()
    assert found.errors == []
    assert len(found.latencies) == len(wanted) == 30
    assert all(0 < seconds < 30 for seconds in found.latencies)
    assert {"bot", "actions", "api-0", "postgres", "standin", "load"} <= set(found.cpu_ms)
    assert httpx.get(f"{stage.standin}/standin/calls").json()["calls"]["message.create"]


def test_no_log_names_anyone_or_repeats_what_was_said(stage: Site) -> None:
    """After all of this: no number, no name and no message text in any process's log."""
    said = ("1202556", "2025550101", "Persona ", "Ana López", *messages.QUESTIONS, messages.PROBLEM)
    for log in sorted((stage.home / "log").glob("*.log")):
        text = log.read_text("utf-8", errors="replace")
        assert [words for words in said if words != "kpi" and words in text] == [], log.name
