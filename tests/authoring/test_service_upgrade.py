"""A site from before the workshop: its versions become those of files, and its questions enter the ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from app import create_app
from app.catalog.models import Media, ModuleVersion, PublishedQuestion
from app.catalog.words import Origin
from app.core.db import db, transaction
from tests import postgres
from tests.catalog import library
from tests.conftest import settings_for

pytestmark = pytest.mark.storage


@pytest.fixture
def own_database(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    """An application on a database of its own, as it was before."""
    if database_url:
        with postgres.server() as server:
            yield from _application(tmp_path / "var", server.new_database())
    else:
        yield from _application(tmp_path / "var", "")


def _application(folder: Path, url: str) -> Iterator[Flask]:
    application = create_app(settings_for(folder, database_url=url))
    with application.app_context():
        upgrade()
        yield application
        db.session.remove()
        db.engine.dispose()


def test_versions_and_questions_of_before_are_known_afterwards(own_database: Flask, tmp_path: Path) -> None:
    folder = library.small(tmp_path / "courses")
    (folder / "nguoi-dan/media").mkdir()
    (folder / "nguoi-dan/media/anh.mp3").write_bytes(b"ID3")
    library.lesson(folder, "nguoi-dan/giu-otp", text="![Lời](anh.mp3)")
    library.published(folder)
    db.session.remove()
    downgrade(revision="0002")
    with transaction():
        assert db.session.execute(text("SELECT count(*) FROM module_version")).scalar() == 3

    upgrade()

    versions = db.session.scalars(select(ModuleVersion)).all()
    assert {(version.origin, version.published_by_id) for version in versions} == {(Origin.FILES, None)}
    ledger = {row.id: (row.module_key, row.kind) for row in db.session.scalars(select(PublishedQuestion))}
    assert ledger["giuoaaaa"] == ("nguoi-dan/giu-otp", "một đáp án")
    assert ledger["thuchanh"] == ("nguoi-dan/lam-quen", "thực hành")
    assert db.session.scalars(select(Media.is_published)).all() == [True]
    db.session.remove()

    assert library.published(folder).published == [], "what came from files is known to have"
    library.lesson(folder, "nguoi-dan/giu-otp", text="Chữ mới.")
    assert library.published(folder).published == ["nguoi-dan/giu-otp@2"]
