"""Checking a text against everything that is published, and showing it as learners would see it; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.authoring import templates
from app.authoring.models import INDEX
from app.catalog import ledger, shelf
from app.catalog.editions import minutes_of, outline_of
from app.catalog.rendering import Unrenderable, page_of_module, page_of_programme, render_page
from app.catalog.sources import current_sources, documents_of, frameworks
from app.content.check import outdated
from app.content.library import check_beside
from app.content.messages import apply_fix as make_repair
from app.content.messages import new_problem, replace_line
from app.content.parse import parse_text
from app.content.renderer import warm_up
from app.content.schema import Document, Level, Module, Problem
from app.content.snapshot import snapshot
from app.core import clock
from app.core.db import let_go
from app.core.errors import Refusal
from app.core.text import N_

__all__ = ["Checked", "NoSuchRepair", "apply_fix", "check", "examine", "problems_of", "warm_up"]


SAMPLE_LEFT = "Dòng {line}: (nhắc) Còn chữ mẫu. Mời thầy cô viết đè lên, hoặc xoá dòng này."


class NoSuchRepair(Refusal):
    """The problem is gone, or it never had a certain repair."""

    def __init__(self) -> None:
        super().__init__(N_("Chỗ này không còn lỗi ấy nữa. Mời thầy cô xem lại danh sách."))


@dataclass(frozen=True)
class Checked:
    """What was found in a text: its tree, its problems by line, the errors it would cause elsewhere, and its page.

    `page` is the record of `app.content.snapshot` for a lesson, the columns of its table for a programme; None where it
    was not asked for or cannot be shown.
    """

    document: Document
    problems: tuple[Problem, ...]
    elsewhere: tuple[Problem, ...]
    page: dict[str, Any] | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return what stands against publishing it, elsewhere or here."""
        return tuple(problem for problem in self.problems if problem.is_error) + self.elsewhere

    @property
    def has_errors(self) -> bool:
        """Tell whether something stands against publishing it."""
        return bool(self.errors)


def check(key: str, text: str) -> Checked:
    """Check a text and render its page with the addresses of the preview.

    The database is let go while it renders: nothing unwritten may be in the same transaction.
    """
    found = examine(key, text)
    addresses = {row.name: row.preview_address for row in shelf.rows(key.partition("/")[0])}
    let_go()
    try:
        return replace(found, page=_page(key, found.document, addresses))
    except Unrenderable as refused:
        return replace(found, problems=(*found.problems, refused.problem))


def problems_of(key: str, text: str) -> tuple[Problem, ...]:
    """Return the problems of a text by line, without its page; the errors it would cause elsewhere come last."""
    found = examine(key, text)
    return found.problems + found.elsewhere


def examine(key: str, text: str) -> Checked:
    """Check a text against what is published now, without its page."""
    sources = current_sources()
    others = documents_of([source for source in sources if source.key != key]) + frameworks()
    before = documents_of([source for source in sources if source.key == key])
    sizes = {row.name: row.size for row in shelf.rows(key.partition("/")[0])}
    document = parse_text(text, f"{key}.md")
    found = check_beside(document, others, media=sizes, today=clock.today())
    own = [problem for problem in found if problem.file == document.file and problem.code != "F23"]
    renamed = _other_code(key, document)
    if document.module and not any(one.text == document.text for one in before):
        late = outdated(document.module, today=clock.today())
        own = [problem for problem in own if not (late and problem.code == "F28")] + late
    own += [_sample(document.file, line) for line in templates.samples_left(document.text)]
    own += renamed + (ledger.reused([(key, document.module)]) if document.module else [])
    problems = tuple(sorted(own, key=lambda problem: problem.line))
    return Checked(document, problems, () if renamed else _elsewhere(found, before, others))


def apply_fix(key: str, text: str, code: str, line: int) -> str:
    """Return the text with the certain repair of one problem made.

    Raises:
        NoSuchRepair: there is no such problem at this line, or only the author knows what is meant.
    """
    found = examine(key, text)
    fixes = (problem.fix for problem in found.problems if (problem.code, problem.line) == (code, line))
    fix = next((fix for fix in fixes if fix), None)
    if fix is None:
        raise NoSuchRepair
    return make_repair(found.document.text, fix)


def _sample(file: str, line: int) -> Problem:
    return Problem(file, line, "W01", SAMPLE_LEFT.format(line=line), level=Level.NOTE)


def _other_code(key: str, document: Document) -> list[Problem]:
    """Return a problem where the head names another lesson than the draft is of: its address would change."""
    code = key.partition("/")[2]
    meta = document.module.meta if document.module else None
    if meta is None or meta.id in ("", code):
        return []
    line = meta.lines.get("mã", 1)
    return [new_problem(document.file, line, "F30", code=code, fix=replace_line(line, f"mã: {code}"))]


def _elsewhere(found: Sequence[Problem], before: Sequence[Document], others: Sequence[Document]) -> tuple[Problem, ...]:
    """Return the errors in other files that are not there with the text that is published now.

    A lesson that is not published yet causes none: no programme can name it.
    """
    known = {problem for one in before for problem in check_beside(one, others, media=None, today=clock.today())}
    files = {document.file for document in before}
    news = [problem for problem in found if problem.is_error and problem.file not in files and problem not in known]
    return tuple(news) if before else ()


def _beside(module: Module, addresses: dict[str, str]) -> dict[str, Any]:
    """Return what a learner's page shows around a text: how long it takes, its recording, that its day is over."""
    last = module.meta.valid_until
    over = last if last and last < clock.today() else None
    return {"minutes": minutes_of(module), "audio": addresses.get(module.meta.audio), "is_over_since": over}


def _page(key: str, document: Document, addresses: dict[str, str]) -> dict[str, Any] | None:
    folder = key.partition("/")[0]
    if document.module:
        record = snapshot(document.module, render_page(page_of_module(key, document.module), addresses))
        return record | _beside(document.module, addresses)
    if key.endswith(f"/{INDEX}") and document.programme:
        programme = document.programme
        (intro_html,) = render_page(page_of_programme(folder, programme), addresses)
        head = {"title": programme.title, "framework": programme.framework, "intro_html": intro_html}
        return head | outline_of(folder, programme)
    return None
