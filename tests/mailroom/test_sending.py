"""What goes out arrives, once, in order, and Twilio's word on it is believed."""

import time

import pytest
import sqlalchemy as sa

from tests.mailroom.conftest import Desk, ScriptedBot, api
from vocero.mailroom import aftermath, outbox
from vocero.mailroom.bot import Said
from vocero.mailroom.incoming import OPEN
from vocero.mailroom.outbox import Outgoing
from vocero.settings import Settings
from vocero.standin.serving import Standin
from vocero.storage.engine import Database

ONE, TWO = "+12025550101", "+12025550102"
AGED = ("update vocero.outbox set created_at = created_at - interval '3 days',"
        " expires_at = expires_at - interval '3 days'")  # fmt: skip
CHOICES = (("Cancún", "1"), ("Mérida", "2"), ("Los Cabos", "3"))


@pytest.mark.parametrize("fault", ["rate_limited", "unavailable"])
def test_what_was_not_accepted_is_sent_again(desk: Desk, fault: str) -> None:
    """Under 429 and 503 everything arrives once, in order."""
    desk.standin.misbehave(**{fault: 0.5}, kinds=["message.create"], seed=1)
    for n in range(8):
        desk.says(ONE, f"q{n}")
    assert desk.heard(ONE, 8) == [f"re: q{n}" for n in range(8)]
    desk.stays(ONE, 8, 0.3)


@pytest.mark.parametrize("drop_as", ["close", "500"])
def test_what_may_have_been_accepted_is_looked_up_first(desk: Desk, drop_as: str) -> None:
    """Twilio takes every message and loses every other answer: still each arrives once."""
    desk.standin.misbehave(drop=0.5, drop_as=drop_as, kinds=["message.create"], seed=2)
    for n in range(8):
        desk.says(ONE, f"q{n}")
    assert desk.heard(ONE, 8) == [f"re: q{n}" for n in range(8)]
    desk.stays(ONE, 8, 0.5)
    desk.until("not exists (select 1 from vocero.outbox where state <> 'accepted')")


def test_a_500_that_accepted_nothing_is_sent_again(desk: Desk) -> None:
    """The look-up finds nothing, so it goes out after all."""
    desk.standin.misbehave(server_error=0.5, kinds=["message.create"], seed=3)
    for n in range(6):
        desk.says(ONE, f"q{n}")
    assert desk.heard(ONE, 6) == [f"re: q{n}" for n in range(6)]


def test_a_look_up_that_fails_ends_in_sending(desk: Desk) -> None:
    """Twice is better than never: after a few failed look-ups it goes out."""
    desk.standin.misbehave(server_error=1.0, kinds=["message.create", "message.list"])
    desk.says(ONE, "hola")
    desk.until("exists (select 1 from vocero.outbox where lookups > 1)")
    desk.standin.misbehave(server_error=1.0, kinds=["message.list"])
    assert desk.heard(ONE, 1) == ["re: hola"]


def test_a_dead_process_leaves_a_message_to_be_looked_up(desk: Desk) -> None:
    """Sent and not written down: found at Twilio, not sent again."""
    desk.says(ONE, "hola")
    desk.heard(ONE, 1)
    desk.until("exists (select 1 from vocero.outbox where status = 'delivered')")
    desk.sql("update vocero.outbox set state = 'sending', provider_sid = null, status_rank = 0")
    desk.until("exists (select 1 from vocero.outbox where state = 'accepted')")
    desk.stays(ONE, 1, 0.2)


def test_statuses_move_forwards_only(desk: Desk) -> None:
    """Delivered, then a late sent: delivered."""
    desk.standin.misbehave(callbacks=["delivered", "sent"])
    desk.says(ONE, "hola")
    desk.heard(ONE, 1)
    desk.until("exists (select 1 from vocero.outbox where status = 'delivered')")
    time.sleep(0.3)
    assert desk.sql("select status, state from vocero.outbox") == [("delivered", "accepted")]


@pytest.mark.parametrize("code", [21610, 63014])
def test_who_does_not_want_messages_gets_none(desk: Desk, code: int) -> None:
    """After the first refusal nothing more is tried, until they say ALTA."""
    desk.standin.misbehave(recipients={ONE: code})
    desk.says(ONE, "uno")
    desk.until("exists (select 1 from vocero.suppressions where reason = 'blocked')")
    tried = desk.standin.calls()["calls"]["message.create"]
    desk.says(ONE, "dos")
    desk.until("(select count(*) from vocero.inbox where outcome = 'suppressed') = 1")
    time.sleep(0.2)
    assert desk.standin.calls()["calls"]["message.create"] == tried
    desk.standin.misbehave()
    desk.says(ONE, "ALTA")
    desk.until("exists (select 1 from vocero.outbox where purpose = 'consent' "
               "and status = 'delivered')")  # fmt: skip


def test_outside_the_window_a_template_goes_out_and_the_message_waits(
    whatsapp_settings: Settings, standin: Standin, database: Database, clean: None
) -> None:
    """63016: the approved template, and the message itself once the person taps it."""
    content = standin.client.post(
        "/v1/Content", auth=("AC" + "5e" * 16, "token-of-tests"),
        json={"friendly_name": "reopen", "language": "es", "variables": {"1": "x"},
              "types": {"twilio/quick-reply": {"body": "Hay algo de {{1}}", "actions": [
                  {"title": "Ver", "id": OPEN, "type": "QUICK_REPLY"}]}}},
    ).raise_for_status().json()["sid"]  # fmt: skip
    standin.client.put(f"/standin/templates/{content}", json={"status": "approved"})
    own = whatsapp_settings.model_copy(update={"twilio_template_es": content})
    with api(own, standin, database, ScriptedBot()) as desk:
        desk.bot.seconds["ventas"] = 0.2
        desk.says(ONE, "ventas", wait=False)
        desk.until("exists (select 1 from vocero.inbox)")
        standin.wrote(ONE, hours_ago=25)
        # What failed is on the stand-in's record too: wait for the template.
        desk.until("exists (select 1 from vocero.outbox where state = 'held')")
        desk.until("exists (select 1 from vocero.outbox where status = 'delivered')")
        arrived = [m for m in standin.chat(ONE)["messages"]
                   if m["direction"] == "out" and m["status"] == "delivered"]  # fmt: skip
        assert [m["body"] for m in arrived] == ["Hay algo de Spirit Tours"]
        desk.says(ONE, type="button", title="Ver", payload=OPEN)
        desk.until("(select count(*) from vocero.outbox where status = 'delivered') = 2")
        arrived = [m for m in standin.chat(ONE)["messages"]
                   if m["direction"] == "out" and m["status"] == "delivered"]  # fmt: skip
        assert arrived[-1]["body"].endswith("re: ventas")


def test_a_few_choices_are_buttons(desk: Desk) -> None:
    """Up to three: a quick reply; a tap says the number."""
    desk.bot.script["which"] = lambda: (Said("¿Cuál?\n1. Cancún\n2. Mérida", CHOICES[:2]),)
    desk.says(ONE, "which")
    (message,) = desk.messages(ONE, 1)
    assert message["body"] == "¿Cuál?\n1. Cancún\n2. Mérida"
    assert [c["title"] for c in message["choices"]["items"]] == ["Cancún", "Mérida"]
    desk.says(ONE, type="button", title="Mérida", payload="2")
    assert desk.heard(ONE, 2)[1] == "re: 2"


def test_more_choices_are_a_list(desk: Desk) -> None:
    """Up to ten lines; a pick says the number."""
    many = tuple((f"Opción número {n}", str(n)) for n in range(1, 11))
    desk.bot.script["which"] = lambda: (Said("¿Cuál de estas?", many),)
    desk.says(ONE, "which")
    (message,) = desk.messages(ONE, 1)
    assert message["choices"]["kind"] == "list"
    assert len(message["choices"]["items"]) == 10


def test_templates_are_made_once(desk: Desk) -> None:
    """The second question with three choices uses the first one's template."""
    desk.bot.script["which"] = lambda: (Said("¿Cuál?", CHOICES),)
    desk.says(ONE, "which")
    desk.messages(ONE, 1)
    desk.says(TWO, "which")
    desk.messages(TWO, 1)
    assert desk.standin.calls()["calls"]["content.create"] == {"201": 1}


@pytest.mark.parametrize("kinds", [["content.create"], ["content.create", "content.list"]])
def test_choices_are_numbered_text_where_templates_fail(desk: Desk, kinds: list[str]) -> None:
    """The text has the numbers, so nothing is lost."""
    desk.standin.misbehave(server_error=1.0, kinds=kinds)
    desk.bot.script["which"] = lambda: (Said("¿Cuál?\n1. Cancún", CHOICES),)
    desk.says(ONE, "which")
    (message,) = desk.messages(ONE, 1)
    assert message["body"] == "¿Cuál?\n1. Cancún"
    assert not message["choices"]


def test_a_template_that_is_gone_becomes_text_and_is_made_anew(desk: Desk) -> None:
    """Twilio refuses an unknown ContentSid: the text goes out, the next one is a button again."""
    desk.sql("insert into vocero.contents values ('vocero_buttons_3', :sid)", sid="HX" + "9" * 32)
    desk.bot.script["which"] = lambda: (Said("¿Cuál?", CHOICES),)
    desk.says(ONE, "which")
    assert not desk.messages(ONE, 1)[0]["choices"]
    desk.says(ONE, "which")
    assert desk.messages(ONE, 2)[1]["choices"]


def test_the_senders_rate_holds(
    whatsapp_settings: Settings, standin: Standin, database: Database, clean: None
) -> None:
    """Ten a second, whoever they go to."""
    own = whatsapp_settings.model_copy(update={"twilio_rate": 10.0})
    with api(own, standin, database, ScriptedBot()) as desk:
        for n in range(1, 11):
            for said in ("a", "b"):
                desk.says(f"+120255501{n:02d}", said)
        desk.until("(select count(*) from vocero.outbox where state = 'accepted') = 20")
        moments = sorted(float(m["at"]) for m in standin.deliveries())
    assert len(moments) == 20
    for first, eleventh in zip(moments, moments[11:], strict=False):
        assert eleventh - first > 0.95


def test_one_persons_rate_holds_and_others_pass(
    whatsapp_settings: Settings, standin: Standin, database: Database, clean: None
) -> None:
    """After a burst of forty the rest waits; somebody else's message does not."""
    own = whatsapp_settings.model_copy(update={"twilio_pair_rate": 0.01, "person_limit": 100})
    with api(own, standin, database, ScriptedBot()) as desk:
        desk.bot.script["much"] = lambda: tuple(Said(f"m{n}") for n in range(45))
        desk.says(ONE, "much")
        desk.messages(ONE, 40)
        desk.says(TWO, "hola")
        assert desk.heard(TWO, 1) == ["re: hola"]
        desk.stays(ONE, 40, 0.3)


def test_one_template_is_enough_for_all_that_is_held(desk: Desk) -> None:
    """Three messages outside the window: the person is asked to write once."""
    content = "HX" + "7" * 32
    made = {"body": "Hay algo", "language": "es", "status": "approved"}
    desk.standin.client.put(f"/standin/templates/{content}", json=made)
    own = desk.settings.model_copy(update={"twilio_template_es": content})
    desk.says(ONE, "hola")
    desk.heard(ONE, 1)
    for n in range(3):
        desk.sql("insert into vocero.outbox (dedupe_key, correspondent, purpose, body, state) "
                 "values (:k, :p, 'notice', 'x', 'failed')", k=f"x{n}", p=ONE)  # fmt: skip
    with desk.database.writing() as connection:
        ids = connection.execute(sa.text("select outbox_id from vocero.outbox where body = 'x'"))
        for outbox_id in ids.scalars().all():
            aftermath.refused(connection, outbox_id, 63016, own)
    assert desk.sql("select count(*) from vocero.outbox where content_sid is not null") == [(1,)]
    assert desk.sql("select count(*) from vocero.outbox where state = 'held'") == [(3,)]


def test_over_a_limit_of_twilios_it_is_sent_later(desk: Desk) -> None:
    """63018: nothing was accepted, the message waits half a minute."""
    desk.standin.misbehave(recipients={ONE: 63018})
    desk.says(ONE, "hola")
    desk.until("exists (select 1 from vocero.outbox where error_code = 63018 "
               "and state = 'waiting' and not_before > now() + interval '20 seconds')")  # fmt: skip


def test_an_indented_text_is_found_again(desk: Desk) -> None:
    """The look-up does not mind what Twilio trims."""
    desk.bot.script["indent"] = lambda: (Said("  1. Con sangría"),)
    desk.standin.misbehave(drop=1.0, drop_as="close", kinds=["message.create"])
    desk.says(ONE, "indent")
    desk.until("exists (select 1 from vocero.outbox where state = 'accepted')")
    desk.standin.misbehave()
    desk.stays(ONE, 1, 0.5)


def test_what_is_opened_days_later_goes_out_after_all(desk: Desk) -> None:
    """What was held until they write is as fresh as their writing."""
    desk.says(ONE, "hola")
    desk.heard(ONE, 1)
    with desk.database.writing() as connection:
        outbox.put(connection, [Outgoing("old", ONE, "from last week", "notice")])
        connection.execute(sa.text(AGED + ", state = 'held' where dedupe_key = 'old'"))
    desk.says(ONE, "ventas")
    assert "from last week" in desk.heard(ONE, 3)


def test_what_was_put_for_a_later_day_goes_out_on_it(desk: Desk) -> None:
    """An alert before two days off is no older than the moment it may leave at."""
    desk.says(ONE, "hola")
    desk.heard(ONE, 1)
    with desk.database.writing() as connection:
        later = connection.execute(sa.text("select now() + interval '3 days'")).scalar_one()
        alert = Outgoing("alert", ONE, "on Friday", "notice", not_before=later)
        outbox.put(connection, [alert])
        connection.execute(sa.text(AGED + " where dedupe_key = 'alert'"))
    desk.sql("update vocero.outbox set not_before = now() where dedupe_key = 'alert'")
    assert "on Friday" in desk.heard(ONE, 2)


def test_what_could_not_be_sent_for_a_day_is_of_no_use(desk: Desk) -> None:
    """It fails, and nothing is sent."""
    desk.says(ONE, "hola")
    desk.heard(ONE, 1)
    with desk.database.writing() as connection:
        outbox.put(connection, [Outgoing("stale", ONE, "yesterday's", "notice")])
        connection.execute(sa.text(AGED + " where dedupe_key = 'stale'"))
    desk.until("exists (select 1 from vocero.outbox where dedupe_key = 'stale'"
               " and state = 'failed')")  # fmt: skip
    desk.stays(ONE, 1)
