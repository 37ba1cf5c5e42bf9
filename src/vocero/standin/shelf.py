"""The account's templates, which outlive the process as they do at Twilio."""

import json
from dataclasses import asdict
from pathlib import Path

from vocero.standin.contents import Content


class Shelf(dict[str, Content]):
    """Templates by sid; with a file they are there again after a restart."""

    def __init__(self, file: Path | None = None) -> None:
        super().__init__()
        self._file = file
        if file is not None and file.exists():
            try:
                kept = json.loads(file.read_text("utf-8"))
                self.update({content["sid"]: Content(**content) for content in kept})
            except (ValueError, TypeError, KeyError):
                self.clear()

    def keep(self) -> None:
        """Write what is on the shelf, if there is a file for it."""
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps([asdict(content) for content in self.values()]), "utf-8")
        fresh.replace(self._file)
