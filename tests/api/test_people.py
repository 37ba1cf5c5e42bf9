"""People are administered through the API, and each change is in the audit log."""

from typing import Any

import pytest

from tests.api.conftest import SECOND, Admin, bearer, number

ANA = {"phone": "+52 1 55 1234 5678", "name": "Ana López", "level": 4, "branch_id": 3}


def test_a_person_is_added_found_and_changed(admin: Admin) -> None:
    """By the number in its one spelling, and with what was and is in the audit log."""
    made = admin.call("POST", "/people", ANA)
    assert made.status_code == 201
    ana = made.json()
    assert (ana["phone"], ana["active"], ana["branch_id"]) == ("+525512345678", True, 3)
    path = f"/people/{ana['person_id']}"
    assert admin.call("GET", path).json() == {**ana, "whatsapp_ids": []}
    changed = admin.call("PATCH", path, {"level": 3, "region_id": 2, "branch_id": None})
    assert changed.json()["level"] == 3
    [created], [entry] = admin.entries("person created"), admin.entries("person changed")
    assert (created.person_id, created.subject_id) == (admin.id(number(1)), ana["person_id"])
    assert created.details["phone"] == [None, "+525512345678"]
    assert entry.details == {"level": [4, 3], "region_id": [None, 2], "branch_id": [3, None]}
    assert (entry.outcome, entry.door) == ("done", "api")


def test_people_are_listed_in_pages_and_searched(admin: Admin) -> None:
    """By part of a name, by number in any spelling, by level."""
    first = admin.call("GET", "/people?limit=6").json()
    rest = admin.call("GET", f"/people?limit=6&after={first['next']}").json()
    assert len(first["people"]) == 6
    assert len(rest["people"]) == 5
    assert rest["next"] is None

    def found(**asked: Any) -> list[str]:
        answer = admin.client.get("/api/v1/people", params=asked, headers=bearer())
        return [p["name"] for p in answer.json()["people"]]

    assert found(search="segun") == ["Segunda"]
    assert found(search="+1 (202) 555-0104") == ["Persona 4"]
    assert found(search="5550110") == ["Persona 10"]
    assert found(search="%") == []
    assert found(level=1) == ["Persona 1", "Segunda"]
    assert found(active=False) == []


@pytest.mark.parametrize(("said", "status", "code"), [
    ({**ANA, "phone": "5512345678"}, 422, "phone"),
    ({**ANA, "phone": number(4)}, 409, "phone_taken"),
    ({**ANA, "branch_id": None}, 422, "incomplete"),
    ({**ANA, "level": 11}, 422, "invalid"),
    ({**ANA, "time_zone": "Mars/Olympus"}, 422, "invalid"),
    ({**ANA, "name": "a\x00b"}, 422, "invalid"),
    ({**ANA, "nombre": "Ana"}, 422, "invalid"),
    ({}, 422, "invalid"),
])  # fmt: skip
def test_what_does_not_fit_is_a_problem(
    admin: Admin, said: dict[str, Any], status: int, code: str
) -> None:
    """With a code that stays, and nobody added."""
    answer = admin.call("POST", "/people", said)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert admin.sql("select count(*) from vocero.people")[0][0] == 11


def test_a_problem_speaks_the_language_that_is_asked_for(admin: Admin) -> None:
    """Spanish or English; its other fields are RFC 9457's."""
    spanish = admin.call("GET", "/people/999", Accept_Language="fr, es-MX;q=0.8").json()
    assert spanish == {
        "type": "urn:vocero:problem:not_found", "title": "Aquí no hay nada, o nada que puedas ver.",
        "status": 404, "detail": None, "instance": "/api/v1/people/999", "code": "not_found",
        "errors": [],
    }  # fmt: skip
    assert admin.call("GET", "/people/999").json()["title"].startswith("There is nothing")


def test_a_problem_never_repeats_what_was_given(admin: Admin) -> None:
    """It may be personal."""
    answer = admin.call("POST", "/people", {**ANA, "level": "Secreto de Ana"})
    assert "Secreto" not in answer.text
    assert answer.json()["errors"][0]["where"] == "body.level"


def test_nobody_takes_away_their_own_access(admin: Admin) -> None:
    """Neither by level nor by leaving; another administrator may, but for the last one."""
    me, other = admin.id(number(1)), admin.id(SECOND)
    for change in ({"level": 2}, {"active": False}):
        answer = admin.call("PATCH", f"/people/{me}", change)
        assert (answer.status_code, answer.json()["code"]) == (409, "own_access")
    assert admin.call("PATCH", f"/people/{other}", {"level": 2}).status_code == 200
    assert admin.call("PATCH", f"/people/{me}", {"level": 2}, by=SECOND).status_code == 403


def test_who_is_deactivated_is_out_at_once(admin: Admin) -> None:
    """Their token, subscriptions, alerts and waiting notices end."""
    director = admin.id(number(2))
    admin.sql("""insert into vocero.subscriptions
        (person_id, question, frequency, at, language, next_due)
        values (:p, '{"kind": "sales"}', 'daily', '08:00', 'es', now())""", p=director)
    admin.sql("""insert into vocero.alerts (person_id, metric, grain, condition, amount, language)
        values (:p, 'net_sales', 'day', 'below', 1000, 'es')""", p=director)
    admin.sql("insert into vocero.correspondents (correspondent, address) values (:n, :n)",
              n=number(2))  # fmt: skip
    admin.sql("""insert into vocero.outbox (dedupe_key, correspondent, purpose, body)
        values ('x', :n, 'notice', '-')""", n=number(2))
    assert admin.call("PATCH", f"/people/{director}", {"active": False}).status_code == 200
    states = admin.sql("""select state from vocero.subscriptions union all
        select state from vocero.alerts union all select state from vocero.outbox""")
    assert [s for (s,) in states] == ["ended", "ended", "suppressed"]
    assert admin.client.get("/notices", headers=bearer(number(2))).status_code == 401


def test_the_level_is_the_present_one_at_each_call(admin: Admin) -> None:
    """A token outlives a level, and then opens nothing."""
    token = {"by": SECOND}
    assert admin.call("GET", "/people", **token).status_code == 200
    admin.sql("update vocero.people set level = 2 where phone = :p", p=SECOND)
    answer = admin.call("GET", "/people", **token)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    [refused] = admin.entries("call")
    assert (refused.outcome, refused.person_id) == ("refused", admin.id(SECOND))


def test_another_number_is_bound(admin: Admin) -> None:
    """The old token and the old ids end; a number that is somebody's stays theirs."""
    agent = admin.id(number(8))
    path = f"/people/{agent}"
    admin.call("PUT", path + "/whatsapp-id", {"whatsapp_id": "US.1"})
    assert admin.call("GET", path).json()["whatsapp_ids"] == [{"id": "US.1", "frozen": False}]
    taken = admin.call("PUT", path + "/phone", {"phone": number(9)})
    assert (taken.status_code, taken.json()["code"]) == (409, "phone_taken")
    moved = admin.call("PUT", path + "/phone", {"phone": "+1 202 555 0177"})
    assert moved.json()["phone"] == "+12025550177"
    assert admin.call("GET", path).json()["whatsapp_ids"] == []
    assert admin.client.get("/notices", headers=bearer(number(8))).status_code == 401
    [entry] = admin.entries("number changed")
    assert entry.details == {"phone": [number(8), "+12025550177"]}
    assert admin.entries("id bound")[0].details == {"whatsapp_id": [[], "US.1"]}


def test_addresses_are_kept_and_a_secret_is_shown_once(admin: Admin) -> None:
    """Masked in lists and in the audit log."""
    path = f"/people/{admin.id(number(3))}/addresses"
    hook = {"channel": "webhook", "address": "https://hooks.example/abcdef"}
    added = admin.call("POST", path, hook)
    assert added.status_code == 201
    assert added.json()["secret"].startswith("whsec_")
    [kept] = admin.call("GET", path).json()["addresses"]
    assert kept == {"address_id": added.json()["address_id"], "channel": "webhook",
                    "address": "hooks.example/…cdef"}  # fmt: skip
    assert admin.call("DELETE", f"{path}/{kept['address_id']}").status_code == 204
    assert admin.call("DELETE", f"{path}/{kept['address_id']}").status_code == 404
    wrong = admin.call("POST", path, {"channel": "email", "address": "nobody"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "address")
    assert admin.entries("address added")[0].details == {"webhook": [None, "hooks.example/…cdef"]}
    assert len(admin.entries("address removed")) == 1


def test_a_branch_has_its_hour(admin: Admin) -> None:
    """The reports of its people move with it."""
    director = admin.id(number(4))
    admin.sql("""insert into vocero.subscriptions
        (person_id, question, frequency, at, language, next_due)
        values (:p, '{"kind": "sales"}', 'daily', '08:00', 'es', now() + interval '1 hour')""",
        p=director)  # fmt: skip
    path = "/branches/1/time-zone"
    assert admin.call("GET", path).json()["in_force"] == "America/Mexico_City"
    assert admin.call("PUT", path, {"time_zone": "Europe/Madrid"}).status_code == 200
    [[due]] = admin.sql("select to_char(next_due at time zone 'Europe/Madrid', 'HH24:MI')"
                        " from vocero.subscriptions")  # fmt: skip
    assert due == "08:00"
    assert admin.call("GET", path).json()["time_zone"] == "Europe/Madrid"
    assert admin.call("PUT", path, {"time_zone": None}).json()["time_zone"] is None
    assert [e.details["time_zone"] for e in admin.entries("branch zone changed")] == [
        [None, "Europe/Madrid"], ["Europe/Madrid", None],
    ]  # fmt: skip


def test_the_audit_log_is_searched(admin: Admin) -> None:
    """By who did it or had it done, by event and time, in pages, the newest first."""
    agent = admin.id(number(8))
    for name in ("Uno", "Dos", "Tres"):
        admin.call("PATCH", f"/people/{agent}", {"name": name})

    def found(**asked: Any) -> dict[str, Any]:
        answer = admin.client.get("/api/v1/audit", params=asked, headers=bearer(number(7)))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    first = found(person_id=agent, limit=2)
    assert [e["details"]["name"][1] for e in first["entries"]] == ["Tres", "Dos"]
    rest = found(person_id=agent, limit=2, before=first["next"])
    assert [e["details"]["name"][1] for e in rest["entries"]] == ["Uno"]
    assert len(found(event="person changed", outcome="done", capability="people")["entries"]) == 3
    assert found(since="2100-01-01T00:00:00Z")["entries"] == []
    assert found(until="2020-01-01T00:00:00Z")["entries"] == []
