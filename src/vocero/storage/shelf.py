"""The shelf keeps each file once: its bytes on disk under a random name, what it is in a table."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.storage.tables import files

Kind = Literal["pdf", "xlsx", "csv", "chart"]
TYPES: Mapping[Kind, str] = MappingProxyType({
    "chart": "image/png",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
})  # fmt: skip
KEPT_HOURS = 48
"""How long a file stays after somebody wanted it last; no link lives longer than a day."""
PIECE = 500
"""Files thrown away in one transaction."""


@dataclass(frozen=True, slots=True)
class Label:
    """What is written on a file: what it answers, and for whose eyes.

    `digest` is the same for the same file: kind, language, question, scope, data version.
    `question` is as JSON; `scope` says whose rows it shows; `name` is for the person.
    """

    digest: str
    kind: Kind
    name: str
    question: dict[str, object]
    scope: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A file on the shelf. `size` is in bytes."""

    token: str
    kind: Kind
    name: str
    size: int
    question: dict[str, object]
    scope: str


class Shelf:
    """A directory that the action server and the API share."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def path(self, token: str) -> Path:
        """Give where a file's bytes are. A token is a row's key and never a caller's text."""
        return self._directory / token

    def find(self, connection: sa.Connection, digest: str) -> Stored | None:
        """Give the file that answers just this, if it is there; it is wanted anew by that."""
        row = connection.execute(
            sa.update(files)
            .where(files.c.digest == digest)
            .values(wanted_at=sa.func.clock_timestamp())
            .returning(*_COLUMNS)
        ).one_or_none()
        found = None if row is None else Stored(**row._mapping)
        return found if found is not None and self.path(found.token).is_file() else None

    def open(self, connection: sa.Connection, token: str) -> Stored | None:
        """Give the file of a token, or None when it is not there (any more)."""
        row = connection.execute(sa.select(*_COLUMNS).where(files.c.token == token)).one_or_none()
        found = None if row is None else Stored(**row._mapping)
        return found if found is not None and self.path(found.token).is_file() else None

    def put(self, connection: sa.Connection, label: Label, content: bytes) -> Stored:
        """Keep a file; of two written at once for the same question the first one is kept."""
        token = secrets.token_urlsafe(12)
        self._directory.mkdir(parents=True, exist_ok=True)
        unfinished = self._directory / f".{token}"
        unfinished.write_bytes(content)
        new = insert(files).values(
            token=token, digest=label.digest, kind=label.kind, name=label.name,
            size=len(content), question=label.question, scope=label.scope,
        )  # fmt: skip
        row = connection.execute(
            new.on_conflict_do_update(
                index_elements=["digest"], set_={"wanted_at": sa.func.clock_timestamp()}
            ).returning(*_COLUMNS)
        ).one()
        kept = Stored(**row._mapping)
        unfinished.replace(self.path(kept.token))
        return kept

    def clear(self, connection: sa.Connection) -> int:
        """Throw away a piece of what nobody wanted for long; give how many files went."""
        old = sa.select(files.c.token).where(
            files.c.wanted_at < sa.func.now() - sa.func.make_interval(0, 0, 0, 0, KEPT_HOURS)
        )
        gone = connection.execute(
            sa.delete(files).where(files.c.token.in_(old.limit(PIECE))).returning(files.c.token)
        ).scalars()
        tokens = list(gone)
        for token in tokens:
            self.path(token).unlink(missing_ok=True)
        return len(tokens)

    def strays(self, connection: sa.Connection, older_than: float) -> int:
        """Remove bytes that no row names and that are older than an epoch second."""
        if not self._directory.is_dir():
            return 0
        known = set(connection.execute(sa.select(files.c.token)).scalars())
        strays = [
            path for path in self._directory.iterdir()
            if path.name not in known and path.stat().st_mtime < older_than
        ]  # fmt: skip
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)


_COLUMNS = tuple(files.c[name] for name in Stored.__dataclass_fields__)
