"""Whoever has a token reads their own notices, marks them, and subscribes their browser."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from tests.storage.test_addresses import PUSH
from vocero.api.application import application
from vocero.delivery import vapid
from vocero.mailroom import dispatches
from vocero.mailroom.dispatches import Dispatch
from vocero.people import directory
from vocero.settings import Settings
from vocero.storage.engine import Database
from vocero.storage.shelf import Label, Shelf

SECRET = "a rest secret of tests that is long enough"
PRIVATE, PUBLIC = vapid.make()
ANA, BETO = "+12025550101", "+12025550104"
SUBSCRIPTIONS = "/push/subscriptions"


@pytest.fixture
async def client(
    settings: Settings, database: Database, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """The API in this process, nothing told yet."""
    own = settings.model_copy(update={
        "twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": SecretStr("x"),
        "twilio_whatsapp_number": "whatsapp:+14155238886", "public_url": "http://test",
        "identity_secret": SecretStr("an identity secret that is long enough"),
        "rest_secret": SecretStr(SECRET), "files_dir": tmp_path,
        "vapid_private_key": SecretStr(PRIVATE), "vapid_subject": "mailto:it@spirit.example",
    })  # fmt: skip
    with database.owner.begin() as connection:
        connection.execute(sa.text("truncate vocero.dispatches, vocero.addresses"))
    transport = httpx.ASGITransport(app=application(own))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


def bearer(phone: str = ANA, **more: Any) -> dict[str, str]:
    """Give a person's header."""
    claims = {"sub": phone, "exp": int(time.time()) + 60, **more}
    return {"Authorization": "Bearer " + jwt.encode(claims, SECRET, algorithm="HS256")}


def tell(database: Database, *keys: str, phone: str = ANA, **more: Any) -> None:
    """Tell a person something in the app."""
    with database.writing() as connection:
        person = directory.find(connection, phone)
        assert person is not None
        dispatches.put(connection, [
            Dispatch(key, person.person_id, "in_app", None, key, f"*{key}*", "es", **more)
            for key in keys
        ])  # fmt: skip


async def test_a_person_reads_their_own_newest_first(
    client: httpx.AsyncClient, database: Database
) -> None:
    """In pages, and nobody else's."""
    tell(database, "uno", "dos", "tres")
    tell(database, "de beto", phone=BETO)
    first = (await client.get("/notices", params={"limit": 2}, headers=bearer())).json()
    assert [n["title"] for n in first["notices"]] == ["tres", "dos"]
    assert first["unread"] == 3
    more = {"before": first["notices"][-1]["id"]}
    rest = (await client.get("/notices", params=more, headers=bearer())).json()
    assert [n["text"] for n in rest["notices"]] == ["*uno*"]


async def test_read_marks_are_kept(client: httpx.AsyncClient, database: Database) -> None:
    """By id or through one, once, and of one's own only."""
    tell(database, "uno", "dos", "tres", "cuatro")
    tell(database, "de beto", phone=BETO)
    everything = (await client.get("/notices", headers=bearer())).json()["notices"]
    ids = {n["title"]: n["id"] for n in everything}
    beto = (await client.get("/notices", headers=bearer(BETO))).json()["notices"][0]["id"]

    async def mark(**said: Any) -> dict[str, int]:
        answer = await client.post("/notices/read", json=said, headers=bearer())
        return dict(answer.json())

    assert await mark(ids=[ids["tres"], beto]) == {"read": 1, "unread": 3}
    assert await mark(through=ids["tres"]) == {"read": 2, "unread": 1}
    assert await mark(through=ids["tres"]) == {"read": 0, "unread": 1}
    left = (await client.get("/notices", params={"unread": True}, headers=bearer())).json()
    assert [n["title"] for n in left["notices"]] == ["cuatro"]
    assert (await client.get("/notices", headers=bearer(BETO))).json()["unread"] == 1


async def test_a_notice_links_its_files(
    client: httpx.AsyncClient, database: Database, tmp_path: Path
) -> None:
    """For its reader; a file that is gone is left out."""
    with database.writing() as connection:
        label = Label(str(tmp_path), "csv", "v.csv", {}, "all")
        kept = Shelf(tmp_path).put(connection, label, b"x")
    tell(database, "uno", files=(kept.token, "gone"))
    [notice] = (await client.get("/notices", headers=bearer())).json()["notices"]
    assert [file["name"] for file in notice["files"]] == ["v.csv"]
    assert notice["files"][0]["url"].startswith("http://test/files/")


@pytest.mark.parametrize("headers", [
    {}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}, bearer(exp=1),
    bearer("nobody"), bearer("+12025550142"),
    {"Authorization": "Bearer " + jwt.encode({"sub": ANA, "exp": 2**40}, "x" * 40)},
    {"Authorization": "Bearer " + jwt.encode({"sub": ANA}, SECRET)},
])  # fmt: skip
async def test_without_a_valid_token_nothing_is_shown(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    """Missing, forged, expired, without end, a stranger's: all the same."""
    for answer in (
        await client.get("/notices", headers=headers),
        await client.post("/notices/read", json={"through": 1}, headers=headers),
        await client.post(SUBSCRIPTIONS, json=PUSH, headers=headers),
        await client.request("DELETE", SUBSCRIPTIONS, json=PUSH, headers=headers),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "token")
        assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_browser_subscribes_and_leaves(
    client: httpx.AsyncClient, database: Database
) -> None:
    """With the key that it is given; twice is once."""
    assert (await client.get("/push/key")).json() == {"key": PUBLIC}
    first = await client.post(SUBSCRIPTIONS, json=PUSH, headers=bearer())
    again = await client.post(SUBSCRIPTIONS, json=PUSH, headers=bearer())
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    for _ in range(2):
        gone = await client.request("DELETE", SUBSCRIPTIONS, json=PUSH, headers=bearer())
        assert gone.status_code == 204
    with database.owner.connect() as connection:
        left = connection.execute(sa.text("select count(*) from vocero.addresses"))
        assert left.scalar_one() == 0


async def test_a_person_has_so_many_browsers(client: httpx.AsyncClient) -> None:
    """Twenty, and one of them may come again."""
    many = [{**PUSH, "endpoint": f"https://push.example/{n}"} for n in range(21)]
    answers = [await client.post(SUBSCRIPTIONS, json=one, headers=bearer()) for one in many]
    assert [a.status_code for a in answers] == [201] * 20 + [400]
    assert (await client.post(SUBSCRIPTIONS, json=many[0], headers=bearer())).status_code == 201


@pytest.mark.parametrize(("path", "body", "status"), [
    (SUBSCRIPTIONS, b"{}", 400), (SUBSCRIPTIONS, b"\xff\x00", 400), (SUBSCRIPTIONS, b"", 400),
    (SUBSCRIPTIONS, b"[" * 15_000, 400), (SUBSCRIPTIONS, b"x" * 17_000, 413),
    ("/notices/read", b"[" * 15_000, 400), ("/notices/read", b"7", 400),
    ("/notices/read", json.dumps({"ids": [True]}).encode(), 400),
    ("/notices/read", json.dumps({"ids": [2**70]}).encode(), 400),
    ("/notices/read", json.dumps({"through": "1"}).encode(), 400),
    ("/notices/read", b"{}", 200),
])  # fmt: skip
async def test_a_body_that_is_none_is_refused(
    client: httpx.AsyncClient, path: str, body: bytes, status: int
) -> None:
    """With a sentence, and never with a fault of ours."""
    answer = await client.post(path, content=body, headers=bearer())
    assert answer.status_code == status
    assert answer.json()
