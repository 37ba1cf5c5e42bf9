"""What is due goes out once, to those who may see it, as they may see it at that moment."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from tests.announcing.conftest import Stage, moment
from vocero.announcing import reports
from vocero.people.person import Person
from vocero.words.names import Member
from vocero.words.question import Question

EIGHT = moment(16, 8)
NOW = moment(16, 8, 1)


def test_what_is_due_comes_once_and_next_time_tomorrow(stage: Stage, director: Person) -> None:
    """One message with the figures of the day before, one run, the next due time set."""
    kept = stage.subscribed(director, EIGHT)
    assert stage.send(NOW) == 1
    assert stage.send(NOW) == 0
    (text,) = stage.texts(director)
    assert text.startswith("🕗 *Sales*")
    assert stage.runs(kept) == {EIGHT: "sent"}
    assert stage.again(kept).next_due == moment(17, 8)
    assert [row.dedupe_key for row in stage.outbox(director)] == [
        f"subscription:{kept.subscription_id}:{EIGHT.astimezone(dt.UTC).isoformat()}:0"
    ]  # fmt: skip


def test_two_sends_of_one_due_time_at_once_make_one_message(
    stage: Stage, director: Person
) -> None:
    """Eight schedulers that saw the same due time: one sends it, seven find it done."""
    kept = stage.subscribed(director, EIGHT)
    offices = [stage.office(NOW) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda office: reports.send(office, kept, NOW), offices))
    assert sorted(map(str, outcomes)) == ["None"] * 7 + ["sent"]
    assert len(stage.outbox(director)) == 1
    assert stage.runs(kept) == {EIGHT: "sent"}


@pytest.mark.parametrize(
    ("before", "change", "scope"),
    [
        ((2, {}), {"level": 4, "branch_id": 1}, "branch:1"),
        ((4, {"branch_id": 1}), {"branch_id": 2}, "branch:2"),
        ((3, {"region_id": 1}), {"level": 8, "agent_id": 3}, "agent:3"),
    ],
)
def test_whoever_changes_between_making_and_putting_gets_nothing_of_the_old_scope(
    stage: Stage, before: tuple[int, dict[str, int]], change: dict[str, int], scope: str
) -> None:
    """The report that was made is thrown away, and made anew within what they may see now."""
    person = stage.person(before[0], **before[1])
    kept = stage.subscribed(person, EIGHT)
    with ThreadPoolExecutor(1) as pool, stage.database.owner.begin() as connection:
        pairs = ", ".join(f"{name} = :{name}" for name in change)
        connection.execute(sa.text(f"update vocero.people set {pairs} where person_id = :id"),
                           {**change, "id": person.person_id})  # fmt: skip
        sending = pool.submit(reports.send, stage.office(NOW), kept, NOW)
        stage.until("exists (select 1 from pg_locks where not granted)")
        connection.commit()
        assert sending.result() is None
    assert stage.outbox(person) == []
    assert stage.runs(kept) == {}
    assert stage.send(NOW) == 1
    assert len(stage.texts(person)) == 1
    told = stage.sql("select scope from vocero.audit where event = 'report'")
    assert [row.scope for row in told] == [scope]


def test_a_person_moved_to_another_branch_gets_its_figures_and_a_line_that_says_so(
    stage: Stage,
) -> None:
    """The figures are those of the new branch; the day after, nothing is said of it any more."""
    person = stage.person(4, branch_id=1)
    stage.subscribed(person, EIGHT)
    stage.send(NOW)
    stage.change(person, branch_id=2)
    stage.send(moment(17, 8))
    stage.send(moment(18, 8))
    first, second, third = stage.texts(person)
    line = "ℹ️ Your access has changed: this report now holds the data of your branch."
    assert [line in text for text in (first, second, third)] == [False, True, False]
    told = stage.sql("select scope from vocero.audit where event = 'report' order by audit_id")
    assert [row.scope for row in told] == ["branch:1", "branch:2", "branch:2"]
    assert [row.seen for row in stage.sql("select seen from vocero.subscriptions")] == ["branch:2"]


def test_a_person_lowered_gets_the_narrower_figures_and_a_line_that_says_so(
    stage: Stage, director: Person
) -> None:
    """From the whole company to their own sales."""
    stage.subscribed(director, EIGHT)
    stage.send(NOW)
    stage.change(director, level=8, agent_id=1)
    stage.send(moment(17, 8))
    _, second = stage.texts(director)
    assert "ℹ️ Your access has changed: this report now holds your sales." in second


def test_a_subscription_on_a_member_out_of_sight_ends_with_a_notice(
    stage: Stage, director: Person
) -> None:
    """No figures of it go out; every time that was due is written down, and it ends."""
    cabos = Member("branch", 7, "Los Cabos")
    kept = stage.subscribed(director, moment(14, 8), question=Question("sales", members=(cabos,)))
    stage.change(director, level=4, branch_id=1)
    stage.send(NOW)
    assert stage.again(kept).state == "ended"
    (text,) = stage.texts(director)
    assert text.startswith("ℹ️ Your level no longer sees *Sales of Los Cabos*")
    assert stage.runs(kept) == {moment(14, 8): "missed", moment(15, 8): "missed", EIGHT: "refused"}
    assert stage.send(moment(17, 8)) == 0


@pytest.mark.parametrize(("level", "kind"), [(10, "sales"), (7, "sales"), (8, "profitability")])
def test_a_subscription_to_a_closed_report_ends_with_a_notice(
    stage: Stage, director: Person, level: int, kind: str
) -> None:
    """Whoever may no longer have subscriptions, or this report, gets no figures."""
    kept = stage.subscribed(director, EIGHT, question=Question(kind))  # type: ignore[arg-type]
    stage.change(director, level=level, agent_id=1, customer_id=1)
    stage.send(NOW)
    assert stage.again(kept).state == "ended"
    (text,) = stage.texts(director)
    assert text.startswith("ℹ️ Your level no longer sees")
    assert [row.dedupe_key for row in stage.outbox(director)] == [
        f"subscription:{kept.subscription_id}:ended:0"]  # fmt: skip


def test_whoever_left_gets_nothing_and_everything_ends(stage: Stage, director: Person) -> None:
    """Also what is not due yet, and what was paused."""
    due = stage.subscribed(director, EIGHT)
    later = stage.subscribed(director, moment(20, 8))
    paused = stage.subscribed(director, EIGHT, state="paused")
    stage.change(director, active=False)
    stage.send(NOW)
    assert [stage.again(kept).state for kept in (due, later, paused)] == ["ended"] * 3
    assert stage.outbox(director) == []
    assert stage.runs(due) == {}


def test_a_report_with_nothing_in_it_stays_silent_where_that_was_wished(stage: Stage) -> None:
    """It is written down as empty; without the wish it comes."""
    agent = stage.person(8, agent_id=99_999)
    silent = stage.subscribed(agent, EIGHT, skip_empty=True)
    stage.send(NOW)
    assert stage.outbox(agent) == []
    assert stage.runs(silent) == {EIGHT: "empty"}
    assert stage.again(silent).next_due == moment(17, 8)
    stage.subscribed(agent, EIGHT)
    stage.send(NOW)
    assert len(stage.texts(agent)) == 1


def test_missed_ones_are_summed_up_in_one_line_and_each_has_a_run(
    stage: Stage, director: Person
) -> None:
    """The latest is sent, marked late; of five earlier ones three are named."""
    kept = stage.subscribed(director, moment(11, 8))
    stage.send(moment(16, 9))
    (text,) = stage.texts(director)
    late, missed, head = text.splitlines()[:3]
    assert late == "⏳ This report is late."
    assert missed.startswith("ℹ️ 5 earlier ones did not go out (…, ")
    assert missed.count(", 08:00") == 3
    assert "08:00" in head
    assert stage.runs(kept) == {
        **{moment(day, 8): "missed" for day in range(11, 16)}, EIGHT: "sent"
    }  # fmt: skip
    assert stage.again(kept).next_due == moment(17, 8)


def test_ten_minutes_are_not_late(stage: Stage, director: Person) -> None:
    """A report that waited its turn says nothing of it; the eleventh minute is late."""
    stage.subscribed(director, EIGHT)
    stage.send(moment(16, 8, 10))
    stage.subscribed(director, EIGHT)
    stage.send(moment(16, 8, 11))
    assert [text.startswith("⏳") for text in stage.texts(director)] == [False, True]


@pytest.mark.parametrize(
    ("zone", "due"),
    [("America/Mexico_City", moment(17, 8)), ("Europe/Madrid", moment(17, 0)),
     ("Pacific/Auckland", moment(16, 14))],
)  # fmt: skip
def test_a_paused_one_wakes_on_its_day(stage: Stage, zone: str, due: dt.datetime) -> None:
    """On the person's own calendar: in Madrid, eight o'clock is midnight in Mexico."""
    person = stage.person(2, time_zone=zone)
    until = dt.date(2026, 9, 17)
    kept = stage.subscribed(person, moment(12, 8), state="paused", paused_until=until)
    now = moment(15, 12)
    while now < due:
        stage.send(now)
        assert stage.outbox(person) == [], now
        now += dt.timedelta(minutes=30)
    stage.send(due)
    assert len(stage.texts(person)) == 1
    assert stage.runs(kept) == {due: "sent"}


def test_one_that_woke_while_nobody_looked_comes_late(stage: Stage, director: Person) -> None:
    """What was due on the day of its waking is sent, not left out."""
    until = dt.date(2026, 9, 17)
    stage.subscribed(director, moment(12, 8), state="paused", paused_until=until)
    stage.send(moment(17, 11))
    (text,) = stage.texts(director)
    assert text.startswith("⏳ This report is late.\n🕗 *Sales*")


def test_whoever_wants_no_messages_gets_none(stage: Stage, director: Person) -> None:
    """The run says so; the next due time is set, should they want them again."""
    kept = stage.subscribed(director, EIGHT)
    stage.sql("insert into vocero.suppressions (correspondent, reason) values (:who, 'opted out')",
              who=director.phone)  # fmt: skip
    stage.send(NOW)
    assert stage.outbox(director) == []
    assert stage.runs(kept) == {EIGHT: "unwanted"}
    assert stage.again(kept).next_due == moment(17, 8)
