"""One application and one database a test session; every test runs inside a transaction that is rolled back."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, g
from flask_migrate import upgrade
from hypothesis import settings as exploring
from sqlalchemy import Connection, Engine, event

from app import create_app
from app.core import settings as environment
from app.core.db import db
from tests import postgres
from tests.browser import Browser

# The same examples every time: the suite says whether something broke, `make fuzz` goes looking for what nobody tried.
exploring.register_profile("suite", derandomize=True, deadline=None)
exploring.load_profile("suite")


def settings_for(data_dir: Path, **given: str) -> environment.Settings:
    """Return settings with fresh keys; `given` are setting names in lower case."""
    values = {"data_dir": str(data_dir), "demo": "1", "push_pace": "0.001"} | environment.new_secrets() | given
    return environment.load({f"HOCVU_{name.upper()}": value for name, value in values.items()})


@pytest.fixture(scope="session")
def new_database() -> Iterator[postgres.NewDatabase]:
    """Return what makes databases of this run: SQLite, or an embedded PostgreSQL where HOCVU_TEST_DATABASE says so."""
    with postgres.databases() as new:
        yield new


@pytest.fixture(scope="session")
def migrated(
    tmp_path_factory: pytest.TempPathFactory, new_database: postgres.NewDatabase
) -> Callable[[Path], environment.Settings]:
    """Return what makes settings for a data directory with an empty database; the migrations make one, once."""
    first = settings_for(tmp_path_factory.mktemp("migrated"), database_url=new_database())
    with create_app(first).app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()

    def copied(folder: Path) -> environment.Settings:
        if first.database_url:
            return settings_for(folder, database_url=new_database(like=first.database_url))
        shutil.copytree(first.data_dir, folder, dirs_exist_ok=True)
        return settings_for(folder)

    return copied


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, migrated: Callable[[Path], environment.Settings]) -> Iterator[Flask]:
    """Build the application on an empty database."""
    application = create_app(migrated(tmp_path_factory.mktemp("var")))
    application.config["TESTING"] = True

    @application.before_request
    def forget_who_was_signed_in() -> None:
        # Flask 3.1 shares a test context between requests: Flask-Login keeps the person there, Flask-WTF a token,
        # Flask-Babel the language.
        g.pop("_login_user", None)
        g.pop("csrf_token", None)
        g.pop("_spoken", None)
        g.pop("_flask_babel", None)

    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def own_database(tmp_path: Path, migrated: Callable[[Path], environment.Settings]) -> Iterator[Flask]:
    """Build an application on a database of the test's own: many connections see it, what is committed stays."""
    application = create_app(migrated(tmp_path / "var"))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _rolled_back(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give the test a database of its own by undoing everything it did."""
    if "own_database" in request.fixturenames or not needs_database(request):
        yield
        return
    app: Flask = request.getfixturevalue("app")
    with app.app_context():
        engine = db.engine
        with engine.connect() as connection:
            outer = connection.begin()
            with _engine_swapped(connection), _storage_only_where_marked(request, connection):
                yield
                db.session.remove()
            outer.rollback()


def needs_database(request: pytest.FixtureRequest) -> bool:
    """Tell whether the test is one on values only: those live in files that say so by their name."""
    name = request.path.name
    return not (name.startswith("test_rules") or "pure" in request.keywords)


@contextmanager
def _storage_only_where_marked(request: pytest.FixtureRequest, connection: Connection) -> Iterator[None]:
    """Fail a test that touches storage without saying so: it would never run on the second database."""
    if "storage" in request.keywords:
        yield
        return
    with _noted(connection.engine) as found:
        yield
    assert not found, f"mark this test with pytest.mark.storage: {found[0]}"


@contextmanager
def _noted(engine: Engine) -> Iterator[list[str]]:
    """Collect the SQL statements that run, savepoints left out."""
    found: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


class _engine_swapped:  # noqa: N801  # Reads as a sentence where it is used.
    """Make the session use one connection, so that its commits stay inside the test's transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        self.engines = db.engines
        self.before = self.engines[None]
        self.engines[None] = self.connection  # type: ignore[assignment]

    def __exit__(self, *error: object) -> None:
        self.engines[None] = self.before


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Return a browser that nobody has signed in with."""
    return Browser(app)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the SQL statements that run from here on, savepoints left out."""
    target = db.engines[None].engine if isinstance(db.engines[None], Connection) else db.engines[None]
    with _noted(target) as found:
        yield found
