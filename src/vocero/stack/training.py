"""A model belongs to its inputs: trained when none fits them, kept under their fingerprint."""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from vocero.errors import ConfigurationError
from vocero.metrics.members import Members
from vocero.people.person import Scope
from vocero.settings import Settings
from vocero.stack import environment
from vocero.storage.engine import Database
from vocero.words.names import codes

_INPUTS = ("domain.yml", "config.yml", "data", "bot/nlu", "bot/policies", "requirements/bot.txt")
MEMBERS = Path("var/members.json")
"""Where training reads the catalogue's names (`config.yml` names the same file)."""


def export_members(database: Database, target: Path = MEMBERS) -> int:
    """Write the names and codes that staff may say, for the training to read; give how many.

    Customers stay out: they are many, they change daily, and their names are personal.
    """
    scope = Scope("all")
    with database.reading(scope.fence) as connection:
        members = Members().within(connection, scope, 0)
    named = [*members, *codes(members)]
    names = sorted({(m.dimension, m.name) for m in named if m.dimension != "customer"})
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = [{"dimension": dimension, "name": name} for dimension, name in names]
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    if not target.exists() or target.read_text("utf-8") != text:
        target.write_text(text, "utf-8")
    return len(rows)


def fingerprint() -> str:
    """Give the hash of everything that a model is made from."""
    digest = hashlib.sha256()
    for file in _files():
        digest.update(str(file).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _files() -> Iterator[Path]:
    for name in (*_INPUTS, str(MEMBERS)):
        path = Path(name)
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix in {".yml", ".py"})
        elif path.exists():
            yield path


def model() -> Path:
    """Give where the model of the present inputs is, or would be."""
    return Path("models") / f"vocero-{fingerprint()}.tar.gz"


def train(settings: Settings) -> Path:
    """Train a model unless there is one for these inputs; raises ConfigurationError on failure."""
    wanted = model()
    if wanted.exists():
        return wanted
    log = settings.home / "log" / "training.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [
        str(environment.bot_python()), "-m", "rasa", "train", "--domain", "domain.yml",
        "--config", "config.yml", "--data", "data", "--out", "models",
        "--fixed-model-name", wanted.name.removesuffix(".tar.gz"),
    ]  # fmt: skip
    with log.open("wb") as out:
        child = environment.environment(settings)
        done = subprocess.run(command, env=child, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0 or not wanted.exists():
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise ConfigurationError(f"training failed; see {log}:\n{tail}")
    return wanted
