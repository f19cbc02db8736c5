"""A site from before the workshop: its versions become those of files and name them, its questions enter the ledger."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.catalog.models import Media, ModuleVersion, PublishedQuestion
from app.catalog.words import Origin
from app.core.db import db, transaction
from tests.catalog import library

pytestmark = pytest.mark.storage


def named() -> dict[str, dict[str, str]]:
    """Return the hashes of the files that each module names."""
    return {row.key: row.media for row in db.session.execute(select(ModuleVersion.key, ModuleVersion.media))}


def test_versions_and_questions_of_before_are_known_afterwards(own_database: Flask, tmp_path: Path) -> None:
    folder = library.small(tmp_path / "courses")
    (folder / "nguoi-dan/media").mkdir()
    for name in ("anh", "em"):
        (folder / f"nguoi-dan/media/{name}.mp3").write_bytes(b"ID3" + name.encode())
    library.lesson(folder, "nguoi-dan/giu-otp", text="![Lời em](em.mp3)\n\n![Lời](anh.mp3)")
    library.published(folder)
    media = named()
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
    assert db.session.scalars(select(Media.is_published)).all() == [True, True]
    assert media["nguoi-dan/giu-otp"].keys() == {"anh.mp3", "em.mp3"}
    assert named() == media, "only the hash of the source tells which file had which name"
    with pytest.raises(DBAPIError, match="only grows"), db.session.begin_nested():
        db.session.execute(text("UPDATE module_version SET media = '{}'"))
    db.session.remove()

    assert library.published(folder).published == [], "what came from files is known to have"
    library.lesson(folder, "nguoi-dan/giu-otp", text="Chữ mới.")
    assert library.published(folder).published == ["nguoi-dan/giu-otp@2"]
