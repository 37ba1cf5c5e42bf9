"""Log lines hold a reference and nothing personal."""

import json

import pytest

from vocero import telemetry


def test_personal_fields_never_reach_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    """Text, phone, name, sender and words are dropped, whoever passes them."""
    telemetry.configure()
    telemetry.logger("tests").info(
        "said", reference="A1", text="ventas", phone="+525512345678", name="Ana", sender="x",
        words="ayer", message="m",
    )  # fmt: skip
    line = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    assert line["reference"] == "A1"
    assert not {"text", "phone", "name", "sender", "words", "message"} & set(line)


def test_a_reference_is_short_and_different_each_time() -> None:
    """Six characters that a person can read out."""
    codes = {telemetry.reference() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 6 and code.isalnum() for code in codes)
