"""The drill in short: faults, duplicates, swaps and kills, and nothing lost or doubled."""

from pathlib import Path

from drills.messages import Plan, drill
from drills.site import has_nginx


def test_nothing_is_lost_doubled_or_out_of_order() -> None:
    """Two hundred messages of twenty people, with one kill of the bot and one of an API."""
    plan = Plan(messages=200, people=20, rate=20.0, seed=3)
    found, report = drill(plan, Path("var/drill-test"), nginx=has_nginx())
    assert found.well, "\n".join(report)
    assert found.sent == found.stored == found.answered == 200
