"""The floors: each kind of work done plainly in an application of its own, the way a careful beginner would write it.

This file imports nothing of ours, so that a floor carries none of our weight: gunicorn loads it by its folder, with the
same settings as the real application (`gunicorn --pythonpath app/operations 'bench_floors:lesson_page()'`). Nothing is
slowed down on purpose. What every floor has: Flask, a signed cookie read by Flask-Login, the account read through the
ORM, SQLite with WAL and `synchronous=FULL`, tables with the keys and indexes they need. What no floor has: a token
against forgery, operation ids, headers, translation, an audit trail; they are lighter than real work there.
"""

import os
from datetime import UTC, datetime
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import Engine, ForeignKey, UniqueConstraint, event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ACCOUNTS, QUESTIONS = 8, 10
LESSON = "lesson"
PROSE = "<p>Bác chạm vào ô tìm kiếm, gõ tên ứng dụng, rồi đọc kỹ tên nhà phát hành trước khi tải về máy.</p>\n" * 85


class Base(DeclarativeBase):
    """Base of the floors' tables."""


db = SQLAlchemy(model_class=Base)


class Account(UserMixin, Base):  # type: ignore[misc]  # Flask-Login gives no types.
    """Who is signed in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Lesson(Base):
    """A lesson with its stored HTML."""

    __tablename__ = "lesson"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    html: Mapped[str]


class Attempt(Base):
    """One quiz handed in."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    score: Mapped[int]
    submitted_at: Mapped[datetime]


class Answer(Base):
    """One answer, of an attempt or alone."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"), index=True)
    question: Mapped[str]
    chosen: Mapped[str]
    saved_at: Mapped[datetime]


class Progress(Base):
    """A lesson passed."""

    __tablename__ = "progress"
    __table_args__ = (UniqueConstraint("attempt_id", "lesson"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    lesson: Mapped[str]
    passed_at: Mapped[datetime]


class Entry(Base):
    """One line of the register."""

    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    programme: Mapped[str]
    entered_at: Mapped[datetime]


PAGES = {
    "base.html": """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title></head>
<body><nav><a href="{{ url_for('home') }}">Trang chủ</a> <span>{{ current_user.name }}</span></nav>
<main>{% block content %}{% endblock %}</main></body></html>""",
    "lesson.html": """{% extends "base.html" %}
{% block title %}{{ lesson.title }}{% endblock %}
{% block content %}<h1>{{ lesson.title }}</h1>
<div>{{ lesson.html|safe }}</div>
<p><a href="{{ url_for('lesson', slug=lesson.slug) }}">Địa chỉ bài này</a></p>{% endblock %}""",
}


def lesson_page() -> Flask:
    """Floor b: a lesson for somebody signed in; two ORM reads, a template compiled once, about 12 KB."""
    app = _signed_in_app(begin="BEGIN")
    app.jinja_loader = DictLoader(PAGES)

    @app.get("/lesson/<slug>")
    @login_required  # type: ignore[untyped-decorator]
    def lesson(slug: str) -> ResponseReturnValue:
        found = db.first_or_404(select(Lesson).where(Lesson.slug == slug))
        return render_template("lesson.html", lesson=found)

    return app


def one_answer() -> Flask:
    """Floor s1: one durable insert a request."""
    app = _signed_in_app(begin="BEGIN IMMEDIATE")

    @app.post("/answer")
    @login_required  # type: ignore[untyped-decorator]
    def answer() -> ResponseReturnValue:
        form = request.form
        db.session.add(Answer(question=form["question"], chosen=form["chosen"], saved_at=datetime.now(UTC)))
        db.session.commit()
        return jsonify(saved=True)

    return app


def ten_answers() -> Flask:
    """Floor s10: an attempt, ten answers, the progress and a line of the register in one durable transaction."""
    app = _signed_in_app(begin="BEGIN IMMEDIATE")

    @app.post("/attempt")
    @login_required  # type: ignore[untyped-decorator]
    def attempt() -> ResponseReturnValue:
        now = datetime.now(UTC)
        chosen = {name: value for name, value in request.form.items() if name.startswith("q-")}
        made = Attempt(
            account_id=current_user.id, score=sum(value == "1" for value in chosen.values()), submitted_at=now
        )
        db.session.add(made)
        db.session.flush()
        db.session.add_all(
            Answer(attempt_id=made.id, question=name, chosen=value, saved_at=now) for name, value in chosen.items()
        )
        db.session.add(Progress(attempt_id=made.id, lesson=LESSON, passed_at=now))
        db.session.add(Entry(attempt_id=made.id, programme=LESSON, entered_at=now))
        db.session.commit()
        return jsonify(submitted=True)

    return app


def _signed_in_app(*, begin: str) -> Flask:
    """Return an application with a database of its own (address in BENCH_DATABASE) and `/sign-in/<id>`."""
    app = Flask("floor")
    app.secret_key = "the floor keeps nothing worth hiding"  # noqa: S105
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["BENCH_DATABASE"]
    db.init_app(app)
    login_manager = LoginManager(app)
    login_manager.user_loader(lambda account_id: db.session.get(Account, int(account_id)))
    with app.app_context():
        _prepare(db.engine, begin)

    @app.get("/")
    def home() -> ResponseReturnValue:
        return "floor"

    @app.post("/sign-in/<int:account_id>")
    def sign_in(account_id: int) -> ResponseReturnValue:
        login_user(db.get_or_404(Account, account_id))
        return "signed in"

    return app


def make_database(app: Flask) -> None:
    """Create the tables and their few rows; called once, before the workers start."""
    with app.app_context():
        db.create_all()
        db.session.add_all(Account(id=n, name=f"Nguyễn Thị Bịa {n}") for n in range(1, ACCOUNTS + 1))
        db.session.add(Lesson(slug=LESSON, title="Cài ứng dụng an toàn", html=PROSE))
        db.session.commit()
        db.engine.dispose()


def _prepare(engine: Engine, begin: str) -> None:
    """Give every connection the same durability as ours, and let writers take their lock at once."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begins(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


if __name__ == "__main__":
    make_database(_signed_in_app(begin="BEGIN IMMEDIATE"))
