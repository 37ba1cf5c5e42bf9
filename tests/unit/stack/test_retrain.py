"""A model takes over only through the gate, and the one before it stays for the way back."""

from pathlib import Path

import pytest

from vocero.errors import ConfigurationError
from vocero.stack.retrain import CURRENT, PREVIOUS, back, replace


def model(folder: Path, name: str) -> Path:
    """A trained archive."""
    path = folder / "models" / f"{name}.tar.gz"
    path.parent.mkdir(exist_ok=True)
    path.write_text(name)
    return path


def passes() -> None:
    """A step that succeeds."""


def refuses() -> None:
    """A gate that finds the model too weak."""
    raise ConfigurationError("too weak")


def test_the_first_model_comes_into_force(tmp_path: Path) -> None:
    """There is nothing to go back to yet."""
    replace(model(tmp_path, "a"), passes, passes, tmp_path)
    assert (tmp_path / CURRENT).read_text() == "a"
    with pytest.raises(ConfigurationError, match="no model to go back"):
        back(tmp_path)


def test_a_weaker_model_never_comes_into_force(tmp_path: Path) -> None:
    """The old one keeps answering."""
    replace(model(tmp_path, "a"), passes, passes, tmp_path)
    with pytest.raises(ConfigurationError, match="too weak"):
        replace(model(tmp_path, "b"), passes, refuses, tmp_path)
    assert (tmp_path / CURRENT).read_text() == "a"


def test_there_is_a_way_back_and_forth(tmp_path: Path) -> None:
    """Back to the one before, and back again."""
    replace(model(tmp_path, "a"), passes, passes, tmp_path)
    replace(model(tmp_path, "b"), passes, passes, tmp_path)
    assert (tmp_path / PREVIOUS).read_text() == "a"
    back(tmp_path)
    assert ((tmp_path / CURRENT).read_text(), (tmp_path / PREVIOUS).read_text()) == ("a", "b")
    back(tmp_path)
    assert (tmp_path / CURRENT).read_text() == "b"


def test_a_model_in_force_is_not_trained_again(tmp_path: Path) -> None:
    """Nothing changed, so nothing is done."""
    wanted = model(tmp_path, "a")
    replace(wanted, passes, passes, tmp_path)
    assert replace(wanted, refuses, refuses, tmp_path) == wanted
