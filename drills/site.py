"""A site apart: PostgreSQL, stand-in, action server, bot, several APIs and nginx, on free ports.

A drill kills its processes and starts them again, as a supervisor would.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import sqlalchemy as sa
from pydantic import SecretStr

from vocero.settings import Settings
from vocero.stack import environment, training
from vocero.stack.services import bot_command
from vocero.storage import embedded, migrate
from vocero.storage.demo import load as demo
from vocero.storage.engine import Database

PATIENCE = 120.0
_NGINX = """
worker_processes 1; pid {home}/nginx.pid; error_log {home}/nginx.error.log warn; daemon off;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {home}/nginx-body; proxy_temp_path {home}/nginx-proxy;
    fastcgi_temp_path {home}/nginx-f; uwsgi_temp_path {home}/nginx-u; scgi_temp_path {home}/nginx-s;
    upstream api {{ {servers} keepalive 32; }}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 1m;
        location / {{
            proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_connect_timeout 1s; proxy_read_timeout 12s;
            # A webhook may be posted again: its MessageSid makes it one.
            proxy_next_upstream error timeout non_idempotent;
        }}
    }}
}}
"""


@dataclass
class Site:
    """Running processes by name: `bot`, `actions`, `standin`, `api-0`, `api-1`, `nginx`."""

    home: Path
    settings: Settings
    apis: tuple[int, ...]
    front: int | None
    child: Mapping[str, str]
    model: Path
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def targets(self) -> tuple[str, ...]:
        """The addresses that webhooks can be posted to: nginx where there is one, else the APIs."""
        if self.front is not None:
            return (f"http://127.0.0.1:{self.front}",)
        return self.direct

    @property
    def direct(self) -> tuple[str, ...]:
        """The addresses of the APIs themselves."""
        return tuple(f"http://127.0.0.1:{port}" for port in self.apis)

    @property
    def standin(self) -> str:
        """The address of the stand-in."""
        return f"http://127.0.0.1:{self.settings.standin_port}"

    @property
    def bot_health(self) -> str:
        """Where the bot says that it understands."""
        return f"http://127.0.0.1:{self.settings.bot_port}/webhooks/rest/health"

    def start(self, name: str) -> None:
        """Start one process and let it come up."""
        log = (self.home / "log" / f"{name}.log").open("ab")
        more = {"VOCERO_API_PORT": str(self.apis[int(name[-1])])} if name[:3] == "api" else {}
        self.processes[name] = subprocess.Popen(
            self._command(name), env={**self.child, **more}, stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        log.close()

    def ready(self, name: str, seconds: float = PATIENCE) -> None:
        """Wait until a process answers."""
        address = self._health(name)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.processes[name].poll() is not None:
                raise RuntimeError(f"{name} ended; see {self.home}/log/{name}.log")
            with suppress(httpx.HTTPError):
                if httpx.get(address, timeout=2).status_code < 500:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"{name} does not answer at {address}")

    def kill(self, name: str) -> int:
        """`kill -9` one process of ours; give its id."""
        process = self.processes[name]
        process.send_signal(signal.SIGKILL)
        process.wait()
        return process.pid

    def end(self) -> None:
        """End every process of this site, and its database."""
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        embedded.stop(self.home)

    def cpu_seconds(self) -> dict[str, float]:
        """Give the CPU time that each process has used so far, PostgreSQL's too."""
        used = {name: _cpu(psutil.Process(p.pid)) for name, p in self.processes.items()
                if p.poll() is None}  # fmt: skip
        used["postgres"] = _cpu(self._postgres())
        return used

    def megabytes(self) -> dict[str, float]:
        """Give the memory that each process holds."""
        return {name: psutil.Process(p.pid).memory_info().rss / 2**20
                for name, p in self.processes.items() if p.poll() is None}  # fmt: skip

    def _postgres(self) -> psutil.Process:
        return psutil.Process(int((self.home / "postgres/postmaster.pid").read_text().split()[0]))

    def _command(self, name: str) -> tuple[str, ...]:
        if name == "nginx":
            return ("nginx", "-c", str(self.home / "nginx.conf"))
        if name == "bot":
            return bot_command(self.settings, self.model)
        module = {"actions": "actions.server", "standin": "vocero.standin",
                  "scheduler": "vocero.scheduler"}.get(name.split("-")[0], "vocero.api")
        return (sys.executable, "-m", module)

    def _health(self, name: str) -> str:
        own = self.settings
        ports = {"actions": own.actions_port, "standin": own.standin_port}
        if name == "bot":
            return self.bot_health
        if name in ports:
            return f"http://127.0.0.1:{ports[name]}/health"
        port = self.front if name == "nginx" else self.apis[int(name[-1])]
        return f"http://127.0.0.1:{port}/health/live"


def _cpu(process: psutil.Process) -> float:
    """Give the seconds of a process and all below it, those that have ended included."""
    family = [process, *process.children(recursive=True)]
    total = 0.0
    for member in family:
        with suppress(psutil.NoSuchProcess):
            times = member.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


@contextmanager
def site(
    home: Path, *, apis: int = 2, nginx: bool = True, bot: bool = True, **more: object
) -> Iterator[Site]:
    """Bring a site up, with a demo company of its own, and end it; `more` are settings.

    Without `bot` nobody answers what people say: there is no bot and no action server.
    """
    home = home.resolve()
    shutil.rmtree(home, ignore_errors=True)
    (home / "log").mkdir(parents=True)
    ports = free_ports(4 + apis)
    front = ports[3] if nginx else None
    public = f"http://127.0.0.1:{front or ports[4]}"
    settings = Settings(
        env="development", home=home, bot_port=ports[0], actions_port=ports[1],
        standin_port=ports[2], api_port=ports[4], public_url=public,
        TWILIO_ACCOUNT_SID="AC" + secrets.token_hex(16),
        TWILIO_AUTH_TOKEN=SecretStr(secrets.token_hex(16)),
        TWILIO_WHATSAPP_NUMBER="whatsapp:+14155238886",
        twilio_api_url=f"http://127.0.0.1:{ports[2]}", **more,
    )  # fmt: skip
    token = settings.twilio_auth_token
    child = environment.environment(settings) | {
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid or "",
        "TWILIO_AUTH_TOKEN": token.get_secret_value() if token else "",
        "TWILIO_WHATSAPP_NUMBER": settings.twilio_whatsapp_number or "",
    }
    built = Site(home, settings, tuple(ports[4:]), front, child, _prepare(settings, bot=bot))
    try:
        _bring_up(built, ("standin", "actions", "bot") if bot else ("standin",))
        yield built
    finally:
        built.end()


def _prepare(settings: Settings, *, bot: bool) -> Path:
    embedded.start(settings.home)
    database = Database(settings)
    migrate.upgrade(database, settings, demo=True)
    with database.owner.begin() as connection:
        demo.load(connection, settings.clock.now(), settings.company_time_zone)
    if not bot:
        database.close()
        return Path()
    if not training.MEMBERS.exists():
        training.export_members(database)
    database.close()
    return training.train(settings)


def _bring_up(built: Site, first: tuple[str, ...]) -> None:
    if built.front is not None:
        servers = " ".join(f"server 127.0.0.1:{p} max_fails=0;" for p in built.apis)
        conf = _NGINX.format(home=built.home, port=built.front, servers=servers)
        (built.home / "nginx.conf").write_text(conf)
    names = [*first, *(f"api-{n}" for n in range(len(built.apis)))]
    names += ["nginx"] if built.front is not None else []
    for name in names:
        built.start(name)
    for name in names:
        built.ready(name)


def people(database: Database, count: int) -> list[str]:
    """Put so many people into the directory, directors all, and give their numbers."""
    phones = [f"+1202556{n:04d}" for n in range(count)]
    with database.owner.begin() as connection:
        connection.execute(
            sa.text("""insert into vocero.people (phone, name, level, language)
                       select phone, 'Persona ' || n, 2, 'es'
                       from unnest(cast(:phones as text[])) with ordinality as g(phone, n)
                       on conflict (phone) do nothing"""),
            {"phones": phones},
        )
    return phones


def free_ports(count: int) -> list[int]:
    """Choose ports that nothing listens on, below those that the system gives to connections.

    They are used a while later: until then no connection of anybody may have taken them.
    """
    found: list[int] = []
    while len(found) < count:
        port = secrets.randbelow(12_000) + 20_000
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found += [port] if port not in found else []
    return found


def printed(settings: Settings) -> str:
    """Give the settings that a drill or benchmark raises, for its report."""
    raised = {"VOCERO_TWILIO_RATE": settings.twilio_rate,
              "VOCERO_TWILIO_PAIR_RATE": settings.twilio_pair_rate,
              "VOCERO_PERSON_LIMIT": settings.person_limit,
              "VOCERO_TOTAL_LIMIT": settings.total_limit}  # fmt: skip
    return json.dumps(raised)


def has_nginx() -> bool:
    """Tell whether this machine has nginx."""
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin") is not None


def need_nginx() -> None:
    """Have nginx, from Debian's packages where we may; or end with a sentence."""
    if has_nginx():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        command = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "nginx-light")
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    if not has_nginx():
        sys.exit("this drill goes through nginx: install it first (apt-get install nginx)")
