"""The stack's services: started once, tied to no terminal, ended by their recorded process."""

import fcntl
import hashlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from vocero.errors import ConfigurationError
from vocero.settings import Settings
from vocero.stack import environment

_GRACE = 10.0


@dataclass(frozen=True, slots=True)
class Service:
    """A process of the stack: how it is started, and where it says that it is ready.

    Without `health` a process is ready when it runs.
    """

    name: str
    command: tuple[str, ...]
    health: str | None = None


def services(settings: Settings, model: Path) -> tuple[Service, ...]:
    """Give the services in the order in which they are started."""
    here = f"http://{settings.host}"
    own = settings.development and settings.twilio_account_sid is None
    standin = (
        Service("standin", (sys.executable, "-m", "vocero.standin"),
                f"{here}:{settings.standin_port}/health"),
    )  # fmt: skip
    return (
        *(standin if own else ()),
        Service("actions", (sys.executable, "-m", "actions.server"),
                f"{here}:{settings.actions_port}/health"),
        Service("bot", bot_command(settings, model),
                f"{here}:{settings.bot_port}/webhooks/rest/health"),
        Service("api", (sys.executable, "-m", "vocero.api"),
                f"{here}:{settings.api_port}/health/live"),
        *_clockwork(settings),
    )  # fmt: skip


def _clockwork(settings: Settings) -> tuple[Service, ...]:
    """Give what does the clock's work: one scheduler, or Celery's beat and worker."""
    if settings.redis_url is None:
        return (Service("scheduler", (sys.executable, "-m", "vocero.scheduler")),)
    parts = (("beat", "beat"), ("worker", "work"))
    return tuple(Service(name, (sys.executable, "-m", "vocero.worker", part))
                 for name, part in parts)  # fmt: skip


def bot_command(settings: Settings, model: Path) -> tuple[str, ...]:
    """Give the command of the Rasa server; its own API is open in development only."""
    command = (str(environment.bot_python()), "-m", "rasa", "run", "-i", settings.host,
               "-p", str(settings.bot_port), "-m", str(model), "--endpoints", "endpoints.yml",
               "--credentials", "credentials.yml")  # fmt: skip
    return (*command, "--enable-api") if settings.development else command


def terminal_options(command: str, model: Path, phone: str) -> tuple[str, ...]:
    """Give the options of `rasa shell` or `interactive`: who speaks, and a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ("-m", str(model), "--endpoints", "endpoints.yml", "--conversation-id", phone,
               "-p", str(port))  # fmt: skip
    return (*options, "-i", "127.0.0.1") if command == "shell" else options


class Stack:
    """The running services of one `VOCERO_HOME`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.records = settings.home / "run"
        self.logs = settings.home / "log"

    def start(self, wanted: Sequence[Service]) -> None:
        """Start what does not run yet, and restart what runs with other settings or model."""
        self.records.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(parents=True, exist_ok=True)
        child = environment.environment(self.settings)
        with (self.records / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._start_each(wanted, child)

    def _start_each(self, wanted: Sequence[Service], child: Mapping[str, str]) -> None:
        for service in wanted:
            print_ = _fingerprint(service, child)
            recorded = self._recorded(service.name)
            if recorded is not None and recorded[1] == print_:
                continue
            if recorded is not None:
                _end(recorded[0])
            if service.health is not None and _answers(service.health):
                raise ConfigurationError(
                    f"another program already answers at {service.health}; stop it, or choose "
                    f"another port with VOCERO_{service.name.upper()}_PORT"
                )
            self._launch(service, child, print_)

    def _launch(self, service: Service, child: Mapping[str, str], fingerprint: str) -> None:
        with (self.logs / f"{service.name}.log").open("ab") as log:
            process = subprocess.Popen(
                service.command, env=dict(child), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        process.returncode = 0  # let go on purpose: it outlives this process and its warnings
        born = psutil.Process(process.pid).create_time()
        record = {"pid": process.pid, "born": born, "fingerprint": fingerprint}
        (self.records / f"{service.name}.json").write_text(json.dumps(record))

    def ready(self, service: Service) -> bool:
        """Tell whether a service answers; raises ConfigurationError when its process has ended."""
        if service.health is not None and _answers(service.health):
            return True
        if self._recorded(service.name) is not None:
            return service.health is None
        log = self.logs / f"{service.name}.log"
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise ConfigurationError(f"{service.name} ended while starting; see {log}:\n{tail}")

    def running(self) -> list[str]:
        """Name the services whose processes run."""
        names = [p.stem for p in self.records.glob("*.json")] if self.records.exists() else []
        return [name for name in names if self._recorded(name) is not None]

    def stop(self) -> list[str]:
        """End every service that was started from here, and only those; name them."""
        ended = self.running()
        for name in ended:
            recorded = self._recorded(name)
            if recorded is not None:
                _end(recorded[0])
            (self.records / f"{name}.json").unlink(missing_ok=True)
        return ended

    def _recorded(self, name: str) -> tuple[psutil.Process, str] | None:
        """Give the recorded process, if it is still that very one."""
        try:
            record = json.loads((self.records / f"{name}.json").read_text())
            process = psutil.Process(record["pid"])
            same = abs(process.create_time() - record["born"]) < 1
            alive = process.status() != psutil.STATUS_ZOMBIE
        except (FileNotFoundError, psutil.NoSuchProcess, ValueError):
            return None
        return (process, record["fingerprint"]) if same and alive else None


def wait(stack: Stack, wanted: Sequence[Service], seconds: float) -> None:
    """Wait until every service answers; raises ConfigurationError when one does not in time."""
    limit = time.monotonic() + seconds
    waiting = list(wanted)
    while waiting:
        waiting = [service for service in waiting if not stack.ready(service)]
        if waiting and time.monotonic() > limit:
            names = ", ".join(service.name for service in waiting)
            raise ConfigurationError(f"not ready after {seconds:.0f} s: {names}; see {stack.logs}")
        time.sleep(0.2 if waiting else 0)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _fingerprint(service: Service, child: Mapping[str, str]) -> str:
    own = {k: v for k, v in child.items() if k.startswith(("VOCERO_", "TWILIO_", "DATABASE_URL"))}
    raw = json.dumps([service.command, sorted(own.items())])
    return hashlib.sha256(raw.encode()).hexdigest()


def _end(process: psutil.Process) -> None:
    """Ask a process and its children to end, and insist after ten seconds."""
    with suppress(psutil.NoSuchProcess):
        family = [*process.children(recursive=True), process]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.terminate()
        _, left = psutil.wait_procs(family, timeout=_GRACE)
        for member in left:
            with suppress(psutil.NoSuchProcess):
                member.kill()
