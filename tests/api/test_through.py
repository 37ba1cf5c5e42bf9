"""A broadcast goes through the real outbox, sender and stand-in: once each, under the throttle."""

import threading
import time
from collections.abc import Iterator

import pytest

from drills.broadcast import TEXT, behaviour, crowd, judge, settle_in
from tests.api.conftest import Admin, bearer
from tests.mailroom.conftest import Desk, ScriptedBot, api
from vocero.announcing import broadcasting
from vocero.conversation.turn import Office
from vocero.settings import Settings
from vocero.standin.serving import Standin, running
from vocero.storage.engine import Database

RATE = 20.0
KEY = {"Idempotency-Key": "one"}


@pytest.fixture(scope="module")
def own_standin(own_settings: Settings) -> Iterator[Standin]:
    """The stand-in, over HTTP."""
    with running(own_settings) as serving:
        yield serving


@pytest.fixture
def post(
    admin: Admin, own_settings: Settings, own_database: Database, own_standin: Standin
) -> Iterator[Desk]:
    """An API whose rounds run, at twenty messages a second."""
    own_standin.anew()
    own = own_settings.model_copy(update={"twilio_rate": RATE, "twilio_pair_rate": 1000.0})
    with api(own, own_standin, own_database, ScriptedBot()) as desk:
        yield desk


def fed(desk: Desk, condition: str, seconds: float = 60.0) -> None:
    """Feed as the scheduler does, three at once, until a condition holds."""
    over = threading.Event()

    def feed() -> None:
        while not over.is_set():
            broadcasting.feed(Office(desk.settings, desk.database))
            time.sleep(0.2)

    threads = [threading.Thread(target=feed) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        desk.until(condition, seconds)
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_each_gets_it_once_and_what_twilio_refuses_is_told(admin: Admin, post: Desk) -> None:
    """63016 holds it, 21610 suppresses it, 63018 sends it later; who left gets none."""
    who = crowd(50)
    settle_in(admin.database, who)
    post.standin.misbehave(**behaviour(who))
    said = {"audience": {"levels": [8]}, "text": {"es": TEXT}}
    admin.sql("update vocero.people set active = false where phone = '+12025550108'")
    made = admin.client.post("/api/v1/broadcasts", json=said, headers={**bearer(), **KEY})
    assert (made.status_code, made.json()["recipients"]) == (201, 46)
    path = f"/broadcasts/{made.json()['broadcast_id']}"
    fed(post, "(select count(*) from vocero.outbox where status = 'delivered') = 40"
              " and (select count(*) from vocero.outbox where error_code is not null) = 6")
    assert admin.call("GET", path).json()["codes"] == {"63016": 2, "63018": 2, "21610": 2}
    post.standin.misbehave(**behaviour(who, (63016, 21610)))
    post.sql("update vocero.outbox set not_before = now() where error_code = 63018")
    fed(post, "exists (select 1 from vocero.broadcasts where state = 'done')"
              " and (select count(*) from vocero.outbox where status = 'delivered') = 42")
    shown = admin.call("GET", path).json()
    assert shown["state"] == "done"
    listed = post.standin.deliveries()
    found = judge(who, listed, [d["at"] for d in listed], RATE, shown)
    assert found.well, "\n".join(found.lines())
    assert found.states == {"delivered": 42, "held": 2, "suppressed": 2}
    told = admin.call("GET", path + "/recipients?state=suppressed").json()["recipients"]
    assert [one["code"] for one in told] == [21610, 21610]


def test_who_was_held_gets_it_when_they_write(admin: Admin, post: Desk) -> None:
    """The template asked them to; a cancelled one stays away."""
    phones = crowd(12).plain
    for phone in phones[:2]:
        admin.person(phone, 8, agent_id=1)
    content = "HX" + "7" * 32
    made = {"body": "Hay algo", "language": "es", "status": "approved"}
    post.standin.client.put(f"/standin/templates/{content}", json=made)
    own = post.settings.model_copy(update={"twilio_template_es": content})
    said = {"audience": {"people": [admin.id(p) for p in phones[:2]]}, "text": {"es": TEXT}}
    first = admin.client.post("/api/v1/broadcasts", json=said, headers={**bearer(), **KEY}).json()
    broadcasting.feed(Office(own, admin.database))
    assert post.heard(phones[0], 1) == ["Hay algo"]
    assert admin.call("GET", f"/broadcasts/{first['broadcast_id']}").json()["progress"] == {
        "held": 2}  # fmt: skip
    post.says(phones[0], "hola")
    assert TEXT in post.heard(phones[0], 3)
    admin.sql("update vocero.broadcasts set state = 'running'")
    admin.call("POST", f"/broadcasts/{first['broadcast_id']}/cancel")
    post.says(phones[1], "hola")
    assert post.heard(phones[1], 2) == ["Hay algo", "re: hola"]
    post.stays(phones[1], 2)
