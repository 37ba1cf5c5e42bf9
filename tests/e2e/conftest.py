"""The real stack, apart from any other: embedded PostgreSQL, action server and Rasa, own ports."""

import json
import re
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest
import sqlalchemy as sa

from drills.site import free_ports
from vocero.settings import Settings
from vocero.stack import environment, training
from vocero.stack.services import Service, Stack, services, wait
from vocero.storage.engine import Database

Say = Callable[..., str]
PATIENCE = 120.0
_PLACEHOLDER = re.compile(r"[{}]|\bNone\b|\bNaN\b|Decimal\(")


@dataclass(frozen=True)
class Live:
    """A running stack whose parts can be ended and started again, each by its own process id."""

    stack: Stack
    parts: tuple[Service, ...]
    settings: Settings

    @property
    def bot(self) -> str:
        """The address of the Rasa server."""
        return f"http://{self.settings.host}:{self.settings.bot_port}"

    def start(self) -> None:
        """Start what does not run and wait until it answers."""
        with warnings.catch_warnings():
            # The stack ties its processes to nobody: it drops the handle and keeps the id.
            warnings.simplefilter("ignore", ResourceWarning)
            self.stack.start(self.parts)
        wait(self.stack, self.parts, PATIENCE)

    def end(self, name: str) -> None:
        """End one part at once, as a crash would."""
        record = json.loads((self.stack.records / f"{name}.json").read_text())
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(record["pid"])
            family = [*process.children(recursive=True), process]
            for member in family:
                with suppress(psutil.NoSuchProcess):
                    member.kill()
            psutil.wait_procs(family, timeout=10)


@pytest.fixture(scope="session")
def model(settings: Settings, database: Database) -> Path:
    """Give the language model of the present inputs; trained when there is none."""
    training.export_members(database)
    return training.train(settings)


@pytest.fixture(scope="session")
def live(settings: Settings, database: Database, model: Path) -> Iterator[Live]:
    """Bring up action server and bot on free ports; end both, and only them, afterwards."""
    bot, actions, api = free_ports(3)
    own = settings.model_copy(update={"bot_port": bot, "actions_port": actions, "api_port": api})
    parts = tuple(s for s in services(own, model) if s.name in {"actions", "bot"})
    running = Live(Stack(own), parts, own)
    try:
        running.start()
        yield running
    finally:
        running.stack.stop()


@pytest.fixture(scope="session")
def truth(database: Database) -> Iterator[Callable[[str], object]]:
    """Work scalars out in SQL that knows nothing of the product: as the owner, over `reporting`."""
    _run(database, (Path(__file__).parent / "truth.sql").read_text("utf-8"))

    def scalar(expression: str) -> object:
        return _run(database, f"set local search_path = truth, reporting; select {expression}")

    yield scalar
    with suppress(sa.exc.OperationalError):
        _run(database, "drop schema if exists truth cascade")


def _run(database: Database, statements: str) -> object:
    """Run plain SQL past the placeholders of SQLAlchemy; give the first value, if any."""
    with database.owner.begin() as connection, connection.connection.cursor() as cursor:
        cursor.execute(statements)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture
def fresh(database: Database) -> None:
    """Forget what was talked about before, what everyone chose, and what was called normal."""
    with database.owner.begin() as connection:
        connection.execute(
            sa.text("truncate vocero.conversations, vocero.problems, vocero.expected")
        )
        connection.execute(
            sa.text("update vocero.people set pictures = true, quiet_from = null,"
                    " quiet_until = null, days_off = '{}', holidays_off = false,"
                    " channels = '{whatsapp}', language = case when level <= 2 then 'es' end,"
                    " time_zone = case when phone not like '+120255501%' then time_zone end")
        )
        connection.execute(sa.text("delete from vocero.subscriptions"))
        connection.execute(sa.text("delete from vocero.alerts"))


@pytest.fixture
def say(live: Live, fresh: None) -> Say:
    """Say something as a level or number, over HTTP, and give the one message that comes back."""

    def post(who: int | str, text: object, **more: object) -> str:
        return speak(live.bot, who, text, **more)

    return post


def speak(
    bot: str, who: int | str, text: object, headers: Mapping[str, str] | None = None,
    **more: object,
) -> str:  # fmt: skip
    """Send one message and check what holds for every answer."""
    sender = f"+120255501{who:02d}" if isinstance(who, int) else who
    # By hand: the JSON of some messages is not what a well-behaved client would write.
    body = json.dumps({"sender": sender, "message": text, **more})
    answer = httpx.post(
        f"{bot}/webhooks/rest/webhook", content=body, timeout=20,
        headers={"Content-Type": "application/json", **(headers or {})},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    messages = answer.json()
    assert len(messages) == 1, f"{len(messages)} messages for {text!r}: {messages}"
    spoken = str(messages[0]["text"])
    assert 0 < len(spoken) < 1600
    assert "\n\n" not in spoken
    assert spoken == spoken.strip()
    assert not _PLACEHOLDER.search(spoken), spoken
    return spoken


@dataclass(frozen=True)
class Pair:
    """A second action server and bot, in production mode, and the secret for bearer tokens."""

    bot: str
    rest_secret: str


@pytest.fixture(scope="session")
def production(live: Live, model: Path, database: Database) -> Iterator[Pair]:
    """Bring up action server and bot as production runs them, over the same database."""
    bot, actions, api = free_ports(3)
    ports = {"bot_port": bot, "actions_port": actions, "api_port": api}
    own = live.settings.model_copy(update={**ports, "env": "production"})
    child = environment.environment(live.settings.model_copy(update=ports)) | {
        "VOCERO_ENV": "production",
        "DATABASE_URL": database.owner.url.set(drivername="postgresql").render_as_string(
            hide_password=False
        ),
        "VOCERO_READER_PASSWORD": "trusted-locally",
    }
    processes = []
    try:
        for part in services(own, model):
            if part.name not in {"actions", "bot"}:
                continue
            log = (live.stack.logs / f"production-{part.name}.log").open("wb")
            processes.append(subprocess.Popen(
                part.command, env=child, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            ))  # fmt: skip
            log.close()
        for part in services(own, model):
            if part.name in {"actions", "bot"}:
                _await(part.health or "", processes)
        yield Pair(f"http://{own.host}:{bot}", child["VOCERO_REST_SECRET"])
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(address: str, processes: list[subprocess.Popen[bytes]]) -> None:
    for _ in range(int(PATIENCE / 0.3)):
        assert all(p.poll() is None for p in processes), "a process ended while starting"
        with suppress(httpx.HTTPError):
            if httpx.get(address, timeout=2).status_code == 200:
                return
        time.sleep(0.3)
    raise AssertionError(f"nothing answers at {address}")
