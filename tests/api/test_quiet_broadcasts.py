"""A broadcast keeps the quiet hours of each person it goes to, unless it is urgent."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.conftest import SECOND, Admin, number
from tests.api.test_broadcasts import crowd, outbox, send
from vocero.announcing import broadcasting
from vocero.conversation.turn import Office

NIGHT = dt.datetime(2031, 3, 6, 4, 0, tzinfo=dt.UTC)
"""A Wednesday: eleven at night in Cancún, eight in the evening in Tijuana."""
MORNING = dt.datetime(2031, 3, 6, 12, 0, tzinfo=dt.UTC)
"""Seven o'clock in Cancún."""


def at(admin: Admin, moment: dt.datetime, rate: float = 100.0) -> Office:
    """Give what the scheduler works with at a moment."""
    settings = admin.settings.model_copy(update={"now": moment, "twilio_rate": rate})
    return Office(settings, admin.database)


def sleepers(admin: Admin, count: int) -> list[str]:
    """Let so many agents in Cancún want nothing from ten to seven."""
    phones = crowd(admin, count)
    admin.sql("update vocero.people set time_zone = 'America/Cancun', quiet_from = '22:00',"
              " quiet_until = '07:00' where phone = any(:p)", p=phones)  # fmt: skip
    return phones


def seen(admin: Admin, broadcast_id: int = 1) -> dict[str, int]:
    """Give how many recipients the API shows in each state."""
    return dict(admin.call("GET", f"/broadcasts/{broadcast_id}").json()["progress"])


def test_who_is_in_their_quiet_hours_gets_it_after_them(admin: Admin) -> None:
    """At the end on their own clock; until then it is shown, and the broadcast is not done."""
    phones = sleepers(admin, 3)
    send(admin)
    broadcasting.feed(at(admin, NIGHT))
    assert set(outbox(admin)) == {number(8)}
    assert seen(admin) == {"queued": 1, "quiet": 3}
    listed = admin.call("GET", "/broadcasts/1/recipients?state=quiet").json()["recipients"]
    assert [one["person_id"] for one in listed] == [admin.id(p) for p in phones]
    admin.sql("update vocero.outbox set state = 'accepted'")
    broadcasting.feed(at(admin, MORNING - dt.timedelta(minutes=1)))
    assert admin.call("GET", "/broadcasts/1").json()["state"] == "running"
    broadcasting.feed(at(admin, MORNING))
    assert set(outbox(admin)) == {*phones, number(8)}
    admin.sql("update vocero.outbox set state = 'accepted'")
    broadcasting.feed(at(admin, MORNING))
    assert admin.call("GET", "/broadcasts/1").json()["state"] == "done"


def test_the_hour_is_each_ones_own(admin: Admin) -> None:
    """The same wish, three hours apart; without a zone of their own it is the branch's."""
    phones = sleepers(admin, 3)
    admin.sql(
        "update vocero.people set time_zone = 'America/Tijuana' where phone = :p", p=phones[0]
    )
    admin.sql("update vocero.people set time_zone = null, branch_id = 7 where phone = :p",
              p=phones[1])  # fmt: skip
    admin.sql("insert into vocero.branch_zones (branch_id, time_zone)"
              " values (7, 'America/Tijuana')")  # fmt: skip
    send(admin)
    broadcasting.feed(at(admin, NIGHT))
    assert set(outbox(admin)) == {*phones[:2], number(8)}


def test_days_off_are_kept_too(admin: Admin) -> None:
    """Nothing on a Thursday for whoever has it off."""
    phones = crowd(admin, 1)
    admin.sql("update vocero.people set time_zone = 'America/Cancun', days_off = '{3}'"
              " where phone = :p", p=phones[0])  # fmt: skip
    send(admin)
    broadcasting.feed(at(admin, MORNING))
    assert set(outbox(admin)) == {number(8)}
    broadcasting.feed(at(admin, MORNING + dt.timedelta(days=1)))
    assert set(outbox(admin)) == {*phones, number(8)}


def test_an_urgent_one_goes_to_everybody_at_once(admin: Admin) -> None:
    """Who said that it is urgent is in the audit log."""
    phones = sleepers(admin, 3)
    made = send(admin, urgent=True)
    assert made.json()["urgent"] is True
    broadcasting.feed(at(admin, NIGHT))
    assert set(outbox(admin)) == {*phones, number(8)}
    [entry] = admin.entries("broadcast created")
    assert (entry.person_id, entry.details["urgent"]) == (admin.id(number(1)), True)


def test_the_same_key_is_not_urgent_and_not(admin: Admin) -> None:
    """It is another request."""
    assert send(admin).status_code == 201
    assert send(admin, urgent=False).status_code == 201
    other = send(admin, urgent=True)
    assert (other.status_code, other.json()["code"]) == (409, "key_used")


def test_what_waits_for_the_morning_is_cancelled_too(admin: Admin) -> None:
    """Nothing of it goes out then."""
    sleepers(admin, 3)
    send(admin)
    broadcasting.feed(at(admin, NIGHT))
    admin.call("POST", "/broadcasts/1/cancel")
    broadcasting.feed(at(admin, MORNING))
    assert outbox(admin) == {number(8): "suppressed"}
    assert seen(admin) == {"suppressed": 1, "left out": 3}


def test_what_waits_for_the_morning_is_paused_too(admin: Admin) -> None:
    """Until it is resumed."""
    phones = sleepers(admin, 2)
    send(admin)
    broadcasting.feed(at(admin, NIGHT))
    admin.call("POST", "/broadcasts/1/pause")
    broadcasting.feed(at(admin, MORNING))
    assert set(outbox(admin)) == {number(8)}
    admin.call("POST", "/broadcasts/1/resume")
    broadcasting.feed(at(admin, MORNING))
    assert set(outbox(admin)) == {*phones, number(8)}


@pytest.mark.parametrize("happens", [
    "update vocero.people set active = false where phone = :p",
    "update vocero.people set level = 7, agent_id = null where phone = :p",
    "insert into vocero.suppressions (correspondent, reason) values (:p, 'opted out')",
])  # fmt: skip
def test_who_may_not_get_it_any_more_in_the_morning_does_not(admin: Admin, happens: str) -> None:
    """Let go, moved out of the audience, or gone silent overnight."""
    phones = sleepers(admin, 2)
    send(admin)
    broadcasting.feed(at(admin, NIGHT))
    admin.sql(happens, p=phones[0])
    broadcasting.feed(at(admin, MORNING))
    assert set(outbox(admin)) == {phones[1], number(8)}
    assert seen(admin) == {"queued": 2, "left out": 1}


def test_whoever_is_named_stays_in_the_audience(admin: Admin) -> None:
    """A change of level matters to an audience of levels only."""
    phones = sleepers(admin, 1)
    send(admin, audience={"people": [admin.id(phones[0])]})
    broadcasting.feed(at(admin, NIGHT))
    admin.sql("update vocero.people set level = 7, agent_id = null where phone = :p", p=phones[0])
    broadcasting.feed(at(admin, MORNING))
    assert set(outbox(admin)) == set(phones)


def test_later_quiet_hours_count_as_well(admin: Admin) -> None:
    """Whoever asks overnight to be let alone until nine is looked at again at seven."""
    phones = sleepers(admin, 1)
    send(admin)
    broadcasting.feed(at(admin, NIGHT))
    admin.sql("update vocero.people set quiet_until = '09:00' where phone = :p", p=phones[0])
    broadcasting.feed(at(admin, MORNING))
    assert set(outbox(admin)) == {number(8)}
    broadcasting.feed(at(admin, MORNING + dt.timedelta(hours=2)))
    assert set(outbox(admin)) == {*phones, number(8)}


def test_who_sleeps_holds_up_nobody_and_takes_no_room(admin: Admin) -> None:
    """A hundred asleep come first; those awake behind them are fed all the same."""
    sleepers(admin, 100)
    awake = [f"+1202557{n:04d}" for n in range(5)]
    for phone in awake:
        admin.person(phone, 8, agent_id=1)
    send(admin)
    admin.call("POST", "/broadcasts/1/confirm", by=SECOND)
    broadcasting.feed(at(admin, NIGHT, rate=2.0))
    assert set(outbox(admin)) >= set(awake)
    assert seen(admin)["quiet"] == 100


def test_feeders_at_once_in_the_morning_double_nothing(admin: Admin) -> None:
    """Eight schedulers wake up; each person gets it once."""
    phones = sleepers(admin, 30)
    send(admin)
    broadcasting.feed(at(admin, NIGHT))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: broadcasting.feed(at(admin, MORNING)), range(16)))
    assert set(outbox(admin)) == {*phones, number(8)}
