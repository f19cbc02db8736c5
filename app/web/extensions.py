"""The Flask extensions of the application, made here so that nobody imports the application for them."""

from dataclasses import dataclass
from typing import Any

import click
from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect


class _Commands(click.Command):
    """The `db` commands of Flask-Migrate, loaded when one is called."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Give the word to the real group."""
        from flask_migrate.cli import db

        context: click.Context = db.make_context(info_name, args, parent, **extra)
        return context


@dataclass
class _Stand:
    """Stands where Flask-Migrate would, until a command asks it for something."""

    app: Flask
    db: SQLAlchemy
    directory: str

    def __getattr__(self, name: str) -> Any:
        """Let the real one take the place, and answer with what it has."""
        from flask_migrate import Migrate

        Migrate(self.app, self.db, directory=self.directory)
        return getattr(self.app.extensions["migrate"], name)


class LateMigrate:
    """Flask-Migrate, loaded when a command asks for it: who serves pages needs no Alembic."""

    @staticmethod
    def init_app(app: Flask, db: SQLAlchemy, *, directory: str) -> None:
        """Take its place in an application."""
        app.extensions["migrate"] = _Stand(app, db, directory)
        app.cli.add_command(_Commands("db", help="Cơ sở dữ liệu: tạo bảng, nâng cấp."))


babel = Babel()
csrf = CSRFProtect()
login_manager = LoginManager()
migrate = LateMigrate()
