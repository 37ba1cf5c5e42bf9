#!/usr/bin/env python3
"""Resolves requirements/*.in into locks with hashes, for every platform, naming no host."""

import os
import subprocess

from setup import ROOT, find_python, find_uv

LOCKS = (
    # name, Python, what else the compiler is told
    ("bot", "3.10", ()),
    ("app", "3.12", ()),
    ("dev", "3.12", ()),
    ("bench", "3.12", ()),
    ("bench-data", "3.12", ("--no-deps",)),
)


def main():
    """Write every lock."""
    uv = find_uv()
    for name, version, more in LOCKS:
        command = [
            uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header",
            "--python-version", version, "--python", find_python(version, uv),
            os.path.join("requirements", name + ".in"),
            "-o", os.path.join("requirements", name + ".txt"), *more,
        ]  # fmt: skip
        subprocess.check_call(command, cwd=ROOT)


if __name__ == "__main__":
    main()
