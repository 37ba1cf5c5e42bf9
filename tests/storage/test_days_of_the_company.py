"""A day is the company's: late bookings and the nights when the clock changes are on their date."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import sqlalchemy as sa

from vocero.metrics import figures
from vocero.metrics.figures import Slice
from vocero.people.person import Scope
from vocero.reports.ask import Ask
from vocero.storage.demo import bookings as made
from vocero.storage.engine import Database
from vocero.words.periods import Period
from vocero.words.question import Question

MADRID = ZoneInfo("Europe/Madrid")
ALL = Scope("all")


def asking(connection: sa.Connection, local: dt.datetime, loaded: dt.datetime) -> Ask:
    """A question of today, at an hour in Madrid."""
    today = local.date()
    return Ask(connection, 2, ALL, Question("sales", Period(today, today, "day")), local,
               "Europe/Madrid", loaded)  # fmt: skip


def test_a_booking_at_half_past_eleven_at_night_is_of_that_day(database: Database) -> None:
    """23:30 in Mexico City is the next day in UTC, and the same day for the company."""
    late = dt.datetime(2026, 9, 10, 23, 30, tzinfo=ZoneInfo("America/Mexico_City"))
    assert late.astimezone(dt.UTC).date() == dt.date(2026, 9, 11)
    with database.owner.connect() as connection, connection.begin() as undone:
        days = [dt.date(2026, 9, 10), dt.date(2026, 9, 11)]

        def counted() -> list[object]:
            connection.execute(sa.text("set local vocero.rows = 'all'"))
            keys = ["sales_count"]
            return [figures.totals(connection, ALL, keys, Slice(d, d, d))[keys[0]] for d in days]

        before = counted()
        connection.execute(sa.text("""
            update tours.bookings set confirmed_at = :at, confirmed_on = :day
             where booking_ref = (select min(booking_ref) from tours.bookings
                                   where confirmed_on = '2024-02-01')"""),
            {"at": late, "day": days[0]})  # fmt: skip
        after = counted()
        undone.rollback()
    assert [int(b) - int(a) for a, b in zip(before, after, strict=True)] == [1, 0]  # type: ignore[call-overload]


def test_every_booking_of_the_demo_is_on_its_local_date(database: Database) -> None:
    """Date columns are the timestamps' dates in the company's zone, for all of them."""
    with database.owner.connect() as connection:
        wrong = connection.execute(sa.text("""
            select count(*) from reporting.bookings
             where created_on <> (created_at at time zone 'America/Mexico_City')::date
                or confirmed_on <> (confirmed_at at time zone 'America/Mexico_City')::date""")
        ).scalar_one()  # fmt: skip
    assert wrong == 0


@pytest.mark.parametrize(
    ("local", "before"),
    [
        # The clock went forward on 29 March 2026: a week earlier noon was an hour later in UTC.
        (dt.datetime(2026, 3, 29, 12, 0), dt.datetime(2026, 3, 22, 11, 0)),
        # It went back on 25 October 2026.
        (dt.datetime(2026, 10, 25, 12, 0), dt.datetime(2026, 10, 18, 10, 0)),
        # The hour that is there twice, and the one that is not there.
        (dt.datetime(2026, 11, 1, 2, 30), dt.datetime(2026, 10, 25, 0, 30)),
        (dt.datetime(2026, 4, 5, 2, 30), dt.datetime(2026, 3, 29, 1, 30)),
    ],
)
def test_today_is_cut_at_the_same_hour_on_the_clock(
    database: Database, local: dt.datetime, before: dt.datetime
) -> None:
    """On the day of a change the other day is cut at the same hour by the wall clock."""
    now = local.replace(tzinfo=MADRID)
    with database.owner.connect() as connection:
        cut = asking(connection, now, now).cut()
    assert cut is not None
    assert cut.astimezone(dt.UTC) == before.replace(tzinfo=dt.UTC)


def test_the_data_ends_the_day_not_the_clock(database: Database) -> None:
    """With data until nine, the other day is cut at nine, whatever the hour is."""
    now = dt.datetime(2026, 9, 16, 18, 0, tzinfo=MADRID)
    loaded = dt.datetime(2026, 9, 16, 9, 0, tzinfo=MADRID)
    with database.owner.connect() as connection:
        cut = asking(connection, now, loaded).cut()
    assert cut is not None
    assert (cut.hour, cut.date()) == (9, dt.date(2026, 9, 9))


def test_a_local_moment_has_one_place_in_utc() -> None:
    """Moments of the demo that fall into the gap or the double hour are placed, not lost."""
    moments = np.array(["2026-03-29T02:30:00", "2026-10-25T02:30:00"], dtype="datetime64[s]")
    assert len(made.to_utc(moments, "Europe/Madrid")) == 2
