"""Publishing the library: checked whole, rendered, then stored as new versions of what changed; all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.audit import service as audit
from app.audit.actions import Action
from app.catalog.drafts import ModuleDraft, ProgrammeDraft, drafts_of
from app.catalog.models import Media, ModuleMedia, ModuleVersion, ProgrammeLesson, ProgrammeVersion
from app.catalog.rendering import MediaFile, Unrenderable, read_media, render_library
from app.content.library import load_library
from app.content.schema import Library, Problem
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import Refusal
from app.core.text import N_


class PublishRefused(Refusal):
    """Something in the library is wrong; `problems` are all of them and nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(N_("Có %(count)s chỗ cần sửa nên chưa phát hành gì."), count=len(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Prepared:
    """A library that was checked and rendered, ready to be stored."""

    modules: Mapping[str, ModuleDraft]
    programmes: Mapping[str, ProgrammeDraft]
    notes: Sequence[Problem]


@dataclass
class PublishReport:
    """What publishing did: new versions and withdrawn ones as `key@number`, how much stayed, what authors are told."""

    published: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    unchanged: int = 0
    notes: list[Problem] = field(default_factory=list)


NO_COURSES = "Thư mục bài học không có, hoặc không có bài nào. Không đưa lên gì cả, bài đang có vẫn giữ nguyên."


def publish(courses_dir: Path, actor: Actor) -> PublishReport:
    """Take in the folder of courses; what did not change gets no new version, what is gone is withdrawn.

    Everything is checked and rendered before the first statement, so nobody waits for the renderer with the lock held.

    Raises:
        PublishRefused: one error anywhere; then nothing is stored.
    """
    return store(prepare(courses_dir), actor)


def prepare(courses_dir: Path) -> Prepared:
    """Check and render the folder of courses; touches no database.

    Raises:
        PublishRefused: one error anywhere.
    """
    if not any(courses_dir.glob("*/*.md")):
        # An empty or mistyped folder would withdraw every lesson of a running site.
        raise PublishRefused([Problem(str(courses_dir), 1, "P09", NO_COURSES)])
    library = load_library(courses_dir, today=clock.today())
    if problems := _errors(library):
        raise PublishRefused(problems)
    media = read_media(courses_dir, library)
    try:
        html = render_library(library, media)
    except Unrenderable as refused:
        raise PublishRefused([refused.problem]) from None
    modules, programmes = drafts_of(library, html, media)
    return Prepared(modules, programmes, [problem for problem in library.problems if not problem.is_error])


def store(prepared: Prepared, actor: Actor) -> PublishReport:
    """Store new versions of what changed and withdraw what is gone, with a line in the trail for each."""
    lock("catalog")
    report = PublishReport(notes=list(prepared.notes))
    _publish_modules(prepared.modules, actor, report)
    _publish_programmes(prepared.programmes, actor, report)
    return report


def _errors(library: Library) -> list[Problem]:
    """Return the errors, and the questions that have no id yet: an id is what keeps answers with their question."""
    unnamed = [
        Problem(
            module.file,
            question.line,
            "Q40",
            f'Dòng {question.line}: Câu "{question.title}" chưa có mã. Chạy lệnh `catalog fmt` với tệp này để có mã.',
        )
        for module in library.modules.values()
        for question in module.items
        if not question.id
    ]
    return [problem for problem in library.problems if problem.is_error] + unnamed


def _publish_modules(drafts: Mapping[str, ModuleDraft], actor: Actor, report: PublishReport) -> None:
    rows = db.session.scalars(select(ModuleVersion).where(ModuleVersion.is_current))
    current = {row.key: row for row in rows}
    numbers = _last_numbers(ModuleVersion.key, ModuleVersion.number)
    changed = [drafts[key] for key in _changed(drafts, current)]
    report.unchanged += len(drafts) - len(changed)
    now = clock.now()
    for key in sorted(current.keys() - drafts.keys()):
        current[key].is_current, current[key].withdrawn_at = False, now
        report.withdrawn.append(f"{key}@{current[key].number}")
        audit.record(Action.MODULE_WITHDRAWN, actor=actor, subject=f"module:{report.withdrawn[-1]}")
    _supersede([current[draft.key] for draft in changed if draft.key in current])
    for draft in changed:
        version = _store_module(draft, number=numbers.get(draft.key, 0) + 1, now=now)
        report.published.append(f"{version.key}@{version.number}")
        subject = f"module:{report.published[-1]}"
        audit.record(Action.MODULE_PUBLISHED, actor=actor, subject=subject, payload=_trace(version))


def _publish_programmes(drafts: Mapping[str, ProgrammeDraft], actor: Actor, report: PublishReport) -> None:
    rows = db.session.scalars(select(ProgrammeVersion).where(ProgrammeVersion.is_current))
    current = {row.group: row for row in rows}
    numbers = _last_numbers(ProgrammeVersion.group, ProgrammeVersion.number)
    changed = [drafts[group] for group in _changed(drafts, current)]
    report.unchanged += len(drafts) - len(changed)
    now = clock.now()
    gone = [current[group] for group in sorted(current.keys() - drafts.keys())]
    for programme in gone:
        report.withdrawn.append(f"{programme.group}@{programme.number}")
        audit.record(Action.PROGRAMME_WITHDRAWN, actor=actor, subject=f"programme:{report.withdrawn[-1]}")
    _supersede([*gone, *(current[draft.group] for draft in changed if draft.group in current)])
    for draft in changed:
        version = _store_programme(draft, number=numbers.get(draft.group, 0) + 1, now=now)
        report.published.append(f"{version.group}@{version.number}")
        subject = f"programme:{report.published[-1]}"
        audit.record(Action.PROGRAMME_PUBLISHED, actor=actor, subject=subject, payload=_trace(version))


def _changed(
    drafts: Mapping[str, ModuleDraft | ProgrammeDraft], current: Mapping[str, ModuleVersion | ProgrammeVersion]
) -> list[str]:
    return [key for key, draft in drafts.items() if key not in current or current[key].source_sha256 != draft.sha256]


def _last_numbers(name: Any, number: Any) -> dict[str, int]:
    rows: Sequence[Any] = db.session.execute(select(name, func.max(number)).group_by(name)).all()
    return dict(rows)


def _supersede(versions: Sequence[ModuleVersion | ProgrammeVersion]) -> None:
    for version in versions:
        version.is_current = False
    db.session.flush()  # There is one current version at any moment, also for the database's index.


def _store_module(draft: ModuleDraft, *, number: int, now: datetime) -> ModuleVersion:
    version = ModuleVersion(
        key=draft.key,
        number=number,
        is_current=True,
        title=draft.title,
        summary=draft.summary,
        minutes=draft.minutes,
        mode=draft.mode,
        valid_until=draft.valid_until,
        page_html=draft.page_html,
        page_bytes=draft.page_bytes,
        about=draft.about,
        snapshot=draft.snapshot,
        source_text=draft.source_text,
        source_sha256=draft.sha256,
        published_at=now,
    )
    db.session.add(version)
    _store_media(draft.media)
    db.session.flush()
    hashes = {file.sha256 for file in draft.media}
    db.session.add_all(ModuleMedia(version_id=version.id, sha256=sha256) for sha256 in hashes)
    return version


def _store_programme(draft: ProgrammeDraft, *, number: int, now: datetime) -> ProgrammeVersion:
    version = ProgrammeVersion(
        group=draft.group,
        number=number,
        is_current=True,
        title=draft.title,
        framework=draft.framework,
        intro_html=draft.intro_html,
        lessons=draft.lessons,
        assessment=draft.assessment,
        rule=draft.rule,
        has_register=draft.has_register,
        source_text=draft.source_text,
        source_sha256=draft.sha256,
        published_at=now,
    )
    db.session.add(version)
    _store_media(draft.media)
    db.session.flush()
    db.session.add_all(
        ProgrammeLesson(programme_id=version.id, position=position, module_key=key)
        for position, key in enumerate(version.module_keys)
    )
    return version


def _store_media(files: Sequence[MediaFile]) -> None:
    for file in files:
        if db.session.get(Media, file.sha256) is None:
            db.session.add(Media(sha256=file.sha256, extension=file.extension, content=file.content))


def _trace(version: ModuleVersion | ProgrammeVersion) -> dict[str, str]:
    return {"title": version.title, "source_sha256": version.source_sha256}
