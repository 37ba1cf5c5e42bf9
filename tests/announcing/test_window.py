"""Outside WhatsApp's 24 hours a template asks the person to write, and what there is waits."""

import datetime as dt

import pytest

from tests.announcing.conftest import Stage, moment
from vocero.people.person import Person

TEMPLATES = {"twilio_template_en": "HX" + "e" * 32, "twilio_template_es": "HX" + "5" * 32}
EIGHT = moment(16, 8)


@pytest.fixture
def away(stage: Stage) -> Person:
    """Somebody who wrote two days ago."""
    person = stage.person(2)
    stage.sql("update vocero.correspondents set last_inbound_at = now() - interval '2 days' "
              "where correspondent = :who", who=person.phone)  # fmt: skip
    return person


def states(stage: Stage, person: Person) -> list[tuple[str, str]]:
    """Give what kind of thing is in the mail, and its state."""
    return [(row.dedupe_key.split(":")[0], row.state) for row in stage.outbox(person)]


def test_a_template_goes_out_and_the_report_waits_as_held(stage: Stage, away: Person) -> None:
    """The template is in the person's language, and names the company."""
    stage.subscribed(away, EIGHT)
    stage.send(EIGHT, **TEMPLATES)
    assert states(stage, away) == [("subscription", "held"), ("template", "waiting")]
    template = stage.outbox(away)[1]
    assert template.content_sid == TEMPLATES["twilio_template_en"]
    assert template.content_variables == {"1": "Spirit Tours"}


def test_one_template_a_day_for_however_many_reports(stage: Stage, away: Person) -> None:
    """Three reports and an alert wait behind one template."""
    for minute in range(3):
        stage.subscribed(away, moment(16, 8, minute))
    stage.watched(away)
    stage.send(moment(16, 8, 3), **TEMPLATES)
    stage.look(moment(16, 8, 3), **TEMPLATES)
    found = states(stage, away)
    assert found.count(("template", "waiting")) == 1
    assert [state for kind, state in found if kind != "template"] == ["held"] * 4


def test_newer_reports_supersede_older_ones_of_the_same_subscription(
    stage: Stage, away: Person
) -> None:
    """Whoever was away for days opens the newest one, and each other subscription's."""
    one = stage.subscribed(away, EIGHT)
    stage.subscribed(away, moment(18, 7))
    for day in (16, 17, 18):
        stage.send(moment(day, 8), **TEMPLATES)
    mine = [row.state for row in stage.outbox(away)
            if row.dedupe_key.startswith(f"subscription:{one.subscription_id}:")]  # fmt: skip
    assert mine == ["suppressed", "suppressed", "held"]
    assert states(stage, away).count(("subscription", "held")) == 2
    assert list(stage.runs(one).values()) == ["sent"] * 3


def test_whoever_never_wrote_gets_a_template_too(stage: Stage) -> None:
    """Nobody has written to us from this number."""
    person = stage.person(2, heard=False)
    stage.subscribed(person, EIGHT)
    stage.send(EIGHT, **TEMPLATES)
    assert states(stage, person) == [("subscription", "held"), ("template", "waiting")]


def test_within_the_hours_it_goes_out_as_it_is(stage: Stage) -> None:
    """And so it does without a template: then Twilio's refusal says what there is to say."""
    recent, old = stage.person(2), stage.person(2, heard=False)
    for person in (recent, old):
        stage.subscribed(person, EIGHT)
    stage.send(EIGHT, **dict.fromkeys(TEMPLATES))
    assert states(stage, recent) == states(stage, old) == [("subscription", "waiting")]


def test_a_template_waits_for_the_end_of_the_quiet_hours(stage: Stage, away: Person) -> None:
    """An alert in the night opens nothing before the morning."""
    stage.change(away, quiet_from=dt.time(22), quiet_until=dt.time(12))
    stage.watched(away)
    stage.look(moment(16, 10, 40), **TEMPLATES)
    assert [row.not_before for row in stage.outbox(away)] == [moment(16, 12)] * 2
