"""A prompt at which `vocero` is typed: each command is a process of its own, made by forking.

What a command imports is imported once, by a process that has done nothing else; to start Python
anew for every command takes longer than all that the commands do. `python -m tests.prompt` is that
process.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any


class Prompt:
    """What is typed at it is run by one command after the other."""

    def __init__(self, typed: IO[str], answered: IO[str]) -> None:
        self._typed, self._answered = typed, answered

    def run(
        self, arguments: tuple[str, ...], environment: Mapping[str, str], said: str = ""
    ) -> tuple[int, str]:
        """Run a command; give its exit code and all that it printed."""
        order = {"arguments": arguments, "environment": dict(environment), "said": said}
        self._typed.write(json.dumps(order) + "\n")
        self._typed.flush()
        code, printed = json.loads(self._answered.readline())
        return int(code), str(printed)


@contextmanager
def prompt() -> Iterator[Prompt]:
    """Open a prompt until the block ends."""
    with subprocess.Popen([sys.executable, "-m", "tests.prompt"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        yield Prompt(process.stdin, process.stdout)
        process.stdin.close()


def serve() -> None:
    """Run what is typed until nothing more can be."""
    from vocero import cli
    from vocero.announcing import broadcasting  # noqa: F401 — some commands import it when they run

    for line in sys.stdin:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as printed:
            order = json.loads(line)
            given.write(order["said"].encode())
            given.seek(0)
            child = os.fork()
            if child == 0:
                _become(order, given, printed)
                cli.main()
                raise SystemExit(0)
            _, status = os.waitpid(child, 0)
            printed.seek(0)
            answer = [os.waitstatus_to_exitcode(status), printed.read().decode()]
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


def _become(order: Mapping[str, Any], given: IO[bytes], printed: IO[bytes]) -> None:
    """Be the command: its words, its environment, its three streams."""
    for number, stream in enumerate((given, printed, printed)):
        os.dup2(stream.fileno(), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 — the process's own stream
    sys.argv = ["vocero", *order["arguments"]]
    os.environ.clear()
    os.environ.update(order["environment"])


if __name__ == "__main__":
    serve()
