"""One notice that fails holds up nobody else, and says so under a reference."""

import re
from dataclasses import replace

from tests.announcing.conftest import Stage, moment
from vocero.announcing import reports
from vocero.conversation.turn import Office
from vocero.people.person import Person
from vocero.reports.kept import KeptAnswers
from vocero.scheduler.jobs import Job, run_due
from vocero.storage.engine import Database
from vocero.words.question import Question

EIGHT = moment(16, 8)
NOW = moment(16, 8, 1)


def broken(stage: Stage, person: Person, question: str) -> int:
    """Subscribe a person to something that an older version knew."""
    kept = stage.subscribed(person, EIGHT)
    stage.sql("update vocero.subscriptions set question = cast(:question as jsonb) "
              "where subscription_id = :id", question=question,
              id=kept.subscription_id)  # fmt: skip
    return kept.subscription_id


def outcome(stage: Stage, subscription: int) -> list[str]:
    """Give what became of its due times."""
    rows = stage.sql("select outcome from vocero.subscription_runs where subscription_id = :id",
                     id=subscription)  # fmt: skip
    return [row.outcome for row in rows]


def test_a_report_that_fails_tells_a_reference_and_does_not_hold_up_the_others(
    stage: Stage, director: Person
) -> None:
    """A metric that is no more: the person reads a reference, the next one goes out."""
    bad = broken(stage, director, '{"kind": "sales", "metric": "no_such_metric"}')
    other = stage.person(2)
    stage.subscribed(other, EIGHT)
    stage.send(NOW)
    assert outcome(stage, bad) == ["failed"]
    (text,) = stage.texts(director)
    assert re.search(r"Reference: \*\w+\*", text)
    assert len(stage.texts(other)) == 1


def test_a_question_that_cannot_be_read_does_not_hold_up_the_others(
    stage: Stage, director: Person
) -> None:
    """A kind that is no more is left where it is, and told in the log."""
    bad = broken(stage, director, '{"kind": "horoscope"}')
    other = stage.person(2)
    stage.subscribed(other, EIGHT)
    stage.send(NOW)
    assert outcome(stage, bad) == []
    assert stage.texts(director) == []
    assert len(stage.texts(other)) == 1


def test_a_report_that_is_always_too_slow_does_not_hold_up_the_others(
    stage: Stage, director: Person
) -> None:
    """It stays due for an hour while others go out; then it has failed, and the person knows."""
    slow = stage.subscribed(director, EIGHT, question=Question("kpi"))
    stage.sql("delete from vocero.rollups")  # with them nothing below would be read
    hasty = stage.base.settings.model_copy(update={"query_timeout_ms": 1000})
    database = Database(hasty)
    for now, expected in ((moment(16, 8, 2), {}), (moment(16, 9, 1), {EIGHT: "failed"})):
        other = stage.person(2)
        stage.subscribed(other, moment(16, 8, 1))
        office = replace(stage.office(now), database=database, answers=KeptAnswers())
        with stage.database.owner.connect() as connection:
            connection.exec_driver_sql("lock table tours.inquiries in access exclusive mode")
            reports.send_due(office)
        assert len(stage.texts(other)) == 1
        assert stage.runs(slow) == expected
    database.close()
    (text,) = stage.texts(director)
    assert text.startswith("*Key indicators*")


def test_a_job_that_fails_does_not_end_the_scheduler(stage: Stage) -> None:
    """What it raised is written down, and the next job is done."""

    def fail(_office: Office) -> None:
        raise ValueError("a fault of ours")

    jobs = (Job("failing", 0.0, fail), Job("fine", 0.0, lambda _office: None))
    assert run_due(stage.office(NOW), jobs) == ["failing", "fine"]
    errors = stage.sql("select name, last_error from vocero.jobs where name in ('failing', 'fine')")
    stage.sql("delete from vocero.jobs where name in ('failing', 'fine')")
    assert {row.name: row.last_error for row in errors} == {"failing": "ValueError", "fine": None}


def test_an_alert_that_cannot_be_read_does_not_hold_up_the_others(
    stage: Stage, director: Person
) -> None:
    """A metric that is no more, and members that are none: the next one sounds."""
    for spoilt in ("metric = 'no_such_metric'", "members = '[{\"dimension\": 1}]'"):
        alert = stage.watched(director)
        stage.sql(f"update vocero.alerts set {spoilt} where alert_id = :id", id=alert.alert_id)
    good = stage.watched(director)
    stage.look(NOW)
    assert stage.events(good) == ["fired"]
    assert len(stage.texts(director)) == 1
