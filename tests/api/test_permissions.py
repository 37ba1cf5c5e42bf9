"""Every endpoint asks every level for what the policy says; a new one without a row fails here."""

from typing import Any

import pytest

from tests.api.conftest import Admin, bearer, number
from vocero.api.v1.desk import PREFIX
from vocero.people.policy import LEVELS, Grant, grant

PERSON = {"phone": "+5215512345678", "name": "Ana", "level": 2}
ENDPOINTS: dict[str, tuple[str, Any]] = {
    "GET /people": ("people", None),
    "POST /people": ("people", PERSON),
    "GET /people/{person_id}": ("people", None),
    "PATCH /people/{person_id}": ("people", {"name": "Ana"}),
    "PUT /people/{person_id}/phone": ("people", {"phone": "+12025550188"}),
    "PUT /people/{person_id}/whatsapp-id": ("people", {"whatsapp_id": "US.1"}),
    "GET /people/{person_id}/addresses": ("people", None),
    "POST /people/{person_id}/addresses": (
        "people", {"channel": "email", "address": "ana@company.example"}),
    "DELETE /people/{person_id}/addresses/{address_id}": ("people", None),
    "GET /branches/{branch_id}/time-zone": ("people", None),
    "PUT /branches/{branch_id}/time-zone": ("people", {"time_zone": None}),
    "GET /audit": ("audit", None),
    "POST /messages": ("message", {"to": 999999, "text": "hola"}),
    "GET /messages/{message_id}": ("message", None),
    "POST /broadcasts": ("broadcast", {"audience": {"levels": [8]}, "text": {"es": "hola"}}),
    "GET /broadcasts": ("broadcast", None),
    "GET /broadcasts/{broadcast_id}": ("broadcast", None),
    "GET /broadcasts/{broadcast_id}/recipients": ("broadcast", None),
    "POST /broadcasts/{broadcast_id}/confirm": ("broadcast", None),
    "POST /broadcasts/{broadcast_id}/pause": ("broadcast", None),
    "POST /broadcasts/{broadcast_id}/resume": ("broadcast", None),
    "POST /broadcasts/{broadcast_id}/cancel": ("broadcast", None),
    "POST /whatsapp/test": ("integration", {"text": "ventas de ayer"}),
    "GET /whatsapp/status": ("integration", None),
    "GET /subscriptions": ("subscriptions", None),
    "GET /subscriptions/{subscription_id}": ("subscriptions", None),
    "DELETE /subscriptions/{subscription_id}": ("subscriptions", None),
    "POST /subscriptions/{subscription_id}/pause": ("subscriptions", {}),
    "POST /subscriptions/{subscription_id}/resume": ("subscriptions", None),
    "GET /alerts": ("alerts", None),
    "GET /alerts/{alert_id}": ("alerts", None),
    "DELETE /alerts/{alert_id}": ("alerts", None),
    "POST /alerts/{alert_id}/pause": ("alerts", None),
    "POST /alerts/{alert_id}/resume": ("alerts", None),
}  # fmt: skip
"""Written by hand: what each endpoint needs, and a body that it takes."""
KEY = {"Idempotency-Key": "one"}




def call(admin: Admin, endpoint: str, headers: dict[str, str]) -> Any:
    """Call an endpoint about what does not exist, or exists for everyone."""
    method, path = endpoint.split(" ")
    for part in [p for p in path.split("/") if p.startswith("{")]:
        path = path.replace(part, "999999")
    return admin.client.request(method, PREFIX + path, json=ENDPOINTS[endpoint][1],
                                headers={**headers, **KEY})  # fmt: skip


def test_the_table_has_every_endpoint(admin: Admin) -> None:
    """Those that the application serves, no more and no fewer."""
    paths = admin.app.openapi()["paths"]
    served = {f"{method.upper()} {path.removeprefix(PREFIX)}"
              for path, methods in paths.items() if path.startswith(PREFIX)
              for method in methods}  # fmt: skip
    assert served == set(ENDPOINTS)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_endpoint_lets_in_whom_the_policy_names(admin: Admin, endpoint: str) -> None:
    """Each level, somebody inactive, a stranger, and nobody at all."""
    capability = ENDPOINTS[endpoint][0]
    for level in LEVELS:
        answer = call(admin, endpoint, bearer(number(level)))
        allowed = grant(level, capability) is not Grant.NO
        assert (answer.status_code != 403) == allowed, (level, answer.text)
        assert answer.status_code < 500
    admin.sql("update vocero.people set active = false where phone = :p", p=number(2))
    for headers in (bearer(number(2)), bearer("+12025550199"), {}):
        answer = call(admin, endpoint, headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "token")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if ENDPOINTS[e][1] is not None])
def test_who_may_not_learns_nothing_of_what_is_taken(admin: Admin, endpoint: str) -> None:
    """A body that is wrong is refused for the level first."""
    capability = ENDPOINTS[endpoint][0]
    below = next(n for n in LEVELS if grant(n, capability) is Grant.NO)
    method, path = endpoint.split(" ")
    for part in [p for p in path.split("/") if p.startswith("{")]:
        path = path.replace(part, "1")
    answer = admin.client.request(method, PREFIX + path, json={"wrong": 1},
                                  headers=bearer(number(below)))  # fmt: skip
    assert answer.status_code == 403


def test_every_endpoint_is_described(admin: Admin) -> None:
    """With an id of its own, its refusals, and an example of what it takes."""
    described = admin.app.openapi()
    ids = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if not path.startswith(PREFIX):
                continue
            ids.append(operation["operationId"])
            assert {"401", "403", "404", "409", "422", "503"} <= set(operation["responses"])
            assert operation["security"], (method, path)
            taken = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if taken:
                schema = taken["schema"]["$ref"].rpartition("/")[2]
                assert described["components"]["schemas"][schema]["examples"], schema
    assert len(ids) == len(set(ids)) == len(ENDPOINTS)
    assert all("__" not in one and "_api_" not in one for one in ids)
