"""An action server and a bot of one source tree, on ports of their own, over a shared database."""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from vocero.settings import Settings
from vocero.stack import environment

_PATIENCE = 120.0


@dataclass(frozen=True)
class Pair:
    """The running processes of a tree."""

    name: str
    bot: psutil.Popen
    actions: psutil.Popen
    webhook: str

    def stop(self) -> None:
        """End both processes."""
        for process in (self.bot, self.actions):
            process.terminate()
        for process in (self.bot, self.actions):
            with suppress(psutil.TimeoutExpired):
                process.wait(10)
            if process.is_running():
                process.kill()


def start(name: str, tree: Path, settings: Settings) -> Pair:
    """Start a tree's action server and bot and wait until both answer."""
    bot_port, actions_port = _free_ports(2)
    own = settings.model_copy(update={"bot_port": bot_port, "actions_port": actions_port})
    child = environment.environment(own) | {"PYTHONPATH": f"{tree}:{tree / 'src'}"}
    model = _output(tree, child, "from vocero.stack import training; print(training.model())")
    if not (tree / model).exists():
        raise SystemExit(f"{tree} has no model {model}; train it first")
    log = (settings.home / f"{name}.log").open("wb")
    actions = psutil.Popen([sys.executable, "-m", "actions.server"], env=child, cwd=tree,
                           stdout=log, stderr=log)  # fmt: skip
    bot = psutil.Popen(
        [str(environment.bot_python().absolute()), "-m", "rasa", "run", "-i", "127.0.0.1",
         "-p", str(bot_port), "-m", model, "--endpoints", "endpoints.yml",
         "--credentials", "credentials.yml"], env=child, cwd=tree, stdout=log, stderr=log,
    )  # fmt: skip
    here = f"http://127.0.0.1:{bot_port}/webhooks"
    pair = Pair(name, bot, actions, f"{here}/twilio/webhook")
    _await(pair, f"{here}/rest/health", f"http://127.0.0.1:{actions_port}/health")
    return pair


def _await(pair: Pair, *addresses: str) -> None:
    limit = time.monotonic() + _PATIENCE
    for address in addresses:
        while True:
            with suppress(httpx.HTTPError):
                if httpx.get(address, timeout=2).status_code == httpx.codes.OK:
                    break
            if time.monotonic() > limit or pair.bot.poll() or pair.actions.poll():
                raise SystemExit(f"{pair.name}: nothing answers at {address}")
            time.sleep(0.3)


def _output(tree: Path, child: dict[str, str], program: str) -> str:
    command = [sys.executable, "-c", program]
    return subprocess.check_output(command, cwd=tree, env=child, text=True).strip()


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def cpu_ms(process: psutil.Process) -> float:
    """Give the CPU time that a process and its children have used, in milliseconds."""
    spent = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            spent += times.user + times.system
    return 1000 * spent


def postgres(home: Path) -> psutil.Process:
    """Give the postmaster of the embedded database under a home."""
    (pid_file,) = home.glob("**/postmaster.pid")
    return psutil.Process(int(pid_file.read_text().split()[0]))


def idle(seconds: float) -> None:
    """Let start-up work settle."""
    os.sync()
    time.sleep(seconds)
