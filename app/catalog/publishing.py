"""Taking in a folder of courses: checked, rendered, then stored as new versions of what changed; all or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.catalog import glossary, intake, shelf
from app.catalog.editions import Edition, edition_of_module, edition_of_programme
from app.catalog.intake import Found, Plan
from app.catalog.rendering import MediaByFolder, Unrenderable, read_media, render_library
from app.catalog.rules import Step
from app.catalog.storing import store as store_version
from app.catalog.storing import withdraw
from app.catalog.words import Origin
from app.content.library import load_library
from app.content.messages import new_problem
from app.content.schema import Library, Module, Problem
from app.core import clock
from app.core.actor import Actor
from app.core.db import lock
from app.core.errors import Refusal
from app.core.text import N_


class PublishRefused(Refusal):
    """Something in the library is wrong; `problems` are all of them and nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(N_("Có %(count)s chỗ cần sửa nên chưa phát hành gì."), count=len(problems))
        self.problems = tuple(problems)


@dataclass
class PublishReport:
    """What publishing did: new versions and withdrawn ones as `key@number`, how much stayed, what authors are told."""

    published: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    unchanged: int = 0
    notes: list[Problem] = field(default_factory=list)


# What may be right although it looks wrong among the files alone: the site can hold lessons that have no file.
SITE_MATTERS = frozenset({"G01", "G06", "G07", "Q05"})


def publish(courses_dir: Path, actor: Actor) -> PublishReport:
    """Take in the folder of courses; what did not change gets no new version, what is gone is withdrawn.

    What was changed in the editor since the last intake stays; what was changed in both places stops everything. All is
    read and rendered before the first statement, so nobody waits for the renderer with the lock held.

    Raises:
        PublishRefused: one error anywhere; then nothing is stored.
    """
    return store(prepare(courses_dir), actor)


def prepare(courses_dir: Path) -> Found:
    """Read and render the folder of courses; touches no database.

    Raises:
        PublishRefused: one error in a file. Whether the files fit to what is on the site is told by `store`.
    """
    if not any(courses_dir.glob("*/*.md")):
        # An empty or mistyped folder would withdraw every lesson of a running site.
        raise PublishRefused([new_problem(str(courses_dir), 1, "P09")])
    library = load_library(courses_dir, today=clock.today())
    errors = [problem for problem in library.problems if problem.is_error] + nameless(library.modules.values())
    if any(problem.code not in SITE_MATTERS for problem in errors):
        raise PublishRefused(errors)
    media = read_media(courses_dir, library)
    try:
        editions = _editions(library, media)
    except Unrenderable as refused:
        raise PublishRefused([refused.problem]) from None
    return Found(library, editions, media)


def store(found: Found, actor: Actor) -> PublishReport:
    """Store new versions of what changed and withdraw what is gone, with a line in the trail for each.

    Raises:
        PublishRefused: the files do not fit to what is on the site; then nothing is stored.
    """
    lock("catalog")
    plan = intake.plan(found.editions)
    if problems := intake.obstacles(found, plan, today=clock.today()):
        raise PublishRefused(problems)
    notes = [problem for problem in found.library.problems if not problem.is_error]
    report = PublishReport(notes=notes + intake.notes(plan, found.editions))
    shelf.fill(found.media)
    _carry_out(plan, found, actor, report)
    intake.remember(plan, found.editions)
    return report


def nameless(modules: Iterable[Module]) -> list[Problem]:
    """Return a problem for each question without an id: an id is what keeps answers with their question."""
    return [
        new_problem(module.file, question.line, "Q06", title=question.title)
        for module in modules
        for question in module.items
        if not question.id
    ]


def _editions(library: Library, media: MediaByFolder) -> dict[str, Edition]:
    html = render_library(library, media)
    texts = {document.file: document.text for document in library.documents}
    made = [
        edition_of_module(key, module, texts[module.file], html[key], media.get(key.partition("/")[0], {}))
        for key, module in library.modules.items()
    ]
    made += [
        edition_of_programme(group, programme, texts[programme.file], html[f"{group}/index"][0], media.get(group, {}))
        for group, programme in library.programmes.items()
    ]
    return {edition.key: edition for edition in made}


def _carry_out(plan: Plan, found: Found, actor: Actor, report: PublishReport) -> None:
    """Withdraw, then publish: modules first, so that a programme never names one that is not there."""
    report.unchanged = len(plan.keys(Step.SAME)) + sum(key in found.editions for key in plan.keys(Step.KEEP))
    for key in plan.keys(Step.WITHDRAW):
        withdraw(plan.current[key], actor=actor)
        report.withdrawn.append(plan.current[key].label)
    for key in plan.keys(Step.TAKE):
        version = store_version(found.editions[key], plan.current.get(key), origin=Origin.FILES, actor=actor)
        report.published.append(version.label)
    taken, gone = glossary.take(found.library.glossary, actor)
    report.published += taken
    report.withdrawn += gone
