"""A stock Rasa server beside a site: same database, same action server, same stand-in."""

import asyncio
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import psutil

from bench.messages.load import Letter, post
from bench.messages.ours import Round
from drills.site import Site, free_ports
from vocero.errors import ConfigurationError
from vocero.stack import environment, training

CONNECTIONS = 32


def train(site: Site) -> Path:
    """Train the stock pipeline on our own data, once for these inputs."""
    wanted = Path("models") / f"stock-{training.fingerprint()}.tar.gz"
    if wanted.exists():
        return wanted
    command = [
        str(environment.bot_python()), "-m", "rasa", "train", "--domain", "domain.yml",
        "--config", "bench/stock/config.yml", "--data", "data", "--out", "models",
        "--fixed-model-name", wanted.name.removesuffix(".tar.gz"),
    ]  # fmt: skip
    log = site.home / "log" / "stock-training.log"
    with log.open("wb") as out:
        subprocess.run(command, env=dict(site.child), stdout=out, stderr=out, check=False)
    if not wanted.exists():
        raise ConfigurationError(f"the stock model was not trained; see {log}")
    return wanted


class Stock:
    """The running server; `measure` posts to it as fast as so many connections are served."""

    def __init__(self, site: Site) -> None:
        """Start it and wait until it has loaded its model."""
        self._site = site
        self._port = free_ports(1)[0]
        log = (site.home / "log" / "stock.log").open("ab")
        model = train(site)
        command = (
            str(environment.bot_python()), "-m", "rasa", "run", "-i", "127.0.0.1", "-p",
            str(self._port), "-m", str(model), "--endpoints", "bench/stock/endpoints.yml",
            "--credentials", "bench/stock/credentials.yml", "--enable-api",
        )  # fmt: skip
        self.process = subprocess.Popen(
            command, env=dict(site.child), stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        log.close()
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 300
        while time.monotonic() < until:
            try:
                if httpx.get(f"http://127.0.0.1:{self._port}/status", timeout=2).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.5)
        raise RuntimeError("stock Rasa does not come up")

    def measure(self, wanted: Sequence[Letter]) -> Round:
        """Post letters; the channel answers when the reply has been sent."""
        before, began = self._cpu(), time.monotonic()
        address = f"http://127.0.0.1:{self._port}"
        sent = asyncio.run(post(address, wanted, None, CONNECTIONS))
        seconds = time.monotonic() - began
        cpu = {name: (after - before[name]) * 1000 / len(wanted)
               for name, after in self._cpu().items()}  # fmt: skip
        taken = list(sent.acknowledged.values())
        return Round(len(wanted), seconds, sent.errors, taken, taken, cpu)

    def _cpu(self) -> dict[str, float]:
        times = psutil.Process(self.process.pid).cpu_times()
        shared = {name: used for name, used in self._site.cpu_seconds().items()
                  if name in {"actions", "standin", "postgres"}}  # fmt: skip
        return {**shared, "rasa (stock)": times.user + times.system}

    def end(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)
