"""The beginning of a draft: what is published opened for writing, a new lesson, a lesson that was read elsewhere."""

from uuid import uuid4

from app.audit import service as audit
from app.audit.actions import Action
from app.authoring import history, queries, rules, templates
from app.authoring.drafts import LONGEST_TITLE, move, title_of
from app.authoring.models import INDEX, Draft
from app.authoring.words import DraftState, RevisionKind
from app.catalog.sources import current_sources
from app.catalog.storing import Version, find_current, find_version
from app.content.format import write
from app.content.library import FOLDERS
from app.content.parse import parse_text
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import NotFound, Refusal
from app.core.text import N_, normal

NO_TITLE = N_("Mời thầy cô đặt tên cho bài.")


class BadTitle(Refusal):
    """A new lesson needs a title and a group."""

    status = 422


def open_draft(key: str, *, actor: Actor) -> Draft:
    """Return the living draft of a key, or a new one from the text that is published or was withdrawn last.

    Of a lesson that nobody published yet the draft that was discarded last goes on.

    Raises:
        NotFound: nothing was ever published under this key.
    """
    lock(f"draft|{key}")
    draft = queries.living_draft(key)
    if draft is not None:
        return draft
    version = find_current(key) or find_version(key)
    if version is None and (given_up := queries.last_discarded(key)) is not None:
        # The same draft goes on: its history stays with it, and so does who wrote in it and may not publish it.
        move(given_up, DraftState.DRAFT, Action.DRAFT_OPENED, actor=actor)
        db.session.flush()
        return given_up
    if version is None:
        return _begin(key, _template_of(key), version, actor)
    return _begin(key, version.source_text, version, actor)


def is_as_served(key: str, text: str) -> bool:
    """Tell whether nobody writes at a key and a draft would begin from this very text: there is nothing to save."""
    if queries.living_draft(key) is not None:
        return False
    version = find_current(key) or find_version(key)
    return version is not None and text == version.source_text


def new_draft(folder: str, title: str, *, actor: Actor, text: str | None = None) -> Draft:
    """Return the draft of a new lesson; its code is made of the title and belongs to no other lesson of the folder.

    `text` is a lesson that was read from elsewhere: it gets the new code and keeps the rest.

    Raises:
        BadTitle: no title, or a group that does not exist.
        BadText: the text cannot be kept.
    """
    title = normal(title)[:LONGEST_TITLE]
    if not title or folder not in FOLDERS:
        raise BadTitle(NO_TITLE)
    lock(f"draft|{folder}")
    code = rules.code_for(title, queries.codes_of(folder))
    key = f"{folder}/{code}"
    lock(f"draft|{key}")
    written = templates.new_lesson(folder, code, title) if text is None else templates.with_code(text, code)
    return _begin(key, _as_typed(rules.cleaned(written), key), None, actor)


def _begin(key: str, text: str, version: Version | None, actor: Actor) -> Draft:
    now = clock.now()
    draft = Draft(
        id=uuid4(),
        key=key,
        state=DraftState.DRAFT,
        title=title_of(text, key) or key,
        text=text,
        revision=1,
        base_number=version.number if version else None,
        created_by_id=actor.person_id,
        created_account=actor.account,
        created_at=now,
        updated_by_id=actor.person_id,
        updated_account=actor.account,
        updated_at=now,
    )
    db.session.add(draft)
    db.session.flush()
    payload = {"key": key, "from": draft.base_number}
    audit.record(Action.DRAFT_OPENED, actor=actor, subject=f"draft:{draft.id}", payload=payload)
    history.write(draft, RevisionKind.START if version else RevisionKind.SAVED, actor=actor)
    return draft


def _template_of(key: str) -> str:
    folder, _, code = key.partition("/")
    if code != INDEX or folder not in FOLDERS:
        raise NotFound(N_("Không có bài học này."))
    codes = [source.key.partition("/")[2] for source in current_sources() if source.key.startswith(f"{folder}/")]
    return _as_typed(templates.new_programme(folder, codes), key)


def _as_typed(text: str, key: str) -> str:
    """Return a text of ours without the quotation marks that were only there to be safe."""
    document = parse_text(text, f"{key}.md")
    return text if document.has_errors else write(document, lambda: "")
