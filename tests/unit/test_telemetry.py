"""Log lines hold a reference and nothing personal."""

import json
import subprocess
import sys

from vocero import telemetry

SAY = """
from vocero import telemetry
telemetry.configure()
telemetry.logger("tests").info(
    "said", reference="A1", text="ventas", phone="+525512345678", name="Ana", sender="x",
    words="ayer", message="m")
"""


def test_personal_fields_never_reach_the_log() -> None:
    """Text, phone, name, sender and words are dropped, whoever passes them."""
    done = subprocess.run([sys.executable, "-c", SAY], capture_output=True, text=True, check=True)
    line = json.loads(done.stderr.strip().splitlines()[-1])
    assert line["reference"] == "A1"
    assert not {"text", "phone", "name", "sender", "words", "message"} & set(line)


def test_a_reference_is_short_and_different_each_time() -> None:
    """Six characters that a person can read out."""
    codes = {telemetry.reference() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 6 and code.isalnum() for code in codes)
