"""Subscriptions and alerts are looked at and steered from outside the conversation."""

import pytest

from tests.api.conftest import SECOND, Admin, number


def subscribe(admin: Admin, level: int) -> int:
    """Let the person of a level be subscribed."""
    [[made]] = admin.sql("""insert into vocero.subscriptions
        (person_id, question, frequency, at, language, next_due)
        values (:p, '{"kind": "sales"}', 'daily', '08:00', 'es', now() - interval '3 days')
        returning subscription_id""", p=admin.id(number(level)))  # fmt: skip
    admin.sql("""insert into vocero.subscription_runs (subscription_id, due_at, outcome)
        values (:s, now() - interval '1 day', 'sent'), (:s, now() - interval '2 days', 'empty')""",
              s=made)  # fmt: skip
    return int(made)


def watch(admin: Admin, level: int) -> int:
    """Let the person of a level have an alert."""
    [[made]] = admin.sql("""insert into vocero.alerts
        (person_id, metric, grain, condition, amount, language)
        values (:p, 'net_sales', 'day', 'below', 1000, 'es') returning alert_id""",
                         p=admin.id(number(level)))  # fmt: skip
    admin.sql("""insert into vocero.alert_events (alert_id, about, kind, value)
        values (:a, '2026-09-15', 'fired', 900)""", a=made)
    return int(made)


@pytest.mark.parametrize(("kind", "make", "log"), [
    ("subscriptions", subscribe, "runs"), ("alerts", watch, "events"),
])  # fmt: skip
def test_one_sees_ones_own_and_an_administrator_all(
    admin: Admin, kind: str, make: object, log: str
) -> None:
    """Somebody else's is not there."""
    assert callable(make)
    mine, theirs = make(admin, 4), make(admin, 8)
    key = f"{kind[:-1]}_id"

    def ids(by: int, more: str = "") -> list[int]:
        return [one[key] for one in admin.call("GET", f"/{kind}{more}", by=number(by)).json()[kind]]

    assert (ids(4), ids(8), ids(1), ids(2)) == ([mine], [theirs], [mine, theirs], [])
    assert ids(1, f"?person_id={admin.id(number(8))}") == [theirs]
    assert ids(1, f"?after={mine}&limit=1") == [theirs]
    other = admin.call("GET", f"/{kind}?person_id={admin.id(number(8))}", by=number(4))
    assert other.status_code == 403
    assert len(admin.call("GET", f"/{kind}/{mine}", by=number(4)).json()[log]) >= 1
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/resume")):
        answer = admin.call(method, f"/{kind}/{theirs}{path}", by=number(4))
        assert answer.status_code == 404


@pytest.mark.parametrize(("kind", "make"), [("subscriptions", subscribe), ("alerts", watch)])
def test_it_rests_goes_on_and_ends(admin: Admin, kind: str, make: object) -> None:
    """What has ended stays so; the one who ended it is in the audit log."""
    assert callable(make)
    one = make(admin, 4)
    path = f"/{kind}/{one}"
    rest = {"until": "2030-01-01"} if kind == "subscriptions" else None
    assert admin.call("POST", f"{path}/pause", rest, by=number(4)).json()["state"] == "paused"
    assert admin.call("POST", f"{path}/resume", by=SECOND).json()["state"] == "active"
    assert admin.call("DELETE", path).status_code == 204
    again = admin.call("POST", f"{path}/resume")
    assert (again.status_code, again.json()["code"]) == (409, "state")
    assert admin.call("GET", f"/{kind}").json()[kind] == []
    assert len(admin.call("GET", f"/{kind}?ended=true").json()[kind]) == 1
    [entry] = admin.entries(f"{kind[:-1]} ended")
    assert (entry.person_id, entry.subject_id) == (admin.id(number(1)), admin.id(number(4)))


def test_a_subscription_that_goes_on_is_due_in_the_future(admin: Admin) -> None:
    """Not for all that it missed."""
    one = subscribe(admin, 4)
    admin.call("POST", f"/subscriptions/{one}/pause", {})
    admin.call("POST", f"/subscriptions/{one}/resume")
    assert admin.sql("select next_due > now() from vocero.subscriptions")[0][0]
