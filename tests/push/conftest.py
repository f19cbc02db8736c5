"""The other end of the wire for the tests of the post: a sandbox gateway on a loopback socket of its own."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from pydantic import HttpUrl
from sqlalchemy import text

from app.core.db import db
from app.operations.sandbox import Sandbox
from app.push.gateway import Gateway


@pytest.fixture
def sandbox(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """Run a sandbox that knows our key, and point the settings at it."""
    ours = app.extensions["settings"]
    gateway = Sandbox(
        0,
        folder=tmp_path / "sandbox",
        gateway_key=ours.gateway_key.get_secret_value(),
        callback="http://127.0.0.1:9/api/vneid/callback",
        secret=ours.callback_secret.get_secret_value(),
    )
    threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    monkeypatch.setitem(app.extensions, "settings", ours.model_copy(update={"gateway_url": HttpUrl(gateway.address)}))
    yield gateway
    gateway.shutdown()
    gateway.server_close()


@pytest.fixture
def gateway(app: Flask, sandbox: Sandbox) -> Iterator[Gateway]:
    """Return the door to that sandbox."""
    door = Gateway(app.extensions["settings"])
    yield door
    door.close()


@pytest.fixture(autouse=True)
def _letters_about_nothing(request: pytest.FixtureRequest, _rolled_back: None) -> None:
    """Take away the guard that ties a letter to a registry version, inside the test's own transaction."""
    if request.path.name.startswith("test_processes") or "storage" not in request.keywords:
        return
    table = "" if db.engine.dialect.name == "sqlite" else " ON outbox_message"
    db.session.execute(text(f"DROP TRIGGER guard_outbox_message_bare{table}"))
    db.session.commit()
