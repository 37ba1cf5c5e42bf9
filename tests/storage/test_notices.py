"""What was agreed, as it is kept: once, in the person's zone, with their rest."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from vocero.errors import UnknownPersonError
from vocero.notices import alerts, habits, subscriptions
from vocero.notices.alerts import Alert, Watch
from vocero.notices.subscriptions import Subscription
from vocero.people import directory
from vocero.people.person import Person
from vocero.settings import Settings
from vocero.storage.engine import Database
from vocero.words.names import Member
from vocero.words.question import Question
from vocero.words.rhythm import Rhythm

GERARDO = "+12025550104"


@pytest.fixture
def gerardo(database: Database) -> Iterator[Person]:
    """The branch director, put back afterwards with nothing agreed."""
    with database.writing() as connection:
        person = directory.find(connection, GERARDO)
    if person is None:
        raise UnknownPersonError
    yield person
    with database.owner.begin() as connection:
        connection.execute(sa.text("delete from vocero.subscriptions"))
        connection.execute(sa.text("delete from vocero.alerts"))
        connection.execute(sa.text("delete from vocero.branch_zones"))
        connection.execute(sa.text(
            "update vocero.people set time_zone = null, quiet_from = null, quiet_until = null,"
            " days_off = '{}', holidays_off = false, channels = '{whatsapp}'"
            " where phone = :phone"), {"phone": GERARDO})  # fmt: skip


def _weekly(person: Person, due: dt.datetime) -> Subscription:
    question = Question("sales", members=(Member("product", 3, "Tulum"),), dimension="agent")
    return Subscription(0, person.person_id, question, "la semana pasada", Rhythm("weekly", (0, 3)),
                        dt.time(8, 30), "pdf", ("whatsapp", "email"), True, "es", "active", None,
                        due)  # fmt: skip


def test_a_subscription_is_read_as_it_was_kept(
    database: Database, settings: Settings, gerardo: Person
) -> None:
    """Question, words, rhythm, hour, format and channels survive the table."""
    new = _weekly(gerardo, settings.clock.now())
    with database.writing() as connection:
        made = subscriptions.create(connection, new, "m1")
        assert subscriptions.find(connection, made.subscription_id) == made


def test_the_same_message_subscribes_once(
    database: Database, settings: Settings, gerardo: Person
) -> None:
    """A message that arrives twice makes one subscription, and one alert."""
    new = _weekly(gerardo, settings.clock.now())
    watch = Watch("net_sales", (), "day", "below", Decimal(100))
    with database.writing() as connection:
        ids = {subscriptions.create(connection, new, "m2").subscription_id for _ in range(2)}
        alert = Alert(0, gerardo.person_id, watch, (), "es", "active")
        made = {alerts.create(connection, alert, "m3").alert_id for _ in range(2)}
        assert (len(ids), len(made)) == (1, 1)
        assert len(subscriptions.of_person(connection, gerardo)) == 1


def test_moving_to_another_zone_moves_what_is_agreed(
    database: Database, settings: Settings, gerardo: Person
) -> None:
    """The hour stays the wall clock's: in Madrid half past eight comes earlier."""
    now = settings.clock.now()
    with database.writing() as connection:
        known = habits.habits(connection, gerardo, settings)
        first = habits.due_again(_weekly(gerardo, now), known, now)
        made = subscriptions.create(connection, first, "")
        habits.change(connection, gerardo, settings, now, {"time_zone": "Europe/Madrid"})
        moved = subscriptions.find(connection, made.subscription_id)
    assert first.next_due == dt.datetime(2026, 9, 17, 14, 30, tzinfo=dt.UTC)
    assert moved is not None
    assert moved.next_due == dt.datetime(2026, 9, 17, 6, 30, tzinfo=dt.UTC)


def test_what_is_due_this_minute_stays_due(
    database: Database, settings: Settings, gerardo: Person
) -> None:
    """ "Send it now" and then another channel: it is sent still."""
    now = settings.clock.now()
    with database.writing() as connection:
        made = subscriptions.create(connection, _weekly(gerardo, now), "")
        habits.change(connection, gerardo, settings, now, {"channels": ["sms"]})
        kept = subscriptions.find(connection, made.subscription_id)
    assert kept is not None
    assert kept.next_due == now


def test_a_branch_gives_its_people_their_hour(
    database: Database, settings: Settings, gerardo: Person
) -> None:
    """Own zone first, then the branch's, then the company's."""
    with database.writing() as connection:
        assert habits.habits(connection, gerardo, settings).zone == settings.company_time_zone
        connection.execute(
            sa.text("insert into vocero.branch_zones values (:id, 'America/Tijuana')"),
            {"id": gerardo.branch_id},
        )
        assert habits.habits(connection, gerardo, settings).zone == "America/Tijuana"
        own = {"time_zone": "America/Bogota"}
        assert habits.change(connection, gerardo, settings, settings.clock.now(), own).zone == (
            "America/Bogota"
        )


def test_only_one_of_two_takes_a_due_subscription(
    database: Database, settings: Settings, gerardo: Person
) -> None:
    """Whoever comes when the next due time is set already finds nothing to take."""
    now = settings.clock.now()
    with database.writing() as connection:
        made = subscriptions.create(connection, _weekly(gerardo, now), "")
    with database.writing() as connection:
        assert subscriptions.claim(connection, made)
        later = now + dt.timedelta(days=7)
        subscriptions.settle(connection, made, "sent", (), later, "branch:1")
    with database.writing() as connection:
        assert not subscriptions.claim(connection, made)
        kept = subscriptions.find(connection, made.subscription_id)
    assert kept is not None
    assert (kept.next_due, kept.seen) == (later, "branch:1")


def test_a_pause_ends_on_its_day(database: Database, settings: Settings, gerardo: Person) -> None:
    """What was paused until a day is listed to be woken on it, and not before."""
    now, day = settings.clock.now(), dt.date(2026, 9, 21)
    paused = replace(_weekly(gerardo, now), state="paused", paused_until=day)
    with database.writing() as connection:
        subscriptions.create(connection, paused, "")
        assert subscriptions.wake(connection, day - dt.timedelta(days=1)) == []
        assert len(subscriptions.wake(connection, day)) == 1
