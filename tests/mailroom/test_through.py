"""A message comes in, is asked of the bot once and in order, and the answer goes out."""

import time

import pytest

from tests.mailroom.conftest import Desk, ScriptedBot, api, silent
from vocero.mailroom.bot import Said
from vocero.settings import Settings
from vocero.standin.serving import Standin
from vocero.storage.engine import Database

ONE, TWO = "+12025550101", "+12025550102"


def test_a_question_is_answered(desk: Desk) -> None:
    """What the phone wrote reaches the bot under the person's number; its text comes back."""
    sid = desk.says(ONE, "¡ventas de ayer!")
    assert desk.heard(ONE, 1) == ["re: ¡ventas de ayer!"]
    assert desk.bot.asked == [(ONE, sid, "¡ventas de ayer!")]


def test_the_old_mexican_spelling_is_the_same_person(desk: Desk) -> None:
    """The answer goes to the number as WhatsApp wrote it."""
    (found,) = desk.sql("select phone from vocero.people where phone like '+52%' limit 1")
    written = "+521" + found.phone[3:]
    desk.says(written, "hola")
    assert desk.heard(written, 1) == ["re: hola"]
    assert desk.bot.asked[0][0] == found.phone


def test_each_persons_messages_keep_their_order(desk: Desk) -> None:
    """Twenty messages of two people, some of them slow: each person's answers in turn."""
    for n in range(10):
        desk.bot.seconds[f"q{n}"] = 0.02 * (n % 3)
        desk.says(ONE, f"q{n}")
        desk.says(TWO, f"q{n}")
    for phone in (ONE, TWO):
        assert desk.heard(phone, 10) == [f"re: q{n}" for n in range(10)]


def test_one_persons_slow_question_does_not_hold_up_another(desk: Desk) -> None:
    """While one waits a second, the other is answered at once."""
    desk.bot.seconds["slow"] = 1.0
    desk.says(ONE, "slow")
    began = time.monotonic()
    desk.says(TWO, "quick")
    assert desk.heard(TWO, 1) == ["re: quick"]
    assert time.monotonic() - began < 0.9


def test_two_processes_share_the_work_and_keep_the_order(
    whatsapp_settings: Settings, standin: Standin, database: Database, clean: None
) -> None:
    """Messages that arrive at two APIs in turn are each answered once, in order."""
    bots = (ScriptedBot(), ScriptedBot())
    with (
        api(whatsapp_settings, standin, database, bots[0]) as first,
        api(whatsapp_settings, standin, database, bots[1]) as second,
    ):
        for n in range(20):
            standin.point((first if n % 2 else second).url + "/webhooks/twilio/webhook")
            # Each API checks the signature over its own public address.
            first.says(ONE, f"q{n}")
        assert first.heard(ONE, 20) == [f"re: q{n}" for n in range(20)]
        asked = [text for bot in bots for _, _, text in bot.asked]
        assert sorted(asked) == sorted(f"q{n}" for n in range(20))


def test_a_lease_that_ran_out_is_taken_up_again(desk: Desk) -> None:
    """What a dead process had taken is answered by another."""
    desk.sql("insert into vocero.correspondents (correspondent, address, leased_by, leased_until) "
             "values (:p, 'whatsapp:' || :p, 'dead:1', now() + interval '0.4 seconds')",
             p=ONE)  # fmt: skip
    desk.says(ONE, "hola")
    desk.stays(ONE, 0, 0.2)
    assert desk.heard(ONE, 1) == ["re: hola"]


def test_a_process_that_ends_gives_its_letters_back(
    whatsapp_settings: Settings, standin: Standin, database: Database, clean: None
) -> None:
    """What it could not finish is taken by the next one at once, not after half a minute."""
    slow = ScriptedBot(seconds={"slow": 30.0})
    with api(whatsapp_settings, standin, database, slow) as first:
        first.says(ONE, "slow")
        first.until("exists (select 1 from vocero.correspondents where leased_by is not null)")
    with api(whatsapp_settings, standin, database, ScriptedBot()) as second:
        second.until("exists (select 1 from vocero.inbox where state = 'done')", 3)
        second.until("not exists (select 1 from vocero.outbox where state <> 'accepted')")
        assert second.heard(ONE, 1)[-1].endswith("re: slow")


def test_who_lost_the_lease_leaves_no_answer(desk: Desk) -> None:
    """A process that was too slow finds the letter taken by another: one answer goes out."""
    desk.bot.seconds["slow"] = 0.25
    sid = desk.says(ONE, "slow")
    desk.until("exists (select 1 from vocero.correspondents where leased_by is not null)")
    desk.sql("update vocero.correspondents set leased_by = 'another:1'")
    desk.stays(ONE, 0, 0.5)
    desk.sql("update vocero.correspondents set leased_until = now() - interval '1 second'")
    assert desk.heard(ONE, 1)[-1].endswith("re: slow")
    assert [s for _, s, _ in desk.bot.asked] == [sid, sid]


def test_a_silent_bot_is_apologised_for_and_asked_again(desk: Desk) -> None:
    """The person hears that the question is kept; the late answer says to what it belongs."""
    desk.bot.down = True
    desk.says(ONE, "ventas de ayer por favor")
    (sorry,) = desk.heard(ONE, 1)
    assert "Guardé tu pregunta" in sorry
    desk.bot.down = False
    answer = desk.heard(ONE, 2)[1]
    assert answer == "↩️ Sobre «ventas de ayer por favor»:\nre: ventas de ayer por favor"
    desk.stays(ONE, 2)


def test_the_apology_is_in_the_askers_language(desk: Desk) -> None:
    """English for an English question."""
    desk.bot.down = True
    desk.says(ONE, "what were the sales yesterday?")
    assert "I kept your question" in desk.heard(ONE, 1)[0]


def test_what_always_fails_is_given_up_while_others_are_answered(desk: Desk) -> None:
    """One bad message does not block its author for ever, and they are told."""
    desk.bot.script["bad"] = silent
    desk.says(ONE, "bad")
    desk.says(ONE, "good")
    for n in range(1, 9):
        desk.says(TWO, "fine")
        desk.heard(TWO, n)
        time.sleep(0.1)
    texts = desk.heard(ONE, 3)
    assert "No pude contestar «bad»" in texts[1]
    assert texts[2] == "re: good"
    (row,) = desk.sql("select state, outcome from vocero.inbox where body = 'bad'")
    assert row == ("given up", "gave up")


def test_while_nobody_is_answered_nothing_is_given_up(desk: Desk) -> None:
    """The bot is down for many tries: the question stays, and is answered in the end."""
    desk.says(TWO, "before")
    desk.heard(TWO, 1)
    desk.bot.down = True
    desk.says(ONE, "patience")
    desk.until("exists (select 1 from vocero.inbox where attempts > 10)")
    desk.bot.down = False
    assert desk.heard(ONE, 2)[1].endswith("re: patience")


def test_a_long_wait_shows_typing_then_a_word_then_the_answer(desk: Desk) -> None:
    """The typing sign comes first, a sentence later, and the answer quotes the question."""
    desk.bot.seconds["slow one"] = 0.7
    desk.says(ONE, "slow one")
    texts = desk.heard(ONE, 2)
    assert "Sigo buscando" in texts[0] or "Still looking" in texts[0]
    assert texts[1].endswith("re: slow one")
    assert "slow one»:" in texts[1] or "slow one”:" in texts[1]
    assert desk.standin.calls()["calls"]["typing.create"] == {"200": 1}


def test_a_typing_sign_that_fails_changes_nothing(desk: Desk) -> None:
    """The answer comes all the same."""
    desk.standin.misbehave(server_error=1.0, kinds=["typing.create"])
    desk.bot.seconds["slow"] = 0.2
    desk.says(ONE, "slow")
    assert desk.heard(ONE, 1) == ["re: slow"]


def test_several_messages_and_long_ones_go_out_in_order(desk: Desk) -> None:
    """Nothing is over 1,600 characters, lines stay whole, and the order is the bot's."""
    lines = [f"{n}. " + "x" * 90 for n in range(40)]
    desk.bot.script["much"] = lambda: (Said("first"), Said("\n".join(lines)), Said("last"))
    desk.says(ONE, "much")
    texts = desk.heard(ONE, 5)
    assert texts[0] == "first"
    assert texts[-1] == "last"
    assert "\n".join(texts[1:-1]).split("\n") == lines
    assert all(len(t) <= 1600 for t in texts)


@pytest.mark.parametrize("copies", [1, 4])
def test_a_repeated_webhook_is_one_message(desk: Desk, copies: int) -> None:
    """However often Twilio posts it, at once or later: one row, one question, one answer."""
    desk.says(ONE, "ventas", copies=copies)
    assert desk.heard(ONE, 1) == ["re: ventas"]
    desk.stays(ONE, 1, 0.3)
    assert len(desk.bot.asked) == 1
    assert desk.sql("select count(*) from vocero.inbox") == [(1,)]
