"""The seam: what the real bot sends is answered, and the answer is one that the bot accepts.

`recorded/` holds the bodies that the bot sent in development and in production (one file each;
numbers reserved for fiction; the door's short-lived token is replaced by a mark).
`tests/bot/test_app_action.py` holds that the bot would send just these today.
"""

import importlib.util
import json
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import jwt
import pytest
import pytest_asyncio
from pydantic import SecretStr
from sanic import Sanic

import actions.answering
import actions.families
import actions.server
from vocero.conversation.turn import Office
from vocero.people.identity import AUDIENCE
from vocero.settings import Settings
from vocero.storage.engine import Database

HERE = Path(__file__).parent
_found = importlib.util.spec_from_file_location("contract_schema", HERE / "schema.py")
assert _found is not None
assert _found.loader is not None
schema = importlib.util.module_from_spec(_found)
_found.loader.exec_module(schema)

# The two sides differ in version on purpose; the SDK says so at every call.
pytestmark = pytest.mark.filterwarnings("ignore:Your versions of rasa:UserWarning")
MARK = "SIGNED-BY-THE-DOOR"
IDENTITY = "identity-secret-of-the-tests-0123456789"
SECRET = "actions-secret-of-the-tests-0123456789"
SHOWN = {"X-Vocero-Secret": SECRET}
RECORDED = sorted(file.stem for file in (HERE / "recorded").glob("*.json"))
WANTED = {
    "alerts": "La guardo",
    "explain": "Ticket promedio", "export": "📎", "fallback": "con palabras",
    "follow-up": "sin Tulum", "forecast": "🔮",
    "hand-off": "Lucía Ferrer", "help": "Adriana", "later": "todavía no está disponible",
    "production-report": "tu sucursal", "profile": "Nivel 5",
    "ranking-en": "Top 3 agents", "report": "Por sucursal", "report-problem": "referencia",
    "small-talk": "Roberto", "status": "Datos hasta",
    "subscriptions": "every Friday at 18:00", "stranger": "not registered",
    "typed-command": "no incluye rentabilidad",
}  # fmt: skip


def recorded(name: str) -> str:
    """Give a recorded body, with a fresh token where the door had put one."""
    text = (HERE / "recorded" / f"{name}.json").read_text("utf-8")
    claims = {
        "sub": "+12025550104", "door": "rest", "cid": "rest:contract", "mid": "contract-1",
        "aud": AUDIENCE, "exp": int(time.time()) + 60,
    }  # fmt: skip
    return text.replace(MARK, jwt.encode(claims, IDENTITY, algorithm="HS256"))


@pytest_asyncio.fixture
async def server(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the actions in this process, with secrets of the tests' own."""
    own = settings.model_copy(update={
        "identity_secret": SecretStr(IDENTITY), "actions_secret": SecretStr(SECRET),
    })  # fmt: skip
    desk = Office(own, database)
    monkeypatch.setattr(actions.server, "load", lambda: own)
    monkeypatch.setattr(actions.server, "warm_up", lambda: None)
    monkeypatch.setattr(actions.answering, "office", lambda: desk)
    monkeypatch.setattr(actions.server.telemetry, "configure", lambda: None)
    monkeypatch.setattr(Sanic, "test_mode", True)
    app = actions.server.make_app("actions")
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    served = await app.create_server(sock=listening, access_log=False)
    await served.startup()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        yield client
    served.close()
    await served.wait_closed()


async def _send(server: httpx.AsyncClient, body: str, shown: dict[str, str]) -> httpx.Response:
    headers = {"Content-Type": "application/json", **shown}
    return await server.post("/webhook", content=body.encode(), headers=headers)


def test_every_recording_is_of_the_pinned_bot() -> None:
    """The recordings cover every action, and come from the version that the lock pins."""
    bodies = [json.loads(recorded(name)) for name in RECORDED]
    assert {body["version"] for body in bodies} == {"3.6.21"}
    written = {cls().name() for cls in actions.answering.Answering.__subclasses__()}
    assert {body["next_action"] for body in bodies} == written
    assert set(RECORDED) == set(WANTED)


@pytest.mark.parametrize("name", RECORDED)
async def test_a_recorded_request_is_answered(server: httpx.AsyncClient, name: str) -> None:
    """One message comes back, in the form that the bot's own schema accepts."""
    if name in {"follow-up", "export"}:
        await _send(server, recorded("report"), SHOWN)
    answer = await _send(server, recorded(name), SHOWN)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert list(schema.faults(body, schema.RESPONSE)) == []
    (message,) = body["responses"]
    assert WANTED[name] in message["text"]
    assert not message.get("response"), "templates would be filled in by the bot"


async def test_no_event_comes_back(server: httpx.AsyncClient) -> None:
    """What a conversation remembers is the app's: Rasa's session gets nothing from it."""
    answer = await _send(server, recorded("report"), SHOWN)
    assert answer.json()["events"] == []


@pytest.mark.parametrize("shown", [{}, {"X-Vocero-Secret": ""}, {"X-Vocero-Secret": SECRET[:-1]}])
async def test_without_the_secret_nothing_is_run(
    server: httpx.AsyncClient, shown: dict[str, str]
) -> None:
    """No header, an empty one or a wrong one is 401, for the actions and for their list."""
    answer = await _send(server, recorded("report"), shown)
    assert answer.status_code == 401
    assert "$" not in answer.text
    assert (await server.get("/actions", headers=shown)).status_code == 401
    assert (await server.get("/health")).status_code == 200


@pytest.mark.parametrize(
    "body", ["{not json canary", '{"next_action": "action_report", "canary": 1}', '"canary"', ""]
)
async def test_a_broken_request_is_not_repeated(server: httpx.AsyncClient, body: str) -> None:
    """A request that cannot be read is refused with a reference, and nothing of it comes back."""
    answer = await _send(server, body, SHOWN)
    assert answer.status_code >= 400
    assert "canary" not in answer.text


async def test_an_unknown_action_is_404(server: httpx.AsyncClient) -> None:
    """An action that does not exist is said to be so, without the tracker."""
    body = json.loads(recorded("report")) | {"next_action": "action_nowhere"}
    answer = await _send(server, json.dumps(body), SHOWN)
    assert answer.status_code == 404
    assert "2025550" not in answer.text


class TestFailing:
    """An action that raises."""

    @pytest.fixture(autouse=True)
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the report fail with the tracker's content in its message."""

        async def run(_self: object, _dispatcher: object, tracker: object, _domain: object) -> None:
            raise RuntimeError(f"cannot work with {tracker.latest_message}")  # type: ignore[attr-defined]

        monkeypatch.setattr(actions.families.Report, "run", run, raising=False)

    async def test_a_failing_action_answers_a_reference_only(
        self, broken: None, server: httpx.AsyncClient
    ) -> None:
        """The answer to an exception holds a reference and no part of the request."""
        answer = await _send(server, recorded("report"), SHOWN)
        assert answer.status_code == 500
        assert set(answer.json()) == {"error", "reference"}
        for part in ("ventas", "sucursal", "2025550", "ask_sales", "RuntimeError"):
            assert part not in answer.text
