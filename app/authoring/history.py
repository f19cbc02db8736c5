"""The history of a draft: lines that only grow, the differences between them, who wrote what."""

from datetime import datetime
from uuid import UUID

from app.audit import service as audit
from app.audit.actions import Action
from app.authoring import queries, rules
from app.authoring.models import Draft, DraftRevision
from app.authoring.rules import DiffLine
from app.authoring.words import RevisionKind
from app.catalog.storing import find_version
from app.core import clock
from app.core.actor import Actor
from app.core.canonical import sha256_hex
from app.core.db import db
from app.core.errors import NotFound
from app.core.text import N_
from app.people.natural import natural_persons

UNMERGED_NOTE = N_("bản chưa gộp")
NOWHERE = N_("Không có bản này.")


def history(draft_id: UUID) -> list[DraftRevision]:
    """Return the lines of a draft's history, the newest first; texts are loaded one by one when they are asked for."""
    return queries.lines_of(draft_id)


def get_revision(draft_id: UUID, number: int) -> DraftRevision:
    """Return one line of the history.

    Raises:
        NotFound: the draft has no such line.
    """
    line = db.session.get(DraftRevision, (draft_id, number)) if 0 < number < 2**31 else None
    if line is None:
        raise NotFound(NOWHERE)
    return line


def base_text(draft: Draft) -> str:
    """Return the text of the published version a draft started from, empty for something new."""
    if draft.base_number is None:
        return ""
    version = find_version(draft.key, draft.base_number)
    return version.source_text if version else ""


def version_text(key: str, number: int) -> str:
    """Return the text of a published version, served or not.

    Raises:
        NotFound: there is none with this number.
    """
    version = find_version(key, number)
    if version is None:
        raise NotFound(NOWHERE)
    return version.source_text


def difference(draft_id: UUID, old: int, new: int | None) -> list[DiffLine]:
    """Return what changed between two lines of the history; `old` 0 is the published version, `new` None the text now.

    Raises:
        NotFound: there is no such draft or line.
    """
    draft = queries.find_draft(draft_id)
    if draft is None:
        raise NotFound(NOWHERE)
    before = get_revision(draft_id, old).text if old else base_text(draft)
    after = draft.text if new is None else get_revision(draft_id, new).text if new else base_text(draft)
    return rules.differences(before, after)


def authors_of(draft_id: UUID) -> frozenset[int]:
    """Return the natural persons who wrote in a draft, whatever became of it: none of them may publish it."""
    writers = queries.writers_of([draft_id]).get(draft_id, set())
    return frozenset(natural_persons(writers).values())


def authors_of_version(key: str, number: int) -> frozenset[int]:
    """Return the natural persons who wrote the draft a published version came from; nobody for one from a file."""
    found = (authors_of(draft_id) for draft_id in queries.drafts_of_version(key, number))
    return frozenset().union(*found)


def is_author(draft: Draft, actor: Actor) -> bool:
    """Tell whether this natural person wrote in the draft, under whatever account."""
    return natural_persons({actor.person_id})[actor.person_id] in authors_of(draft.id)


def write(draft: Draft, kind: RevisionKind, *, actor: Actor, note: str | None = None) -> None:
    """Write a line for the text a draft has now, in the name of who wrote it, and a line in the trail."""
    line = DraftRevision(
        draft_id=draft.id,
        number=queries.last_number(draft.id) + 1,
        revision=draft.revision,
        kind=kind,
        text=draft.text,
        saved_by_id=draft.updated_by_id,
        saved_account=draft.updated_account,
        saved_at=draft.updated_at,
        note=note,
    )
    _keep(line, draft, actor)


def settle(draft: Draft, kind: RevisionKind = RevisionKind.AUTOSAVED, *, actor: Actor) -> None:
    """Write a line for a text that saved itself and that only the draft holds, where there is none yet."""
    newest = queries.newest_line(draft.id)
    if newest is None or newest.revision != draft.revision:
        write(draft, kind, actor=actor)


def keep_unmerged(draft: Draft, text: str, *, base_revision: int, actor: Actor) -> DraftRevision:
    """Keep a text that came too late, so that it can be merged by hand; the draft itself does not change."""
    line = DraftRevision(
        draft_id=draft.id,
        number=queries.last_number(draft.id) + 1,
        revision=base_revision,
        kind=RevisionKind.UNMERGED,
        text=text,
        saved_by_id=actor.person_id,
        saved_account=actor.account,
        saved_at=clock.now(),
        note=UNMERGED_NOTE,
    )
    _keep(line, draft, actor)
    return line


def last_change(draft: Draft) -> tuple[datetime, int]:
    """Return when the last line was written and by whom; the draft's beginning where there is none."""
    newest = queries.newest_line(draft.id)
    return (newest.saved_at, newest.saved_by_id) if newest else (draft.created_at, draft.created_by_id)


def _keep(line: DraftRevision, draft: Draft, actor: Actor) -> None:
    db.session.add(line)
    payload = {
        "key": draft.key,
        "number": line.number,
        "kind": line.kind.value,
        "account": line.saved_account,
        "sha256": sha256_hex(line.text.encode()),
    }
    audit.record(Action.DRAFT_SAVED, actor=actor, subject=f"draft:{draft.id}", payload=payload)
