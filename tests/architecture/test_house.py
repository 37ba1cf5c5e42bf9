"""The rules of the house hold: small rooms, docstrings, one reader of the environment, layers."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = sorted(p for folder in ("src", "actions", "bot", "scripts")
                 for p in (ROOT / folder).rglob("*.py"))  # fmt: skip
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True,
                         check=True).stdout.split()  # fmt: skip
RELATIVE = [str(path.relative_to(ROOT)) for path in PRODUCT]


def tree(name: str) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", RELATIVE)
def test_a_module_is_a_small_room(name: str) -> None:
    """Under 300 lines a module, under 40 a function, decorators and docstring included."""
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= 300
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 40, f"{node.name} has {length} lines"


@pytest.mark.parametrize("name", RELATIVE)
def test_a_module_is_named_for_what_it_does(name: str) -> None:
    """No drawer for odds and ends."""
    drawers = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert not drawers & set(re.split(r"[/_.]", name))


@pytest.mark.parametrize(
    "name", [n for n in RELATIVE if n.startswith(("src/", "bot/", "actions/"))]
)
def test_only_settings_read_the_environment(name: str) -> None:
    """`os.environ` is read in the two settings modules, and handed on by the stack."""
    allowed = {"bot/settings.py", "src/vocero/stack/environment.py",
               "src/vocero/storage/embedded.py"}  # fmt: skip
    if name not in allowed:
        text = (ROOT / name).read_text("utf-8")
        assert "environ[" not in text
        assert "environ.get" not in text
        assert "getenv" not in text


@pytest.mark.parametrize("name", [n for n in RELATIVE if n.startswith(("src/", "actions/"))])
def test_the_clock_is_injected(name: str) -> None:
    """Business time comes from the Clock; nothing else asks the system for the date."""
    if name.endswith("clock.py"):
        return
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
            owner = ast.unparse(node.value)
            assert owner not in {"dt.datetime", "datetime", "dt.date", "date", "datetime.datetime"}


def test_imports_go_down_only() -> None:
    """import-linter finds every layer kept."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("package", ["rasa", "rasa_sdk", "twilio", "celery"])
def test_an_outside_library_has_one_home(package: str) -> None:
    """Rasa in bot/, its SDK in actions/: nowhere else."""
    homes = {"rasa": ("bot/",), "rasa_sdk": ("actions/",), "celery": ("src/vocero/worker/",),
             "twilio": ("src/vocero/delivery/", "src/vocero/mailroom/", "src/vocero/standin/",
                        "bot/channels/")}[package]  # fmt: skip
    pattern = re.compile(rf"^\s*(from|import) {package}\b", re.MULTILINE)
    found = [n for n in RELATIVE if pattern.search((ROOT / n).read_text("utf-8"))]
    assert all(name.startswith(homes) for name in found)


def test_no_file_names_a_package_registry_or_a_private_path() -> None:
    """Whoever clones this installs from wherever their tools are set to."""
    hosts = re.compile("|".join(("py" + r"pi\.org", "pythonh" + r"osted\.org",
                                 "registry\\.n" + r"pmjs", "deb\\.deb" + r"ian\.org")))  # fmt: skip
    for name in TRACKED:
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 5_000_000:
            text = path.read_text("utf-8", errors="replace")
            assert not hosts.search(text), name
            assert ("/root" + "/") not in text, name


def test_the_locks_have_a_hash_for_every_package() -> None:
    """Each pinned line of each lock is followed by hashes, and no line names a source."""
    for name in ("bot", "app", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pins = re.findall(r"^([a-z0-9][^\n]*==[^\n]*)\\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[a-z0-9][^\s]*==", text, re.MULTILINE)) > 50
        assert "--index" not in text


def test_a_failing_line_fails_its_target() -> None:
    """`.ONESHELL` would let a recipe go on after a line that failed."""
    assert ".ONESHELL" not in (ROOT / "Makefile").read_text()
