"""Answers go before announcements, which get their part, and no conversation loses its order."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.mailroom.conftest import Desk, ScriptedBot, api
from vocero.mailroom import claiming, outbox, sender
from vocero.mailroom.claiming import Parcel, Places
from vocero.mailroom.outbox import Outgoing
from vocero.settings import Settings
from vocero.standin.serving import Standin
from vocero.storage.engine import Database

RATE = 80.0
MANY = Places(1000, 1000)
ONE, TWO = "+12025550101", "+12025550102"


class Mail:
    """An outbox whose time passes when the test says so, and that nobody serves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sql(self, statement: str, **values: object) -> list[sa.Row[tuple[object, ...]]]:
        """Run SQL as the owner."""
        with self._database.owner.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return list(result) if result.returns_rows else []

    def put(self, purpose: str, people: Sequence[str], key: str, **more: object) -> None:
        """Put one message into the mail for each of some people."""
        with self._database.owner.begin() as connection:
            connection.execute(
                sa.text("""insert into vocero.correspondents (correspondent, address)
                           select phone, 'whatsapp:' || phone
                           from unnest(cast(:people as text[])) as phone on conflict do nothing"""),
                {"people": list(people)},
            )
            outbox.put(connection, [Outgoing(f"{key}:{phone}", phone, key, purpose, **more)  # type: ignore[arg-type]
                                    for phone in people])  # fmt: skip

    def tokens(self, count: float, promised: float = 0.0) -> None:
        """Let so many messages leave before the rate counts again."""
        self.sql("""update vocero.throttles set refilled_at = clock_timestamp(),
                    allowance = case name when 'whatsapp out' then :n else :p end""",
                 n=count, p=promised)  # fmt: skip

    def claimed(self, places: Places = MANY, rate: float = 1e-6) -> list[Parcel]:
        """Take what goes out next."""
        with self._database.at_once() as connection:
            return sorted(claiming.claim(connection, places, rate, 1000.0),
                          key=lambda parcel: parcel.outbox_id)  # fmt: skip

    def ready(self) -> list[Parcel]:
        """Take everything that no other message keeps back."""
        self.tokens(150)
        return self.claimed(rate=1000.0)

    def went(self, *taken: Parcel, state: str = "accepted") -> None:
        """Let Twilio have taken them."""
        ids = [parcel.outbox_id for parcel in taken]
        self.sql("update vocero.outbox set state = :s where outbox_id = any(:ids)",
                 s=state, ids=ids)  # fmt: skip
        self.sql("update vocero.correspondents set sending_until = null")


@pytest.fixture
def mail(database: Database, clean: None) -> Mail:
    """An empty outbox."""
    return Mail(database)


def crowd(count: int) -> list[str]:
    """Make up numbers."""
    return [f"+1202557{n:04d}" for n in range(count)]


def names(parcels: Sequence[Parcel]) -> list[str]:
    """Give what is taken, by the words in it."""
    return [parcel.message.body for parcel in parcels]


def test_an_answer_goes_before_all_that_is_announced(mail: Mail) -> None:
    """Five hundred reports were there first; the next message that leaves is the answer."""
    mail.put("notice", crowd(500), "report")
    mail.put("reply", [ONE], "answer")
    mail.tokens(1)
    assert names(mail.claimed()) == ["answer"]


def test_what_stands_before_an_answer_goes_with_it(mail: Mail) -> None:
    """The person's own announcement keeps its place in the conversation, and holds up nothing."""
    people = crowd(100)
    mail.put("notice", people, "news")
    mail.put("reply", [people[99]], "answer")
    mail.tokens(1)
    first = mail.claimed()
    assert [(p.correspondent, p.message.body) for p in first] == [(people[99], "news")]
    mail.tokens(1)
    assert mail.claimed() == []
    mail.went(*first)
    mail.tokens(1)
    assert names(mail.claimed()) == ["answer"]


def test_announcements_leave_a_reserve_for_answers(mail: Mail) -> None:
    """However many wait: at 80 a second the last four tokens are there for whoever asks."""
    mail.put("notice", crowd(50), "news")
    mail.tokens(claiming.burst(RATE))
    with_rate = mail.claimed(rate=RATE)
    left = mail.sql("select allowance from vocero.throttles where name = 'whatsapp out'")[0][0]
    assert len(with_rate) == 8
    assert 4.0 <= float(str(left)) < 5.0


def test_the_time_that_a_claim_takes_is_not_lost(mail: Mail) -> None:
    """What it takes and leaves is what the rate gave since the last one, to the token."""
    mail.put("reply", crowd(500), "answer")
    asked = "select refilled_at, allowance from vocero.throttles where name = 'whatsapp out'"
    taken, given = 0, 0.0
    # A claim that comes so late that the bucket was full, or so early that it was empty, says
    # nothing.
    while not taken or given >= claiming.burst(1000.0):
        mail.tokens(0)
        [before] = mail.sql(asked)
        taken = len(mail.claimed(rate=1000.0))
        [after] = mail.sql(asked)
        given = 1000.0 * (after.refilled_at - before.refilled_at).total_seconds()
    assert abs(given - after.allowance - taken) < 1


def test_announcements_get_one_in_ten_of_a_flood_of_answers(mail: Mail) -> None:
    """When the answers would take everything, the announcements still move."""
    mail.put("notice", crowd(100), "news")
    mail.put("reply", [f"+1202558{n:04d}" for n in range(100)], "answer")
    went: list[Parcel] = []
    promised = 0.0
    for _ in range(50):
        promised = min(1.0, promised + 0.1)
        mail.tokens(1, promised)
        taken = mail.claimed()
        went += taken
        mail.went(*taken)
        promised = float(str(mail.sql("select allowance from vocero.throttles"
                                      " where name = 'announcements out'")[0][0]))  # fmt: skip
    said = names(went)
    assert (len(said), said.count("news")) == (50, 5)


def test_hanging_announcements_leave_places_for_answers(mail: Mail) -> None:
    """No place is left for announcements: answers are taken, announcements are not."""
    mail.put("notice", crowd(20), "news")
    mail.put("reply", [ONE, TWO], "answer")
    mail.tokens(20)
    assert names(mail.claimed(Places(8, 0), rate=1000.0)) == ["answer", "answer"]
    assert sender.AT_ONCE > sender.ANNOUNCEMENTS_AT_ONCE


def test_a_report_for_tomorrow_holds_up_nothing_today(mail: Mail) -> None:
    """What is not due yet is no part of the conversation yet."""
    later = mail.sql("select clock_timestamp() + interval '8 hours'")[0][0]
    mail.put("notice", [ONE], "tomorrow", not_before=later)
    mail.put("reply", [ONE], "answer")
    mail.put("notice", [TWO], "tomorrow", not_before=later)
    mail.put("notice", [TWO], "urgent")
    assert names(mail.ready()) == ["answer", "urgent"]


def test_an_announcement_that_is_tried_again_later_keeps_no_answer_back(mail: Mail) -> None:
    """It was certainly not taken; announcements after it keep their order."""
    mail.put("notice", [ONE, TWO], "first part")
    mail.put("notice", [TWO], "second part")
    mail.put("reply", [ONE], "answer")
    mail.sql(
        "update vocero.outbox set attempts = 1,"
        " not_before = clock_timestamp() + interval '1 minute' where body = 'first part'"
    )
    assert names(mail.ready()) == ["answer"]


def test_an_answer_that_is_tried_again_later_keeps_its_place(mail: Mail) -> None:
    """The second answer waits for the first, whatever becomes of it."""
    mail.put("reply", [ONE], "first")
    mail.put("reply", [ONE], "second")
    mail.sql(
        "update vocero.outbox set attempts = 1,"
        " not_before = clock_timestamp() + interval '1 minute' where body = 'first'"
    )
    assert mail.ready() == []


@pytest.mark.parametrize("state", ["sending", "unsure"])
def test_what_may_have_been_taken_keeps_an_answer_back(mail: Mail, state: str) -> None:
    """Until it is known: what was sent before is never overtaken."""
    mail.put("notice", [ONE], "news")
    mail.put("reply", [ONE], "answer")
    mail.sql(
        "update vocero.outbox set state = :s, attempts = 1,"
        " not_before = clock_timestamp() + interval '2 seconds' where body = 'news'",
        s=state,
    )
    assert mail.ready() == []


def test_what_somebody_opens_is_awaited(mail: Mail, desk: Desk) -> None:
    """What was held until they write goes out like an answer once they do."""
    mail.put("notice", [ONE], "held for long")
    desk.sql("update vocero.outbox set state = 'held'")
    desk.says(ONE, "hola")
    assert "held for long" in desk.heard(ONE, 2)
    assert desk.sql("select awaited from vocero.outbox where body = 'held for long'") == [(True,)]


def test_claims_at_once_double_nothing(mail: Mail) -> None:
    """Eight processes claim: each message is taken once, and every answer is."""
    mail.put("notice", crowd(200), "news")
    mail.put("reply", [f"+1202558{n:04d}" for n in range(50)], "answer")
    mail.tokens(120)
    with ThreadPoolExecutor(8) as pool:
        rounds = pool.map(lambda _: mail.claimed(Places(10, 10), rate=1000.0), range(40))
        taken = [parcel for some in rounds for parcel in some]
    assert len({p.outbox_id for p in taken}) == len(taken)
    assert sum(p.awaited for p in taken) == 50


@contextmanager
def slow_api(
    settings: Settings, standin: Standin, database: Database
) -> Iterator[Desk]:  # fmt: skip
    """An API at twenty messages a second."""
    own = settings.model_copy(update={"twilio_rate": 20.0})
    with api(own, standin, database, ScriptedBot()) as desk:
        yield desk


def test_whoever_asks_amid_a_heap_is_answered_before_the_heap_is_gone(
    mail: Mail, whatsapp_settings: Settings, standin: Standin, database: Database
) -> None:
    """Through the real sender and Twilio's client: the answer is among the next to arrive."""
    with slow_api(whatsapp_settings, standin, database) as desk:
        standin.misbehave(window=False)
        mail.put("notice", crowd(100), "report")
        desk.until("(select count(*) from vocero.outbox where state = 'accepted') >= 5")
        before = len(standin.deliveries())
        desk.says(ONE, "ventas")
        desk.heard(ONE, 1)
        order = [one["body"] for one in sorted(standin.deliveries(), key=lambda one: one["at"])]
        assert order.index("re: ventas") <= before + 15
        desk.until("(select count(*) from vocero.outbox where state = 'accepted') = 101")
