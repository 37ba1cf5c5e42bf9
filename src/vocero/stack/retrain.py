"""`vocero retrain`: a new model takes over only when it understands as well as it must.

Nightly in production: the catalogue's names are exported, a model is trained when anything
changed, the language gate is run, and `models/current.tar.gz` is pointed at the new model. The one
before stays as `models/previous.tar.gz`: `vocero retrain --back` returns to it.
"""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from vocero.errors import ConfigurationError
from vocero.settings import Settings
from vocero.stack import environment, training
from vocero.storage.engine import Database

CURRENT = Path("models/current.tar.gz")
PREVIOUS = Path("models/previous.tar.gz")
GATE = ("-m", "tests.nlu.report")
Step = Callable[[], None]


def retrain(settings: Settings, database: Database) -> Path:
    """Train what changed, test it, put it in force; give the model in force.

    Raises ConfigurationError when the gate refuses it: the old one then stays in force.
    """
    training.export_members(database)
    wanted = training.model()
    return replace(wanted, lambda: _train(settings), lambda: _gate(settings))


def replace(wanted: Path, train: Step, gate: Step, folder: Path = Path()) -> Path:
    """Put `wanted` in force after `train` and `gate`, unless it is in force already."""
    current, previous = folder / CURRENT, folder / PREVIOUS
    if current.exists() and current.resolve() == wanted.resolve():
        return wanted
    train()
    gate()
    if current.exists():
        _point(previous, current.resolve())
    _point(current, wanted.resolve())
    return wanted


def back(folder: Path = Path()) -> Path:
    """Return to the model before; raises ConfigurationError when there is none."""
    current, previous = folder / CURRENT, folder / PREVIOUS
    if not previous.exists():
        raise ConfigurationError("there is no model to go back to")
    before, now = previous.resolve(), current.resolve()
    _point(current, before)
    _point(previous, now)
    return before


def _point(link: Path, target: Path) -> None:
    """Point a link at a file in one step: whoever reads it sees the old one or the new one."""
    new = link.with_suffix(".new")
    new.unlink(missing_ok=True)
    new.symlink_to(os.path.relpath(target, link.parent))
    new.replace(link)


def _train(settings: Settings) -> None:
    training.train(settings)


def _gate(settings: Settings) -> None:
    log = settings.home / "log" / "gate.log"
    with log.open("wb") as out:
        command = [str(environment.bot_python()), *GATE]
        child = environment.environment(settings)
        done = subprocess.run(command, env=child, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise ConfigurationError(f"the new model does not understand well enough; {log}:\n{tail}")
