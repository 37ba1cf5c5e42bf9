"""The REST door as production runs it: who speaks comes from a signed token and nothing else."""

import time
from collections.abc import Callable, Mapping

import httpx
import jwt
import pytest
import sqlalchemy as sa

from vocero.storage.engine import Database

ASK = {"message": "ventas de ayer"}


@pytest.fixture
def bearer(production: object) -> Callable[..., dict[str, str]]:
    """Write a bearer token as the company's own programs would."""

    def write(phone: str, *, secret: str | None = None, seconds: int = 60) -> dict[str, str]:
        claims = {"sub": phone, "exp": int(time.time()) + seconds}
        key = secret or production.rest_secret  # type: ignore[attr-defined]
        return {"Authorization": f"Bearer {jwt.encode(claims, key, algorithm='HS256')}"}

    return write


@pytest.fixture
def post(production: object, fresh: None) -> Callable[..., httpx.Response]:
    """Post a body to the production bot."""

    def send(
        body: Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        address = f"{production.bot}/webhooks/rest/webhook"  # type: ignore[attr-defined]
        return httpx.post(address, json=body, headers=headers, timeout=20)

    return send


def test_without_a_token_nobody_is_heard(post: Callable[..., httpx.Response]) -> None:
    """A bare call, with or without a sender, is 401."""
    assert post(ASK).status_code == 401
    assert post({**ASK, "sender": "+12025550101"}).status_code == 401


def test_an_expired_or_forged_token_is_refused(
    post: Callable[..., httpx.Response], bearer: Callable[..., dict[str, str]]
) -> None:
    """Too old, signed with another secret, or no token at all behind the scheme: 401."""
    person = "+12025550104"
    assert post(ASK, bearer(person, seconds=-10)).status_code == 401
    forged = bearer(person, secret="another secret that is long enough for it")
    assert post(ASK, forged).status_code == 401
    assert post(ASK, {"Authorization": "Bearer"}).status_code == 401
    assert post(ASK, {"Authorization": "Basic YWRtaW46YWRtaW4="}).status_code == 401


def test_a_token_answers_as_its_person_whatever_the_sender_says(
    post: Callable[..., httpx.Response], bearer: Callable[..., dict[str, str]]
) -> None:
    """The branch director who claims to be the administrator sees the branch."""
    answer = post({**ASK, "sender": "+12025550101"}, bearer("+12025550104"))
    assert answer.status_code == 200
    (message,) = answer.json()
    assert "tu sucursal" in message["text"]


def test_a_stranger_with_a_good_token_gets_the_fixed_text(
    post: Callable[..., httpx.Response], bearer: Callable[..., dict[str, str]]
) -> None:
    """A token proves a number; whether that number is someone here is the directory's to say."""
    (message,) = post(ASK, bearer("+14155550123")).json()
    assert "This number is not registered" in message["text"]


def test_the_conversation_id_is_opaque(
    post: Callable[..., httpx.Response], bearer: Callable[..., dict[str, str]],
    database: Database,
) -> None:  # fmt: skip
    """It starts with the door's name, holds no phone number, and is the same the next time."""
    first = post(ASK, bearer("+12025550104")).json()[0]["recipient_id"]
    second = post({"message": "y el lunes?"}, bearer("+12025550104")).json()[0]
    other = post(ASK, bearer("+12025550105")).json()[0]["recipient_id"]
    assert first == second["recipient_id"] != other
    assert "14 sep 2026" in second["text"]
    assert first.startswith("rest:")
    assert "2025550104" not in first
    with database.owner.connect() as connection:
        kept = connection.execute(sa.text("select conversation_id from vocero.conversations"))
        assert {row[0] for row in kept} == {first, other}


def test_the_bots_own_api_is_closed(production: object) -> None:
    """Neither trackers nor parsing are reachable in production."""
    bot = production.bot  # type: ignore[attr-defined]
    assert httpx.get(f"{bot}/conversations/x/tracker", timeout=5).status_code == 404
    assert httpx.post(f"{bot}/model/parse", json={"text": "hola"}, timeout=5).status_code == 404
