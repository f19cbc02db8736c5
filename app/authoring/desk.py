"""What lies on a teacher's desk: the draft of a lesson, or the version it would begin from; looking changes nothing."""

from dataclasses import dataclass

from app.authoring import history, queries, reviewing
from app.authoring.drafts import newer_number
from app.authoring.models import Draft
from app.authoring.reviewing import PlacedComment
from app.authoring.rules import KEY
from app.authoring.words import DraftState
from app.catalog.storing import find_current, find_version
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_

NO_LESSON = N_("Không có bài học này.")


@dataclass(frozen=True)
class Desk:
    """One lesson or programme as its writers see it.

    `revision` 0 means that there is no draft yet: the first save opens one. `current` is the number of the version that
    learners get, None where they get none; `newer` one that was published after the draft began; `given_up` the draft
    of a lesson that was discarded before anybody could read it.
    """

    key: str
    title: str
    text: str
    revision: int
    draft: Draft | None
    current: int | None
    newer: int | None
    comments: list[PlacedComment]
    is_mine: bool
    given_up: Draft | None = None

    @property
    def folder(self) -> str:
        """Return the group's part of the key."""
        return self.key.partition("/")[0]

    @property
    def code(self) -> str:
        """Return the lesson's own part of the key."""
        return self.key.partition("/")[2]

    @property
    def file(self) -> str:
        """Return how its file is called in a folder of courses."""
        return f"{self.key}.md"

    @property
    def is_programme(self) -> bool:
        """Tell whether it is the index of a group."""
        return self.code == "index"

    @property
    def is_writable(self) -> bool:
        """Tell whether its text may be changed now."""
        return self.draft is None or self.draft.is_writable

    @property
    def is_in_review(self) -> bool:
        """Tell whether it waits for a second person."""
        return self.draft is not None and self.draft.state is DraftState.IN_REVIEW

    @property
    def open_comments(self) -> list[PlacedComment]:
        """Return the comments that wait for somebody."""
        return [one for one in self.comments if one.is_open]

    @property
    def lines(self) -> list[str]:
        """Return the text by lines."""
        return self.text.split("\n")


def read(key: str, *, actor: Actor) -> Desk:
    """Return the living draft of a key, or the version that is published or was withdrawn last, or what was given up.

    Raises:
        NotFound: there is neither, or this is no key.
    """
    if not KEY.fullmatch(key):
        raise NotFound(NO_LESSON)
    draft, current = queries.living_draft(key), find_current(key)
    version = current or find_version(key)
    given_up = queries.last_discarded(key) if draft is None and version is None else None
    if draft is None and version is None and given_up is None:
        raise NotFound(NO_LESSON)
    shown = draft or given_up
    return Desk(
        key=key,
        title=shown.title if shown else version.title if version else key,
        text=shown.text if shown else version.source_text if version else "",
        revision=shown.revision if shown else 0,
        draft=draft,
        current=current.number if current else None,
        newer=newer_number(draft) if draft else None,
        comments=reviewing.comments(draft) if draft else [],
        given_up=given_up,
        is_mine=draft is not None and history.is_author(draft, actor),
    )


def published_text(desk: Desk) -> str:
    """Return the text that learners get now, empty where they get none."""
    version = find_current(desk.key)
    return version.source_text if version else ""
