"""An alert sounds once for each crossing, to whoever may see its figure, when they want to hear."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from tests.announcing.conftest import Stage, moment
from vocero.announcing.alarms import Watcher
from vocero.notices.alerts import MOST_A_DAY
from vocero.people.person import Person
from vocero.words.names import Member

NOW = moment(16, 10, 40)
NEVER = 1_000_000_000


def test_an_alert_sounds_once_however_often_it_is_looked_at(
    stage: Stage, director: Person
) -> None:
    """One message with the figure for as long as the condition holds."""
    alert = stage.watched(director)
    watcher = Watcher(stage.office(NOW))
    for _ in range(3):
        watcher.look()
    stage.look(NOW + dt.timedelta(hours=3))
    assert stage.events(alert) == ["fired"]
    (text,) = stage.texts(director)
    assert "Net sales" in text


def test_two_schedulers_that_look_at_once_make_one_message(
    stage: Stage, director: Person
) -> None:
    """Whoever comes second finds that it has sounded."""
    alerts = [stage.watched(director) for _ in range(5)]
    watchers = [Watcher(stage.office(NOW)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(Watcher.look, watchers))
    assert sum(one.steps["fire"] for one in rounds) == 5
    assert [stage.events(alert) for alert in alerts] == [["fired"]] * 5
    assert len(stage.outbox(director)) == 5


def test_an_alert_is_resolved_once_and_sounds_again_after_it_cooled_down(
    stage: Stage, director: Person
) -> None:
    """Back over the line within half an hour stays silent; after that it sounds anew."""
    alert = stage.watched(director)
    told = []
    for minutes, amount in ((0, 1), (1, NEVER), (2, NEVER), (3, 1), (29, 1), (31, 1), (32, 1)):
        stage.threshold(alert, amount)
        stage.look(NOW + dt.timedelta(minutes=minutes))
        told.append(len(stage.events(alert)))
    assert told == [1, 2, 2, 2, 2, 3, 3]
    assert stage.events(alert) == ["fired", "resolved", "fired"]
    assert len(stage.texts(director)) == 3


def test_an_alert_sounds_at_most_so_often_a_day(stage: Stage, director: Person) -> None:
    """However often the figure crosses; the next day counts anew."""
    alert = stage.watched(director)
    now = moment(16, 10, 40)
    for _ in range(MOST_A_DAY + 2):
        stage.threshold(alert, 1)
        stage.look(now)
        stage.threshold(alert, NEVER)
        stage.look(now + dt.timedelta(minutes=1))
        now += dt.timedelta(minutes=40)
    assert stage.events(alert).count("fired") == MOST_A_DAY
    stage.threshold(alert, -1)
    stage.look(moment(17, 9))
    assert stage.events(alert).count("fired") == MOST_A_DAY + 1


def test_quiet_hours_delay_an_alert(stage: Stage) -> None:
    """It sounds at once, and leaves when the person is awake; on a day off, the day after."""
    asleep = stage.person(2, quiet_from=dt.time(22), quiet_until=dt.time(12))
    resting = stage.person(2, days_off=[2])
    awake = stage.person(2)
    for person in (asleep, resting, awake):
        stage.watched(person)
    stage.look(NOW)
    leaves = [stage.outbox(person)[0].not_before for person in (asleep, resting, awake)]
    assert leaves == [moment(16, 12), moment(17, 0), NOW]


def test_whoever_wants_no_messages_gets_none(stage: Stage, director: Person) -> None:
    """The alert has sounded, and nothing is in the mail."""
    alert = stage.watched(director)
    stage.sql("insert into vocero.suppressions (correspondent, reason) values (:who, 'opted out')",
              who=director.phone)  # fmt: skip
    stage.look(NOW)
    assert stage.events(alert) == ["fired"]
    assert stage.outbox(director) == []


def test_a_snoozed_alert_is_silent(stage: Stage, director: Person) -> None:
    """It neither sounds nor is resolved until then; after that it sounds if it still holds."""
    until = NOW + dt.timedelta(hours=1)
    alert = stage.watched(director, snoozed_until=until)
    sounded = stage.watched(director, snoozed_until=until, fired=True, fired_about=NOW.date(),
                            fired_at=NOW - dt.timedelta(hours=1), amount=NEVER)  # fmt: skip
    stage.look(NOW)
    assert stage.outbox(director) == []
    stage.look(until)
    assert stage.events(alert) == ["fired"]
    assert stage.events(sounded) == []


@pytest.mark.parametrize("change", [{"level": 10, "customer_id": 1}, {"level": 7}, {"level": 5}])
def test_an_alert_whose_owner_lost_the_right_ends_with_a_notice(
    stage: Stage, director: Person, change: dict[str, int]
) -> None:
    """Margins are closed to supervisors, all alerts to auditors; no figure goes out."""
    metric = "net_sales" if change["level"] != 5 else "margin"
    alert = stage.watched(director, metric=metric)
    stage.change(director, **change)
    stage.look(NOW)
    stage.look(NOW)
    assert stage.events(alert) == []
    (text,) = stage.texts(director)
    assert text.startswith("ℹ️ Your level no longer sees")
    assert [row.state for row in stage.sql("select state from vocero.alerts")] == ["ended"]


def test_an_alert_on_a_member_out_of_sight_ends(stage: Stage, director: Person) -> None:
    """Los Cabos is nothing to the director of Cancún."""
    stage.watched(director, members=(Member("branch", 7, "Los Cabos"),))
    stage.change(director, level=4, branch_id=1)
    stage.look(NOW)
    assert [row.state for row in stage.sql("select state from vocero.alerts")] == ["ended"]


def test_whoever_left_gets_nothing_and_their_alerts_end(stage: Stage, director: Person) -> None:
    """Nobody is told."""
    stage.watched(director)
    stage.change(director, active=False)
    stage.look(NOW)
    assert [row.state for row in stage.sql("select state from vocero.alerts")] == ["ended"]
    assert stage.outbox(director) == []


def test_whoever_changes_while_it_is_looked_at_hears_nothing_of_the_old_scope(
    stage: Stage, director: Person
) -> None:
    """The next look sees what they may see now."""
    alert = stage.watched(director)
    with ThreadPoolExecutor(1) as pool, stage.database.owner.begin() as connection:
        connection.execute(
            sa.text("update vocero.people set level = 8, agent_id = 99999 where person_id = :id"),
            {"id": director.person_id},
        )
        looking = pool.submit(stage.look, NOW)
        stage.until("exists (select 1 from pg_locks where not granted)")
        connection.commit()
        looking.result()
    assert stage.events(alert) == []
    stage.look(NOW)
    assert stage.outbox(director) == []


def test_alerts_of_one_question_ask_it_once(stage: Stage) -> None:
    """However many people watch it, at whatever amounts; a second look asks nothing."""
    for amount in range(10, 20):
        stage.watched(stage.person(2), amount=NEVER + amount)
        stage.watched(stage.person(4, branch_id=1), amount=NEVER + amount)
    watcher = Watcher(stage.office(NOW))
    first, second = watcher.look(), watcher.look()
    assert (first.alerts, first.questions) == (20, 2)
    assert (second.alerts, second.questions) == (20, 0)


def test_what_was_quiet_is_looked_at_again_once_it_or_its_owner_changes(
    stage: Stage, director: Person
) -> None:
    """The data is the same; the alert's amount, or the owner's level, is not."""
    moved, lowered = stage.watched(director, amount=NEVER), stage.person(2)
    stage.watched(lowered, amount=NEVER)
    watcher = Watcher(stage.office(NOW))
    assert not watcher.look().steps.total()
    stage.threshold(moved, 1)
    stage.change(lowered, level=10, customer_id=1)
    found = watcher.look()
    assert (found.steps["fire"], found.steps["end"], found.questions) == (1, 1, 0)

