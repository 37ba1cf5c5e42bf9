"""What is decided before the bot is asked, and works without it."""

import time

import pytest

from tests.mailroom.conftest import Desk, ScriptedBot, api
from vocero.mailroom.bot import Said
from vocero.mailroom.incoming import OPEN
from vocero.settings import Settings
from vocero.standin.serving import Standin
from vocero.storage.engine import Database

PERSON, OTHER, STRANGER = "+12025550108", "+12025550102", "+14155550123"


@pytest.mark.parametrize(("no", "yes"), [("BAJA", "ALTA"), ("Stop.", "start"), ("¡baja!", "Alta")])
def test_a_person_leaves_and_comes_back(desk: Desk, no: str, yes: str) -> None:
    """Out with a confirmation, a reminder in place of answers, and in again."""
    for said in (no, "ventas de ayer", yes, "ventas de hoy"):
        desk.says(PERSON, said)
    out, reminder, back, answer = desk.heard(PERSON, 4)
    assert out.startswith("🔕")
    assert reminder.startswith("🔕")
    assert back.startswith("🔔")
    assert answer == "re: ventas de hoy"
    rows = desk.sql("select given, source from vocero.consents order by consent_id")
    assert rows == [(False, "whatsapp"), (True, "whatsapp")]


def test_opt_out_works_while_the_bot_is_down(desk: Desk) -> None:
    """Even with a question of the same person still waiting for it."""
    desk.bot.down = True
    desk.says(PERSON, "ventas de ayer")
    desk.heard(PERSON, 1)
    desk.says(PERSON, "STOP")
    assert desk.heard(PERSON, 2)[1].startswith("🔕")


@pytest.mark.parametrize("word", ["cancelar", "cancel", "stop it please", "alta de un cliente"])
def test_other_words_stay_with_the_bot(desk: Desk, word: str) -> None:
    """CANCELAR is a command, and a sentence is a sentence."""
    desk.says(PERSON, word)
    assert desk.heard(PERSON, 1) == [f"re: {word}"]


def test_what_twilio_has_answered_is_recorded_and_no_more(desk: Desk) -> None:
    """With Advanced Opt-Out the confirmation is Twilio's; we only take note."""
    desk.says(PERSON, "STOP", extra={"OptOutType": "STOP"})
    desk.until("exists (select 1 from vocero.suppressions where correspondent = :p)", p=PERSON)
    desk.says(PERSON, "HELP", extra={"OptOutType": "HELP"})
    desk.says(PERSON, "START", extra={"OptOutType": "START"})
    desk.until("not exists (select 1 from vocero.suppressions)")
    desk.stays(PERSON, 0, 0.2)


def test_strangers_all_get_the_same_text(desk: Desk) -> None:
    """Whatever they send, whoever they are; someone inactive is a stranger too."""
    desk.sql("update vocero.people set active = false where phone = '+12025550107'")
    try:
        desk.says(STRANGER, "ventas")
        desk.says(STRANGER, type="voice")
        desk.says("+12025550107", "ventas")
        texts = {*desk.heard(STRANGER, 2), *desk.heard("+12025550107", 1)}
    finally:
        desk.sql("update vocero.people set active = true where phone = '+12025550107'")
    assert len(texts) == 1
    assert "This number is not registered" in texts.pop()
    assert desk.bot.asked == []


def test_a_stranger_can_opt_out(desk: Desk) -> None:
    """STOP works for everyone."""
    desk.says(STRANGER, "stop")
    assert desk.heard(STRANGER, 1)[0].startswith("🔕")


def test_without_a_number_one_is_a_stranger_until_bound(desk: Desk) -> None:
    """The id alone is nobody; bound, it is the person, under the person's number."""
    desk.says("US.13491208655302741918", "ventas")
    assert "not registered" in desk.heard("US.13491208655302741918", 1)[0]
    desk.sql("insert into vocero.external_ids (external_id, person_id) select "
             "'US.13491208655302741918', person_id from vocero.people where phone = :p",
             p=PERSON)  # fmt: skip
    desk.says("US.13491208655302741918", "ventas")
    assert desk.heard("US.13491208655302741918", 2)[1] == "re: ventas"
    assert desk.bot.asked[0][0] == PERSON


def test_a_number_with_another_id_is_a_stranger(desk: Desk) -> None:
    """The first id that comes with a number is its own; a second one is frozen."""
    desk.says(PERSON, "uno", external_user_id="MX.1")
    assert desk.heard(PERSON, 1) == ["re: uno"]
    desk.says(PERSON, "dos", external_user_id="MX.2")
    assert "not registered" in desk.heard(PERSON, 2)[1]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("voice", "escríbemelo, por favor"), ("image", "imágenes"), ("video", "videos"),
     ("document", "archivos"), ("sticker", "sticker"), ("location", "ubicaciones"),
     ("contact", "contactos"), ("reaction", "Visto"), ("deleted", "Borraste")],
)  # fmt: skip
def test_what_is_no_text_gets_a_sentence(desk: Desk, kind: str, sentence: str) -> None:
    """One sentence that says what to do, and a row of its kind."""
    desk.says(OTHER, type=kind)
    assert sentence in desk.heard(OTHER, 1)[0]
    assert desk.sql("select kind, outcome from vocero.inbox") == [(kind, kind)]
    assert desk.bot.asked == []


def test_an_edited_message_is_asked_anew(desk: Desk) -> None:
    """What it says now is a question like any other."""
    desk.says(OTHER, "ventas de mayo", type="edited")
    assert desk.heard(OTHER, 1) == ["re: ventas de mayo"]
    assert desk.sql("select kind from vocero.inbox") == [("edited",)]


def test_a_picture_with_a_question_is_a_question(desk: Desk) -> None:
    """The caption is what was said."""
    desk.says(OTHER, "ventas de mayo", type="image")
    assert desk.heard(OTHER, 1) == ["re: ventas de mayo"]


def test_the_sentence_is_in_the_persons_language(desk: Desk) -> None:
    """English for whoever chose it."""
    desk.sql("update vocero.people set language = 'en' where phone = :p", p=OTHER)
    try:
        desk.says(OTHER, type="voice")
        assert "please write it to me" in desk.heard(OTHER, 1)[0]
    finally:
        desk.sql("update vocero.people set language = 'es' where phone = :p", p=OTHER)


def test_a_flood_is_told_to_wait_once(desk: Desk) -> None:
    """Thirty messages pass; the rest of a flood gets one explanation with the seconds."""
    for n in range(45):
        desk.says(PERSON, f"q{n}", wait=False)
    texts = desk.heard(PERSON, 31)
    told = [t for t in texts if t.startswith("⏳")]
    assert len(told) == 1
    assert "espera" in told[0]
    desk.until("(select count(*) from vocero.inbox where state = 'done') = 45")
    assert desk.sql("select count(*) from vocero.inbox where outcome = 'limited'") == [(15,)]
    desk.stays(PERSON, 31, 0.2)
    desk.says(PERSON, "STOP")
    assert desk.heard(PERSON, 32)[31].startswith("🔕")


def test_when_all_write_too_much_each_is_told(
    whatsapp_settings: Settings, standin: Standin, database: Database, clean: None
) -> None:
    """Two a minute for everybody: the third person hears of the crowd, not of haste."""
    own = whatsapp_settings.model_copy(update={"total_limit": 2})
    with api(own, standin, database, ScriptedBot()) as desk:
        for phone in ("+12025550101", "+12025550102"):
            desk.says(phone, "hola")
            assert desk.heard(phone, 1) == ["re: hola"]
        desk.says("+12025550103", "hola")
        assert "mucha gente" in desk.heard("+12025550103", 1)[0]


def test_a_flood_leaves_others_alone(desk: Desk) -> None:
    """Somebody else is answered in the middle of it."""
    for n in range(100):
        desk.says(PERSON, f"q{n}", wait=False)
    desk.says(OTHER, "ventas")
    assert desk.heard(OTHER, 1) == ["re: ventas"]


def test_a_tap_on_our_template_asks_nothing(desk: Desk) -> None:
    """It opens the conversation; the bot is not asked what it means."""
    desk.says(OTHER, type="button", title="Ver", payload=OPEN)
    desk.until("exists (select 1 from vocero.inbox where outcome = 'opened')")
    assert desk.bot.asked == []


def test_a_hung_bot_holds_up_nobody_at_the_gate(desk: Desk) -> None:
    """Forty people wait for the bot; a stranger, and one of the forty who leaves, do not."""
    waiting = [f"+120255602{n:02d}" for n in range(40)]
    desk.sql("insert into vocero.people (phone, name, level) select p, 'x', 2 "
             "from unnest(cast(:phones as text[])) p on conflict do nothing",
             phones=waiting)  # fmt: skip
    try:
        desk.bot.seconds["hang"] = 20.0
        for phone in waiting:
            desk.says(phone, "hang")
        began = time.monotonic()
        desk.says(STRANGER, "hola")
        desk.says(waiting[0], "BAJA")
        assert "not registered" in desk.heard(STRANGER, 1, 5)[0]
        # They may have heard "still looking" first: the confirmation is told by its purpose.
        desk.until("exists (select 1 from vocero.outbox where correspondent = :p "
                   "and purpose = 'consent' and state = 'accepted')", 5, p=waiting[0])  # fmt: skip
        assert time.monotonic() - began < 8
        (row,) = desk.sql("select outcome from vocero.inbox where correspondent = :p "
                          "and body = 'hang'", p=waiting[0])  # fmt: skip
        assert row.outcome == "opted out"
    finally:
        desk.sql("delete from vocero.people where phone like '+120255602%'")


def test_a_tap_on_an_older_list_says_what_stands_on_it(desk: Desk) -> None:
    """Number two of the list before is not number two of today's."""
    for name, titles in (("old", ("Ana", "Luis López")), ("new", ("Eva", "Carmen"))):
        choices = tuple((title, str(n)) for n, title in enumerate(titles, start=1))
        desk.bot.script[name] = lambda choices=choices: (Said("¿Cuál?", choices),)
        desk.says(OTHER, name)
        desk.until("(select count(*) from vocero.outbox where state = 'accepted') = :n",
                   n=1 + (name == "new"))  # fmt: skip
    old, new = (m["sid"] for m in desk.messages(OTHER, 2))
    tap = {"type": "button", "payload": "2"}
    desk.says(OTHER, title="Luis López", reply_to=old, **tap)
    desk.says(OTHER, title="Luis López", **tap)
    desk.says(OTHER, title="Carmen", reply_to=new, **tap)
    assert desk.heard(OTHER, 5)[2:] == ["re: Luis López", "re: Luis López", "re: 2"]


def test_leaving_stops_what_was_on_its_way(desk: Desk) -> None:
    """Notices that wait or are held stay away; only the confirmation comes."""
    desk.says(OTHER, "hola")
    desk.heard(OTHER, 1)
    desk.sql("insert into vocero.outbox"
             " (dedupe_key, correspondent, purpose, body, state, not_before) values"
             " ('n1', :p, 'notice', 'held', 'held', now()),"
             " ('n2', :p, 'notice', 'waiting', 'waiting', now() + interval '1 second')",
             p=OTHER)  # fmt: skip
    desk.says(OTHER, "STOP")
    assert desk.heard(OTHER, 2)[1].startswith("🔕")
    desk.stays(OTHER, 2, 1.5)
    assert desk.sql("select distinct state from vocero.outbox where purpose = 'notice'") == [
        ("suppressed",)
    ]
