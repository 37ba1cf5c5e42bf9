#!/usr/bin/env python3
"""Sets up both environments from the hashed locks. Runs on any Python 3, with nothing installed.

`setup.py bench` makes only the third one, which is for comparing forecasters.

Finds uv (or gets it from PyPI into .tools/), finds Python 3.10 and 3.12 on PATH or under pyenv
(or lets uv fetch them), and brings .venv-bot and .venv-app to exactly what the locks say. A step
that is done already is skipped.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOLS = os.path.join(ROOT, ".tools")
ENVIRONMENTS = (
    # folder, Python, locks, whether the package itself goes in
    (".venv-app", "3.12", ("requirements/dev.txt",), True),
    (".venv-bot", "3.10", ("requirements/bot.txt",), False),
)
BENCH = (".venv-bench", "3.12", ("requirements/bench.txt", "requirements/bench-data.txt"), False)


def say(text):
    """Print a step at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def stop(text):
    """End with one sentence that says what to do."""
    sys.stderr.write("set-up: " + text + "\n")
    raise SystemExit(1)


def find_uv():
    """Give a uv that runs: the one on PATH, ours, or one fresh from PyPI."""
    for candidate in (shutil.which("uv"), os.path.join(TOOLS, "bin", "uv")):
        if candidate and _runs([candidate, "--version"]):
            return candidate
    say("getting uv from PyPI")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if _runs(pip + ["--root-user-action=ignore", "--target", TOOLS, "uv"]):
        return os.path.join(TOOLS, "bin", "uv")
    if _runs([sys.executable, "-m", "venv", TOOLS]):
        own = os.path.join(TOOLS, "bin", "python")
        if _runs([own, "-m", "pip", "install", "--quiet", "uv"]):
            return os.path.join(TOOLS, "bin", "uv")
    stop("uv is not here and pip could not get it; install uv (or python3-venv) and run again")


def find_python(version, uv):
    """Give an interpreter of a version: on PATH, under pyenv, or as uv would fetch it."""
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    name = "python" + version
    found = [os.path.join(d, name) for d in os.environ.get("PATH", "").split(os.pathsep) if d]
    found += sorted(
        glob.glob(os.path.join(pyenv, "versions", version + ".*", "bin", name)), reverse=True
    )
    check = "import sys; assert '%d.%d' % sys.version_info[:2] == '{}'".format(version)
    for candidate in found:
        if os.path.exists(candidate) and _runs([candidate, "-c", check]):
            return candidate
    say("getting Python {} with uv".format(version))
    if _runs([uv, "python", "install", "--quiet", version]):
        return version
    stop(
        "Python {0} is not on PATH nor under pyenv, and uv could not fetch it; install it "
        "(for example `pyenv install {0}` or your system's python{0}) and run again".format(version)
    )


def bring(folder, version, locks, package, uv):
    """Bring one environment to what its locks say, unless it is there already."""
    path = os.path.join(ROOT, folder)
    stamp = os.path.join(path, ".vocero-lock")
    wanted = _digest(*(os.path.join(ROOT, name) for name in locks + ("pyproject.toml",)))
    python = os.path.join(path, "bin", "python")
    if os.path.exists(stamp) and _read(stamp) == wanted and os.path.exists(python):
        return
    say("{}: Python {} and {}".format(folder, version, ", ".join(locks)))
    interpreter = find_python(version, uv)
    if not os.path.exists(python):
        _must([uv, "venv", "--quiet", "--clear", "--python", interpreter, path], folder)
    environment = dict(os.environ, VIRTUAL_ENV=path)
    _must([uv, "pip", "sync", "--quiet", "--require-hashes"] + list(locks), folder, environment)
    if package:
        _must([uv, "pip", "install", "--quiet", "--no-deps", "-e", "."], folder, environment)
    with open(stamp, "w") as out:
        out.write(wanted)


def _must(command, folder, environment=None):
    if subprocess.call(command, cwd=ROOT, env=environment) != 0:
        stop("{} could not be made; the lines above say why".format(folder))


def _runs(command):
    try:
        with open(os.devnull, "w") as nowhere:
            return subprocess.call(command, stdout=nowhere, stderr=nowhere) == 0
    except OSError:
        return False


def _digest(*files):
    digest = hashlib.sha256()
    for name in files:
        with open(name, "rb") as source:
            digest.update(source.read())
    return digest.hexdigest()


def _read(name):
    with open(name) as source:
        return source.read()


def main():
    """Set up both environments, or the one of the benchmark."""
    uv = find_uv()
    for folder, version, locks, package in (BENCH,) if sys.argv[1:] == ["bench"] else ENVIRONMENTS:
        bring(folder, version, locks, package, uv)


if __name__ == "__main__":
    main()
