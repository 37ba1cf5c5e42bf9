"""What was put is brought, once where possible, whatever fails; one channel never stops another."""

import datetime as dt
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import sqlalchemy as sa
import structlog

from tests.delivery.conftest import SMS_NUMBER, Mail, Receiver
from tests.delivery.desk import FAST, LINKS, Desk, web
from tests.delivery.test_email import email
from tests.delivery.test_push import PRIVATE, Browser
from vocero.delivery.channel import NOT_SET_UP
from vocero.delivery.outside import Outside
from vocero.delivery.push import Push
from vocero.delivery.sms import Sms
from vocero.delivery.vapid import Vapid
from vocero.mailroom import courier, dispatches, retention
from vocero.mailroom.dispatches import Dispatch, Settled
from vocero.people import addresses
from vocero.standin.serving import Standin, invented
from vocero.storage.engine import Database


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    """Nothing to send, and nobody with an address or without consent."""
    clean = "truncate vocero.dispatches, vocero.addresses, vocero.suppressions, vocero.files"
    made = Desk(database, tmp_path)
    made.sql(clean)
    yield made
    made.sql(clean)
    made.sql("update vocero.people set active = true")


async def test_what_fails_is_tried_again_under_the_same_key(desk: Desk, receiver: Receiver) -> None:
    """Twice 503, then taken."""
    receiver.answers = [(503, {}, ""), (429, {}, "")]
    desk.put("a:1", "webhook", desk.address("webhook", receiver.url + "/in"))
    async with desk.courier(web(receiver.url)):
        await desk.ends("a:1")
    assert [request.headers["idempotency-key"] for request in receiver.got] == ["a:1"] * 3
    row = desk.row("a:1")
    assert (row.attempts, row.error, row.leased_until) == (3, None, None)
    assert row.sent_at is not None


async def test_what_is_refused_has_failed(desk: Desk, receiver: Receiver) -> None:
    """Once, with the reason."""
    receiver.always = (400, {}, "")
    desk.put("a:1", "webhook", desk.address("webhook", receiver.url))
    async with desk.courier(web(receiver.url)):
        await desk.ends("a:1", "failed")
    assert (desk.row("a:1").error, len(receiver.got)) == ("HTTP 400", 1)


async def test_it_is_given_up_in_the_end(desk: Desk, receiver: Receiver) -> None:
    """After eight tries."""
    receiver.always = (500, {}, "")
    desk.put("a:1", "webhook", desk.address("webhook", receiver.url))
    async with desk.courier(web(receiver.url)):
        await desk.ends("a:1", "failed")
    assert desk.row("a:1").attempts == len(receiver.got) == courier.ATTEMPTS == 8


def test_eight_tries_take_about_six_hours() -> None:
    """The pauses grow, and none is the same twice."""
    pace = courier.Pace()
    whole = [sum(pace.pause(n) for n in range(1, courier.ATTEMPTS)) for _ in range(100)]
    assert all(4.5 * 3600 < one < 8 * 3600 for one in whole)
    assert len(set(whole)) == 100


async def test_who_asks_for_time_gets_it(desk: Desk, receiver: Receiver) -> None:
    """Retry-After counts when it is longer than our own pause."""
    receiver.always = (429, {"Retry-After": "600"}, "")
    desk.put("a:1", "webhook", desk.address("webhook", receiver.url))
    async with desk.courier(web(receiver.url)):
        await desk.ends("a:1", "waiting")
        await desk.until(lambda: desk.row("a:1").attempts == 1)
        await desk.ends("a:1", "waiting")
    left = desk.row("a:1").not_before - dt.datetime.now(dt.UTC)
    assert 500 < left.total_seconds() < 601


async def test_a_channel_that_hangs_holds_up_no_other(desk: Desk, receiver: Receiver) -> None:
    """More webhooks hang than there are places; Slack is served all the same."""
    for n in range(FAST.places + 6):
        receiver.hanging.add(f"/hang/{n}")
        desk.put(f"h:{n}", "webhook", desk.address("webhook", f"{receiver.url}/hang/{n}"))
    slack = [desk.address("slack", f"{receiver.url}/hooks/{n}") for n in range(5)]
    for n, address in enumerate(slack):
        desk.put(f"s:{n}", "slack", address)
    began = time.monotonic()
    async with desk.courier(web(receiver.url)):
        for n in range(5):
            await desk.ends(f"s:{n}")
        assert time.monotonic() - began < 3
        assert desk.sql("select count(*) from vocero.dispatches where state = 'sending'")[0] == (4,)


async def test_an_address_that_hangs_holds_up_no_other(desk: Desk, receiver: Receiver) -> None:
    """Of one address one goes out at a time, however much waits for it."""
    receiver.hanging.add("/hang")
    hanging = desk.address("webhook", receiver.url + "/hang")
    well = desk.address("webhook", receiver.url + "/well")
    many = [Dispatch(f"h:{n}", desk.person(), "webhook", hanging, "t", "b", "es")
            for n in range(700)]  # fmt: skip
    with desk.database.writing() as connection:
        dispatches.put(connection, many)
    desk.put("w", "webhook", well)
    async with desk.courier(web(receiver.url)):
        await desk.ends("w")
    assert [request.path for request in receiver.got].count("/hang") == 1


async def test_what_hangs_is_let_go_and_tried_again(desk: Desk, receiver: Receiver) -> None:
    """Whatever a channel's own patience is."""
    receiver.hanging.add("/in")
    desk.put("a:1", "webhook", desk.address("webhook", receiver.url + "/in"))
    async with desk.courier(web(receiver.url), replace(FAST, limit=0.1)):
        await desk.until(lambda: len(receiver.got) > 1)
        receiver.hanging.clear()
        await desk.ends("a:1")


def test_the_same_key_goes_in_once(desk: Desk) -> None:
    """However many put it at the same moment."""
    address = desk.address("email", "a@example.com")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: desk.put(f"k:{n % 3}", "email", address), range(24)))
    assert desk.sql("select count(*) from vocero.dispatches")[0] == (3,)


def test_two_couriers_never_take_the_same(desk: Desk, database: Database) -> None:
    """Nor two of one address at once."""
    for n in range(6):
        address = desk.address("email", f"{n}@example.com")
        for m in range(2):
            desk.put(f"k:{n}:{m}", "email", address)

    def take(_: int) -> list[int]:
        with database.writing() as connection:
            return [t.dispatch_id for t in dispatches.claim(connection, {"email": 4})]

    with ThreadPoolExecutor(6) as pool:
        taken = [one for some in pool.map(take, range(6)) for one in some]
    assert len(taken) == len(set(taken)) == 6


async def test_what_a_dead_process_was_sending_is_sent(desk: Desk, receiver: Receiver) -> None:
    """When its lease ends, and what the dead one might still say changes nothing."""
    desk.put("a:1", "webhook", desk.address("webhook", receiver.url))
    with desk.database.writing() as connection:
        [dead] = dispatches.claim(connection, {"webhook": 1})
        assert dispatches.claim(connection, {"webhook": 1}) == []
    desk.sql("update vocero.dispatches set leased_until = now() - interval '1 second'")
    async with desk.courier(web(receiver.url)):
        await desk.ends("a:1")
    with desk.database.writing() as connection:
        dispatches.settle(connection, [Settled(dead, "failed", error="late")])
    assert (desk.row("a:1").state, desk.row("a:1").attempts) == ("sent", 2)


async def test_a_subscription_that_ended_is_switched_off(desk: Desk, receiver: Receiver) -> None:
    """410 is the last push to it; what comes after is not sent."""
    browser = Browser(receiver.url)
    receiver.always = (410, {}, "")
    keys = json.dumps(browser.address.details)
    address = desk.address("push", browser.address.where, details=keys)
    push = Push(Outside(inside=True), Vapid(PRIVATE, "mailto:it@spirit.example"))
    desk.put("p:1", "push", address)
    async with desk.courier({"push": push}):
        await desk.ends("p:1", "failed")
        assert desk.sql("select active from vocero.addresses")[0] == (False,)
        desk.put("p:2", "push", address)
        await desk.ends("p:2", "suppressed")
    assert len(receiver.got) == 1


async def test_a_channel_that_is_not_set_up_says_so(desk: Desk, receiver: Receiver) -> None:
    """And the others go on."""
    desk.put("e:1", "email", desk.address("email", "a@example.com"))
    desk.put("w:1", "webhook", desk.address("webhook", receiver.url))
    async with desk.courier(web(receiver.url)):
        await desk.ends("e:1", "failed")
        await desk.ends("w:1")
    assert desk.row("e:1").error == NOT_SET_UP


async def test_who_wants_no_messages_gets_none(desk: Desk, receiver: Receiver) -> None:
    """Said before it was put, or after; the app keeps its own all the same."""
    stop = ("insert into vocero.suppressions (correspondent, reason) select phone, 'opted out' "
            "from vocero.people where person_id = :who")  # fmt: skip
    one = desk.address("webhook", receiver.url + "/1")
    two = desk.address("webhook", receiver.url + "/2", nth=1)
    desk.sql(stop, who=desk.person())
    desk.put("before", "webhook", one)
    desk.put("app", "in_app", None)
    desk.put("after", "webhook", two, nth=1)
    desk.sql(stop, who=desk.person(1))
    assert (desk.state("before"), desk.state("app")) == ("suppressed", "sent")
    async with desk.courier(web(receiver.url)):
        await desk.ends("after", "suppressed")
    assert desk.row("after").error == "opted out"
    assert receiver.got == []


async def test_who_left_the_company_gets_nothing(desk: Desk, receiver: Receiver) -> None:
    """Looked at when it is sent, not when it was put."""
    desk.put("a", "webhook", desk.address("webhook", receiver.url))
    desk.sql("update vocero.people set active = false where person_id = :who", who=desk.person())
    async with desk.courier(web(receiver.url)):
        await desk.ends("a", "suppressed")
    assert receiver.got == []


async def test_what_was_to_go_to_a_removed_address_goes_nowhere(
    desk: Desk, database: Database
) -> None:
    """Nor to the person's own number instead."""
    desk.put("a", "sms", desk.address("sms", "+12025550188"))
    with database.writing() as connection:
        assert addresses.remove(connection, desk.person(), "sms", "+1 202 555 0188")
    assert (desk.state("a"), desk.row("a").error) == ("suppressed", "address removed")


async def test_it_leaves_not_before_its_time(desk: Desk, receiver: Receiver) -> None:
    """Quiet hours are kept by whoever puts it."""
    address = desk.address("webhook", receiver.url)
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=0.7)
    desk.put("later", "webhook", address, not_before=soon)
    desk.put("now", "webhook", address)
    async with desk.courier(web(receiver.url)):
        await desk.ends("now")
        assert desk.state("later") == "waiting"
        await desk.ends("later")
    assert desk.row("later").sent_at >= soon


async def test_files_are_attached_or_linked(desk: Desk, mail: Mail, receiver: Receiver) -> None:
    """Mail carries them, a webhook gets links that open for this person alone; one gone is left."""
    token = desk.file("ventas año.csv", b"a;b\n")
    gone = desk.file("otra.csv", b"x")
    (desk.shelf / gone).unlink()
    desk.put("e", "email", desk.address("email", "a@example.com"), files=(token, gone))
    desk.put("w", "webhook", desk.address("webhook", receiver.url), files=(token, gone))
    async with desk.courier({**web(receiver.url), "email": email(mail)}):
        await desk.ends("e")
        await desk.ends("w")
    [attached] = mail.got[0].iter_attachments()
    assert attached.get_filename() == "ventas año.csv"
    assert attached.get_payload(decode=True) == b"a;b\n"
    [file] = json.loads(receiver.got[0].body)["files"]
    _, _, signed, name = urlsplit(file["url"]).path.split("/")
    opened = LINKS.read(signed)
    assert (opened.token, opened.person_id) == (token, desk.person())
    assert unquote(name) == file["name"] == "ventas año.csv"


async def test_an_sms_without_an_address_goes_to_the_persons_number(
    desk: Desk, twilio: Standin
) -> None:
    """Which is known from the directory."""
    twilio.anew()
    account = invented(TWILIO_SMS_NUMBER=SMS_NUMBER)
    sms = Sms(account.model_copy(update={"twilio_api_url": twilio.url}))
    desk.put("s", "sms", None)
    async with desk.courier({"sms": sms}):
        await desk.ends("s")
    phone = desk.sql("select phone from vocero.people where person_id = :who", who=desk.person())
    [message] = twilio.chat(str(phone[0][0]))["messages"]
    assert message["sid"] == desk.row("s").reference


async def test_the_log_holds_nothing_personal(desk: Desk, receiver: Receiver) -> None:
    """The dispatch's id and channel; no text, title or address."""
    receiver.answers = [(500, {}, "")]
    desk.put("a", "webhook", desk.address("webhook", receiver.url + "/in-secret"))
    with structlog.testing.capture_logs() as events:
        async with desk.courier(web(receiver.url)):
            await desk.ends("a")
    assert [event["state"] for event in events] == ["waiting", "sent"]
    assert {event["channel"] for event in events} == {"webhook"}
    assert "Ventas" not in str(events)
    assert "secret" not in str(events)


def test_what_was_told_is_forgotten_after_ninety_days(desk: Desk, database: Database) -> None:
    """What still waits is not."""
    address = desk.address("email", "a@example.com")
    for n, state in enumerate(("sent", "failed", "suppressed", "waiting", "sent")):
        desk.put(f"k:{n}", "email", address)
        desk.sql("update vocero.dispatches set state = :state where dedupe_key = :key",
                 state=state, key=f"k:{n}")  # fmt: skip
    desk.sql("update vocero.dispatches set created_at = now() - interval '91 days' "
             "where dedupe_key <> 'k:4'")  # fmt: skip
    with database.writing() as connection:
        assert retention.clear(connection, "dispatches") == 3
        left = connection.execute(sa.text("select dedupe_key from vocero.dispatches order by 1"))
        assert list(left.scalars()) == ["k:3", "k:4"]
