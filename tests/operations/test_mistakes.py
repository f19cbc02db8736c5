"""What operators get wrong: one line that says what to do, for commands, for the web and for who watches it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from structlog.testing import capture_logs

from app import create_app
from app.core import readiness
from app.core import settings as environment
from app.core.db import db
from app.core.settings import WrongSettings
from app.operations import run
from tests.browser import Browser
from tests.conftest import settings_for

ROOT = Path(__file__).resolve().parents[2]
NOBODY_THERE = "postgresql://127.0.0.1:1/x"
UPGRADE = "Chạy: flask --app wsgi db upgrade"


@pytest.fixture
def own_database() -> None:
    """Say that these tests bring their own databases, or none."""


@pytest.fixture(params=["", NOBODY_THERE], ids=["no tables", "nobody there"])
def unready(own_database: None, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database cannot serve it."""
    if request.param:
        pytest.importorskip("psycopg")
    app = create_app(settings_for(tmp_path / "var", database_url=request.param))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_without_a_usable_database_every_page_is_503_and_the_log_says_why(
    unready: Flask,
) -> None:
    browser = Browser(unready)
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"] = "somebody who was signed in before"

    with capture_logs() as lines:
        for path in ("/", "/toi", "/dang-nhap", "/khong-co-trang-nay"):
            page = browser.open(path, expect=503)
            assert "đang được chuẩn bị" in page.text
            assert page.headers["Retry-After"] == "30"

    with unready.app_context():
        reason = readiness.problem()
    assert [line["reason"] for line in lines] == [reason] * 4
    assert reason in (readiness.EMPTY, readiness.UNREACHED)


def test_without_a_usable_database_it_lives_but_is_not_ready(unready: Flask) -> None:
    browser = Browser(unready)

    answer = browser.open("/readyz", expect=503)

    assert answer.json
    assert answer.json["status"] == "not ready"
    assert answer.json["reason"] in (readiness.EMPTY, readiness.UNREACHED)
    browser.open("/healthz")


@pytest.mark.storage
@pytest.mark.parametrize(("found", "advice"), [("0001", UPGRADE), ("9999", "Cập nhật chương trình")])
def test_a_database_of_another_time_is_not_ready(browser: Browser, found: str, advice: str) -> None:
    browser.open("/readyz")
    db.session.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})
    db.session.commit()

    answer = browser.open("/readyz", expect=503)

    assert answer.json
    assert found in answer.json["reason"]
    assert advice in answer.json["reason"]


@pytest.mark.storage
def test_what_an_old_database_lacks_is_no_bug(browser: Browser) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    db.session.execute(text("ALTER TABLE programme_version RENAME TO programme_version_of_later"))
    db.session.commit()

    with capture_logs() as lines:
        browser.open("/", expect=503)

    assert UPGRADE in lines[0]["reason"]


def test_the_newest_migration_is_known(own_database: None) -> None:
    files = sorted(path.name[:4] for path in (ROOT / "migrations" / "versions").glob("*.py"))

    assert readiness.revisions() == tuple(reversed(files))


def test_a_missing_folder_ends_an_export_in_one_line(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["audit", "export", str(tmp_path / "no" / "export.jsonl")])

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: Không ghi được ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["taken", "65536"])
def test_the_sandbox_says_which_port_it_cannot_have(own_database: None, tmp_path: Path, port: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        app = create_app(settings_for(tmp_path, port="65535"))
        options = ["--port", str(taken)] if port == "taken" else []

        done = app.test_cli_runner().invoke(args=["sandbox-gateway", *options])

    assert done.exit_code == 1
    assert f"Không mở được cổng {taken if options else port} (" in done.stderr


@pytest.mark.parametrize("port", ["x", "0", "65535", "²"])
def test_the_demo_names_a_port_it_cannot_take(own_database: None, monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("HOCVU_PORT", port)

    with pytest.raises(WrongSettings, match="HOCVU_PORT: cần một số"):
        run.demo_environment()


def commands(folder: Path, *lines: tuple[dict[str, str], list[str]]) -> list[tuple[int, str, str]]:
    """Run commands at once, each in an environment of its own, in `folder`; return code, output and errors of each."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("HOCVU_")}
    flask = [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py")]
    running = [
        subprocess.Popen(
            [*flask, *words], cwd=folder, env=outside | given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for given, words in lines
    ]
    ends = [process.communicate(timeout=60) for process in running]
    return [(process.returncode, *end) for process, end in zip(running, ends, strict=True)]


def test_commands_say_one_line_and_the_keyless_ones_leave_nothing_behind(own_database: None, tmp_path: Path) -> None:
    secrets = {f"HOCVU_{name.upper()}": value for name, value in environment.new_secrets().items()}
    home = {"HOCVU_DATA_DIR": str(tmp_path / "var")}
    work = tmp_path / "work"
    work.mkdir()

    checked, empty, unreached, wrong = commands(
        work,
        ({}, ["catalog", "check", str(ROOT / "courses" / "nguoi-dan" / "index.md")]),
        (secrets | home, ["registry", "check"]),
        (secrets | home | {"HOCVU_DATABASE_URL": NOBODY_THERE}, ["db", "upgrade"]),
        (secrets | home | {"HOCVU_DATABASE_URL": "mysql://a@b/c"}, ["push", "status"]),
    )

    assert checked[0] == 0
    assert not list(work.iterdir())
    assert empty == (1, "", f"{readiness.EMPTY}\n")
    assert unreached == (1, "", f"{readiness.UNREACHED}\n")
    assert wrong[:2] == (1, "")
    assert wrong[2].splitlines()[0] == "Cấu hình chưa đúng:"
    assert len(wrong[2].splitlines()) == 2
