"""A workshop for tests: a small published library, a teacher who writes, an editor who reviews."""

from pathlib import Path

from app.authoring import service as authoring
from app.authoring.models import Draft
from app.catalog import service as catalog
from app.catalog.storing import Version
from app.core.actor import Actor
from app.core.db import db, transaction
from app.identity.words import Role
from tests import factories
from tests.catalog import library

KEY = "nguoi-dan/giu-otp"
INDEX = "nguoi-dan/index"


def published(folder: Path) -> None:
    """Publish the small library: two lessons, an assessment, a programme for residents."""
    library.published(library.small(folder))


def teacher() -> Actor:
    """Return somebody who writes."""
    return factories.actor(Role.TEACHER)


def editor() -> Actor:
    """Return somebody who publishes."""
    return factories.actor(Role.EDITOR)


def opened(actor: Actor, key: str = KEY) -> Draft:
    """Return a draft of a published lesson, committed."""
    with transaction():
        return authoring.open_draft(key, actor=actor)


def saved(draft: Draft, text: str, actor: Actor, *, auto: bool = False, base: int | None = None) -> Draft:
    """Save a text over the draft and insist that it was taken."""
    with transaction():
        revision = draft.revision if base is None else base
        found = authoring.save(draft.id, text, base_revision=revision, actor=actor, auto=auto)
    assert isinstance(found, Draft)
    return found


def changed(actor: Actor, old: str = "Nội dung bài.", new: str = "Chữ mới.", key: str = KEY) -> Draft:
    """Return a draft in which one thing was changed."""
    draft = opened(actor, key)
    return saved(draft, draft.text.replace(old, new), actor)


def sent(draft: Draft, actor: Actor) -> Draft:
    """Send a draft to its review."""
    with transaction():
        return authoring.send_to_review(draft.id, base_revision=draft.revision, actor=actor)


def prepared(draft: Draft) -> authoring.Prepared:
    """Prepare what a reviewer who opens the draft now would publish."""
    revision, seal = draft.revision, authoring.seal_of(draft)
    return authoring.prepare(draft.id, shown_revision=revision, shown_seal=seal)


def put_out(draft: Draft, author: Actor, reviewer: Actor | None = None) -> Version:
    """Bring a draft all the way: sent, reviewed by somebody else, published."""
    ready = prepared(sent(draft, author))
    with transaction():
        return authoring.publish(ready, actor=reviewer or editor())


def edited(new: str = "Chữ mới.", key: str = KEY, old: str = "Nội dung bài.") -> Version:
    """Publish a change of one lesson from the editor."""
    author = teacher()
    return put_out(changed(author, old, new, key), author)


def new_lesson(title: str = "Gọi điện có hình", folder: str = "nguoi-dan") -> Version:
    """Publish a lesson that lives on the site only."""
    author = teacher()
    with transaction():
        draft = authoring.new_draft(folder, title, actor=author)
    return put_out(draft, author)


def withdrawn(key: str) -> None:
    """Withdraw a lesson on the site."""
    with transaction():
        authoring.withdraw(key, reason="Số liệu đã cũ.", actor=editor())


def page(key: str = KEY) -> str:
    """Return what learners read under a key now."""
    db.session.expire_all()
    return catalog.current_module(key).page_html
