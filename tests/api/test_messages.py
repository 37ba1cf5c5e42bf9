"""Messages between people, what somebody would be answered, and how WhatsApp stands."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.conftest import Admin, bearer, number


def send(admin: Admin, to: int | str, key: str = "k1", by: int = 1, **more: Any) -> Any:
    """Send a message as the person of a level."""
    said = {"to": to, "text": "Nos vemos a las 10", **more}
    return admin.call("POST", "/messages", said, by=number(by), Idempotency_Key=key)


def test_a_message_goes_by_the_channels_of_its_reader(admin: Admin) -> None:
    """In their language, with who wrote it; and it is told what became of it."""
    admin.sql("update vocero.people set channels = '{whatsapp,in_app}', language = 'en'"
              " where phone = :p", p=number(4))  # fmt: skip
    sent = send(admin, number(4))
    assert (sent.status_code, sent.json()["state"]) == (201, "accepted")
    assert sent.json()["to"] == admin.id(number(4))
    [[body]] = admin.sql("select body from vocero.outbox")
    assert body == "✉️ *Persona 1:*\nNos vemos a las 10"
    [[title]] = admin.sql("select title from vocero.dispatches")
    assert title == "Message from Persona 1"
    path = f"/messages/{sent.json()['message_id']}"
    found = admin.call("GET", path).json()["channels"]
    assert found == [{"channel": "in_app", "state": "sent", "code": None},
                     {"channel": "whatsapp", "state": "queued", "code": None}]  # fmt: skip
    admin.sql("update vocero.outbox set state = 'failed', error_code = 30008")
    assert admin.call("GET", path).json()["channels"][1] == {
        "channel": "whatsapp", "state": "failed", "code": "30008"}  # fmt: skip
    assert admin.call("GET", path, by=number(2)).status_code == 404
    [entry] = admin.entries("message sent")
    assert "10" not in str(entry.details)


@pytest.mark.parametrize(("by", "to", "status"), [
    (2, 10, 201), (3, 4, 201), (3, 9, 404), (4, 4, 201), (4, 8, 404), (4, 3, 404),
])  # fmt: skip
def test_people_write_within_their_own_rows(admin: Admin, by: int, to: int, status: int) -> None:
    """Directors to all, a region's manager to the region, a branch's to the branch."""
    assert send(admin, number(to), by=by).status_code == status


def test_nobody_inactive_is_written_to(admin: Admin) -> None:
    """As if they were not there."""
    admin.sql("update vocero.people set active = false where phone = :p", p=number(4))
    assert send(admin, number(4)).status_code == 404
    assert send(admin, 999).status_code == 404


def test_the_same_key_is_the_same_message(admin: Admin) -> None:
    """Twenty times at once too; with another text it is a conflict, by another person another."""
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: send(admin, number(4)), range(20)))
    assert {a.status_code for a in answers} == {201}
    assert len({a.text for a in answers}) == 1
    assert admin.sql("select count(*) from vocero.outbox")[0][0] == 1
    other = send(admin, number(4), text="Otra cosa")
    assert (other.status_code, other.json()["code"]) == (409, "key_used")
    assert send(admin, number(4), by=2).status_code == 201
    assert send(admin, number(4), key="").status_code == 422
    assert send(admin, number(4), key="a b").status_code == 422


def test_a_trial_is_answered_and_nothing_is_sent(admin: Admin) -> None:
    """As whoever was named, or oneself; a command of Rasa's is none here."""
    answer = admin.call("POST", "/whatsapp/test", {"phone": "+1 202 555 0108", "text": "/ventas"})
    assert answer.json() == {"person_id": admin.id(number(8)), "messages": [
        {"text": "re: ventas", "choices": [{"title": "Sí", "says": "1"}], "media_url": None},
    ]}  # fmt: skip
    admin.call("POST", "/whatsapp/test", {"text": "kpi"})
    assert [(phone, text) for phone, _, text in admin.bot.asked] == [
        (number(8), "ventas"), (number(1), "kpi")]  # fmt: skip
    assert admin.sql("select count(*) from vocero.outbox")[0][0] == 0
    assert [e.subject_id for e in admin.entries("integration tested")] == [
        admin.id(number(8)), admin.id(number(1))]  # fmt: skip


def test_a_silent_bot_is_a_problem_of_its_own(admin: Admin) -> None:
    """503, and a code that says so; a stranger is 404."""
    admin.bot.silent = True
    answer = admin.call("POST", "/whatsapp/test", {"text": "kpi"})
    assert (answer.status_code, answer.json()["code"]) == (503, "bot_silent")
    stranger = admin.call("POST", "/whatsapp/test", {"phone": "+12025550199", "text": "kpi"})
    assert stranger.status_code == 404


def test_whatsapp_says_how_it_stands(admin: Admin) -> None:
    """Windows, outbox, errors, throttle, templates."""
    admin.sql("""insert into vocero.correspondents (correspondent, address, last_inbound_at)
        values ('+1', '-', now()), ('+2', '-', now() - interval '2 days'), ('+3', '-', null)""")
    admin.sql("""insert into vocero.outbox (dedupe_key, correspondent, purpose, body, state,
        error_code) values ('a', '+1', 'notice', '-', 'held', 63016),
        ('b', '+2', 'notice', '-', 'waiting', null)""")
    seen = admin.call("GET", "/whatsapp/status").json()
    assert (seen["windows_open"], seen["windows_closed"]) == (1, 2)
    assert seen["outbox"] == {"held": 1, "waiting": 1}
    assert seen["errors"] == {"63016": 1}
    assert seen["templates"] == {"es": False, "en": False}
    assert seen["throttle"]["rate"] == admin.settings.twilio_rate
    assert seen["sender"] == "whatsapp:+14155238886"


def test_a_body_that_is_too_large_is_not_read(admin: Admin) -> None:
    """413, and for who has no token 401 before."""
    large = b'{"text": "' + b"x" * 300_000 + b'"}'
    url = "/api/v1/whatsapp/test"
    answer = admin.client.post(url, content=large, headers=bearer())
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert admin.client.post(url, content=b"{", headers={}).status_code == 401
    assert admin.client.post(url, content=b"{", headers=bearer()).status_code == 422


def test_what_is_not_there_is_a_problem_document(admin: Admin) -> None:
    """Also where no resource is, and for a method that is not taken."""
    for method, path, status in (("GET", "/nothing", 404), ("DELETE", "/people", 405)):
        answer = admin.call(method, path)
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
