"""Where persons stand in a programme: what each has done, what is missing, and the line that says it; reads only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from app.catalog import service as catalog
from app.catalog.models import ProgrammeVersion
from app.content.words import QuizMode
from app.core.db import db
from app.identity.words import Assurance
from app.learning import queries, rules
from app.learning.models import ProgrammeCompletion
from app.learning.rules import Facts, LessonFact, Missing, Sentence


@dataclass(frozen=True)
class Standing:
    """Where a person stands in the current version of a programme; `line` says it in one sentence, the same for all."""

    programme: ProgrammeVersion
    lessons: tuple[LessonFact, ...]
    assessment: LessonFact | None
    practices: int
    missing: tuple[Missing, ...]
    finished_at: datetime | None

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing is missing, or the programme was finished under an earlier version of its rule."""
        return not self.missing

    @property
    def line(self) -> Sentence:
        """Return the answer to "đã đạt chưa, còn thiếu gì?"."""
        return rules.line(self.programme.title, self.missing)


@dataclass(frozen=True)
class Done:
    """What one person has done of the modules of a programme: progress by module, practices, and both as facts."""

    progress: Mapping[str, queries.Found]
    practices: list[queries.Found]
    facts: Facts


def standings(person_ids: Collection[int], group: str) -> dict[int, Standing]:
    """Return where each person stands, for lists: the number of statements does not grow with the list.

    Raises:
        NotFound: the group has no programme.
    """
    programme = catalog.current_programme(group)
    finished = {row.person_id: row for row in completions(person_ids, programme.cycle)}
    done = done_by(person_ids, programme)
    return {id_: _standing(programme, done[id_].facts, finished.get(id_)) for id_ in person_ids}


COMPLETIONS = select(ProgrammeCompletion).where(
    ProgrammeCompletion.person_id.in_(bindparam("person_ids", expanding=True)),
    ProgrammeCompletion.cycle == bindparam("cycle"),
)


def completions(person_ids: Collection[int], cycle: str) -> list[ProgrammeCompletion]:
    """Return the stored completions of persons in a cycle; a cycle names its programme."""
    return list(db.session.scalars(COMPLETIONS, {"person_ids": list(person_ids), "cycle": cycle}))


def done_by(person_ids: Collection[int], programme: ProgrammeVersion) -> dict[int, Done]:
    """Return what each person has done of one version of a programme, read now."""
    keys = programme.module_keys
    titles = catalog.module_titles(keys)
    progress: dict[int, dict[str, queries.Found]] = {id_: {} for id_ in person_ids}
    practices: dict[int, dict[str, queries.Found]] = {id_: {} for id_ in person_ids}
    for row in queries.progress_of(person_ids, keys):
        progress[row.person_id][row.module_key] = row
    for row in queries.practices_of(person_ids, keys):
        practices[row.Practice.person_id].setdefault(row.Practice.question_id, row)
    return {
        id_: Done(
            progress[id_],
            list(practices[id_].values()),
            _facts(programme, titles, progress[id_], len(practices[id_])),
        )
        for id_ in person_ids
    }


def witness_of(progress: queries.Found) -> str | None:
    """Return the public id of who opened the passed attempt; learners are no witnesses of themselves."""
    return str(progress.witness) if progress.witness_id and progress.witness_human != progress.person_id else None


def stands(progress: queries.Found) -> bool:
    """Tell whether there is a pass and it counts."""
    return progress.passed_at is not None and progress.doubted_at is None


def _standing(programme: ProgrammeVersion, facts: Facts, completion: ProgrammeCompletion | None) -> Standing:
    counts = completion is not None and completion.doubted_at is None
    missing = _missing(programme, facts, completion)
    return Standing(
        programme=programme,
        lessons=facts.lessons,
        assessment=facts.assessment,
        practices=facts.practices,
        missing=missing,
        finished_at=completion.finished_at if completion and counts else None,
    )


def _missing(programme: ProgrammeVersion, facts: Facts, completion: ProgrammeCompletion | None) -> tuple[Missing, ...]:
    """Return what is missing: who has finished is judged by the version they finished under, and only if in doubt."""
    if completion is None or completion.programme_version_id == programme.id:
        is_sure = completion is not None and completion.doubted_at is None
        return () if is_sure else rules.judge(programme.rule, facts).missing
    if completion.doubted_at is None:
        return ()
    own = catalog.get_programme(completion.programme_version_id)
    return rules.judge(own.rule, done_by([completion.person_id], own)[completion.person_id].facts).missing


def _facts(
    programme: ProgrammeVersion,
    titles: Mapping[str, catalog.ModuleTitle],
    progress: Mapping[str, queries.Found],
    practices: int,
) -> Facts:
    assessment = programme.assessment
    passed = progress.get(assessment) if assessment else None
    return Facts(
        lessons=tuple(_lesson_fact(key, titles.get(key), progress.get(key)) for key in programme.lessons),
        assessment=_lesson_fact(assessment, titles.get(assessment), passed) if assessment else None,
        practices=practices,
        is_witnessed=bool(passed and stands(passed) and witness_of(passed)),
        is_by_vneid=bool(passed and stands(passed) and passed.assurance is Assurance.VNEID),
    )


def _lesson_fact(key: str, known: catalog.ModuleTitle | None, row: queries.Found | None) -> LessonFact:
    """Return what was done with a module; one that a programme names before it is published is called by its key."""
    if known is None:
        return LessonFact(key=key, title=key)
    # The quiz mode that counts is that of the version that was read: a later change takes nothing away.
    mode = row.read_mode if row and row.read_mode else known.mode
    return LessonFact(
        key=key,
        title=known.title,
        is_read=bool(row and row.read_at),
        is_passed=bool(row and stands(row)),
        needs_pass=mode == QuizMode.ASSESSMENT,
        is_doubted=bool(row and row.doubted_at),
    )
