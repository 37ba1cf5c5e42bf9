"""A broadcast is counted, confirmed, fed, paused, cancelled: once for each, and to nobody else."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.conftest import SECOND, Admin, number
from vocero.announcing import broadcasting
from vocero.conversation.turn import Office

TEXT = {"es": "Mañana abrimos a las 10", "en": "We open at 10 tomorrow"}
SID = {"es": "HX" + "a" * 32, "en": "HX" + "b" * 32}


def send(admin: Admin, key: str = "k1", by: str = number(1), **more: Any) -> Any:
    """Make a broadcast."""
    said = {"audience": {"levels": [8]}, "text": TEXT, **more}
    return admin.call("POST", "/broadcasts", said, by=by, Idempotency_Key=key)


def crowd(admin: Admin, count: int, **more: Any) -> list[str]:
    """Let so many agents have worked here for long, all of whom wrote a minute ago."""
    phones = [f"+1202556{n:04d}" for n in range(count)]
    for phone in phones:
        admin.person(phone, 8, agent_id=1, **more)
        admin.sql("""insert into vocero.correspondents (correspondent, address, last_inbound_at)
            values (:p, 'whatsapp:' || :p, now())""", p=phone)
    return phones


def office(admin: Admin, rate: float = 10.0) -> Office:
    """Give what the scheduler works with."""
    settings = admin.settings.model_copy(update={"twilio_rate": rate})
    return Office(settings, admin.database)


def outbox(admin: Admin) -> dict[str, str]:
    """Give the outbox by number: the state of each message."""
    rows = admin.sql("select correspondent, state from vocero.outbox")
    assert len(rows) == len({who for who, _ in rows})
    return {str(row[0]): str(row[1]) for row in rows}


def test_a_dry_run_counts_and_keeps_nothing(admin: Admin) -> None:
    """With who is left out and why, and how long it takes."""
    phones = crowd(admin, 60)
    admin.sql("update vocero.people set active = false where phone = any(:p)", p=phones[:3])
    admin.sql("insert into vocero.suppressions (correspondent, reason)"
              " select unnest(cast(:p as text[])), 'opted out'", p=phones[3:5])  # fmt: skip
    answer = send(admin, dry_run=True, audience={"levels": [8], "people": [9999]})
    assert answer.status_code == 200
    assert answer.json() == {"recipients": 56, "inactive": 3, "suppressed": 2, "unknown": 1,
                             "seconds": 6, "needs_confirmation": True}  # fmt: skip
    assert admin.sql("select count(*) from vocero.broadcasts")[0][0] == 0


@pytest.mark.parametrize(("audience", "count"), [
    ({"everyone": True}, 11), ({"levels": [1]}, 2), ({"levels": [3, 4], "regions": [1]}, 2),
    ({"levels": [4], "branches": [2]}, 0), ({"teams": [1]}, 1), ({"partners": [1]}, 1),
    ({"levels": [2], "people": [1, 1, 2]}, 2), ({}, 0),
])  # fmt: skip
def test_an_audience_is_who_fits_every_kind(
    admin: Admin, audience: dict[str, Any], count: int
) -> None:
    """And who is named on top; an empty one is nobody, never everyone."""
    answer = send(admin, dry_run=True, audience=audience)
    assert answer.json()["recipients"] == count
    if count == 0:
        refused = send(admin, audience=audience)
        assert (refused.status_code, refused.json()["code"]) == (422, "nobody")


def test_a_small_one_goes_out_at_once_and_to_each_in_their_language(admin: Admin) -> None:
    """Through the outbox, once; the next rounds add nothing."""
    crowd(admin, 4)
    admin.sql("update vocero.people set language = 'en' where phone like '%0001'")
    made = send(admin)
    assert (made.status_code, made.json()["state"]) == (201, "running")
    for _ in range(3):
        broadcasting.feed(office(admin))
    rows = admin.sql("select dedupe_key, body, purpose from vocero.outbox where body <> ''")
    assert len(rows) == 5
    assert sorted(b for _, b, _ in rows) == sorted([TEXT["es"]] * 4 + [TEXT["en"]])
    assert {p for _, _, p in rows} == {"notice"}
    seen = admin.call("GET", f"/broadcasts/{made.json()['broadcast_id']}").json()
    assert seen["progress"] == {"queued": 5}


def test_a_large_one_waits_for_a_second_administrator(admin: Admin) -> None:
    """The author cannot be the second; whoever else confirms is written down."""
    crowd(admin, 60)
    made = send(admin).json()
    path = f"/broadcasts/{made['broadcast_id']}"
    assert made["state"] == "confirming"
    broadcasting.feed(office(admin))
    assert outbox(admin) == {}
    own = admin.call("POST", path + "/confirm")
    assert (own.status_code, own.json()["code"]) == (409, "same_person")
    confirmed = admin.call("POST", path + "/confirm", by=SECOND).json()
    assert (confirmed["state"], confirmed["confirmed_by"]) == ("running", admin.id(SECOND))
    assert admin.call("POST", path + "/confirm", by=SECOND).json()["code"] == "state"
    assert [admin.entries(f"broadcast {e}")[0].person_id for e in ("created", "confirmed")] == [
        admin.id(number(1)), admin.id(SECOND)]  # fmt: skip


def test_a_hundred_identical_calls_make_one(admin: Admin) -> None:
    """At once, on real sockets; each hears of the same broadcast."""
    crowd(admin, 20)
    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(lambda _: send(admin), range(100)))
    assert {a.status_code for a in answers} == {201}
    assert len({a.json()["broadcast_id"] for a in answers}) == 1
    assert admin.sql("select count(*) from vocero.broadcasts")[0][0] == 1
    assert admin.sql("select count(*) from vocero.broadcast_recipients")[0][0] == 21
    assert len(admin.entries("broadcast created")) == 1
    other = send(admin, text={"es": "Otra cosa"})
    assert (other.status_code, other.json()["code"]) == (409, "key_used")
    assert send(admin, by=SECOND).json()["broadcast_id"] != answers[0].json()["broadcast_id"]


def test_the_outbox_is_fed_no_further_than_it_sends(admin: Admin) -> None:
    """Five seconds ahead; what left makes room."""
    crowd(admin, 40)
    send(admin)
    for _ in range(3):
        broadcasting.feed(office(admin, rate=2.0))
    assert len(outbox(admin)) == 10
    admin.sql("update vocero.outbox set state = 'accepted' where outbox_id <="
              " (select min(outbox_id) + 3 from vocero.outbox)")  # fmt: skip
    broadcasting.feed(office(admin, rate=2.0))
    assert len(outbox(admin)) == 14


def test_feeders_at_once_double_nothing(admin: Admin) -> None:
    """Eight of them, as many rounds as they like."""
    phones = crowd(admin, 45)
    send(admin)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: broadcasting.feed(office(admin, rate=100.0)), range(16)))
    assert set(outbox(admin)) == {*phones, number(8)}


def test_a_feeder_that_dies_leaves_nothing_half_done(
    admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had put is taken back with its marks; the next one goes on."""
    phones = crowd(admin, 10)
    send(admin)
    real, calls = broadcasting._put, []

    def dies(*given: Any) -> None:
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt
        real(*given)

    monkeypatch.setattr(broadcasting, "_put", dies)
    with pytest.raises(KeyboardInterrupt):
        broadcasting.feed(office(admin))
    assert outbox(admin) == {}
    broadcasting.feed(office(admin))
    assert set(outbox(admin)) == {*phones, number(8)}


def test_pause_and_resume(admin: Admin) -> None:
    """Nothing more is fed meanwhile; each twice is once."""
    crowd(admin, 40)
    path = f"/broadcasts/{send(admin).json()['broadcast_id']}"
    broadcasting.feed(office(admin, rate=2.0))
    for _ in range(2):
        assert admin.call("POST", path + "/pause", by=SECOND).json()["state"] == "paused"
    admin.sql("update vocero.outbox set state = 'accepted'")
    broadcasting.feed(office(admin))
    assert len(outbox(admin)) == 10
    admin.call("POST", path + "/resume")
    broadcasting.feed(office(admin))
    assert len(outbox(admin)) == 41
    admin.sql("update vocero.outbox set state = 'accepted'")
    broadcasting.feed(office(admin))
    assert admin.call("GET", path).json()["state"] == "done"
    assert admin.call("POST", path + "/pause").json()["code"] == "state"


def test_cancel_takes_back_what_has_not_left(admin: Admin) -> None:
    """What was sent stays sent, the rest is suppressed or left out."""
    crowd(admin, 40)
    made = send(admin).json()["broadcast_id"]
    broadcasting.feed(office(admin, rate=2.0))
    admin.sql("update vocero.outbox set state = 'accepted', status = 'delivered' where outbox_id <="
              " (select min(outbox_id) + 3 from vocero.outbox)")  # fmt: skip
    assert admin.call("POST", f"/broadcasts/{made}/cancel").json()["state"] == "cancelled"
    broadcasting.feed(office(admin))
    seen = admin.call("GET", f"/broadcasts/{made}").json()
    assert seen["progress"] == {"delivered": 4, "suppressed": 6, "left out": 31}
    assert admin.call("POST", f"/broadcasts/{made}/resume").json()["code"] == "state"


def test_who_leaves_or_opts_out_meanwhile_gets_nothing(admin: Admin) -> None:
    """Frozen is who may be sent to, not who must."""
    phones = crowd(admin, 5)
    made = send(admin).json()["broadcast_id"]
    admin.sql("update vocero.people set active = false where phone = :p", p=phones[0])
    admin.sql("insert into vocero.suppressions (correspondent, reason) values (:p, 'opted out')",
              p=phones[1])  # fmt: skip
    admin.person("+12025567777", 8, agent_id=1)
    broadcasting.feed(office(admin))
    assert set(outbox(admin)) == {*phones[2:], number(8)}
    found = admin.call("GET", f"/broadcasts/{made}/recipients?state=left out").json()
    assert [r["person_id"] for r in found["recipients"]] == [admin.id(p) for p in phones[:2]]


def test_outside_the_window_a_text_waits_behind_the_template(admin: Admin) -> None:
    """And a template goes to everyone, in their language."""
    crowd(admin, 2)
    admin.sql("update vocero.correspondents set last_inbound_at = now() - interval '2 days'")
    admin.sql("update vocero.people set language = 'en' where phone like '%0001'")
    own = admin.settings.model_copy(update={"twilio_template_es": "HX" + "0" * 32})
    made = send(admin).json()["broadcast_id"]
    broadcasting.feed(Office(own, admin.database))
    assert admin.call("GET", f"/broadcasts/{made}").json()["progress"] == {"held": 3}
    template = {**SID, "variables": {"1": "Hola"}}
    assert send(admin, "k2", text=None, template=template).status_code == 201
    broadcasting.feed(Office(own, admin.database))
    rows = admin.sql("select content_sid, content_variables from vocero.outbox"
                     " where dedupe_key like 'broadcast:2:%' order by correspondent")  # fmt: skip
    assert [sid[2] for sid, _ in rows] == ["a", "a", "b"]
    assert rows[0][1] == {"1": "Hola"}


@pytest.mark.parametrize("more", [
    {"text": {}}, {"text": None}, {"template": SID}, {"text": {"es": "x" * 1601}},
    {"text": {"es": "💥" * 801}}, {"text": None, "template": {"es": "HXwrong"}},
    {"text": {"fr": "bonjour"}}, {"audience": {"levels": [11]}}, {"audience": {"people": [0]}},
])  # fmt: skip
def test_what_cannot_be_sent_is_refused(admin: Admin, more: dict[str, Any]) -> None:
    """Before anybody is counted."""
    assert send(admin, **more).status_code == 422
