"""All files read together: where each stands, and the rules between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from app.content.alike import alike
from app.content.check import check_document, in_order
from app.content.files import list_media, list_sources
from app.content.messages import Report, new_problem, remove_line, replace_line
from app.content.nearby import nearest
from app.content.parse import parse_bytes
from app.content.schema import Document, Fix, Framework, Group, LessonRef, Library, Module, Problem, Programme, QuizMode
from app.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

FOLDERS = {fold(group).replace(" ", "-"): group for group in Group}


def load_library(root: Path, *, today: date, folders: Collection[str] | None = None) -> Library:
    """Read and check every file of a folder of courses, or of some `folders` of it; files are named from `root` on."""
    sources = list_sources(root, folders)
    documents = [parse_bytes(path.read_bytes(), path.relative_to(root).as_posix()) for path in sources]
    return check_library(documents, media=list_media(root), today=today)


def check_library(documents: Iterable[Document], *, media: Mapping[str, int] | None, today: date) -> Library:
    """Return the library of these documents with all problems of each and between them, by file and line.

    `media` maps `nguoi-dan/ten.webp` to its size; with None pictures and sounds are not looked for.
    """
    found = tuple(documents)
    problems: list[Problem] = []
    for document in found:
        problems.extend(check_document(document, today=today, media=_beside(document, media)))
    library = _collect(found, media or {}, problems)
    problems.extend(_shared_ids(found))
    for programme in library.programmes.values():
        problems.extend(_Links(library, programme.file).programme(programme))
    for module in library.modules.values():
        problems.extend(_Links(library, module.file).skills(module))
    problems.extend(_twins(library))
    return replace(library, problems=in_order(problems))


def check_beside(
    document: Document, others: Iterable[Document], *, media: Mapping[str, int] | None, today: date
) -> tuple[Problem, ...]:
    """Return the problems of one document as a part of a library, and those of the programmes of that library.

    The others are not checked by themselves, and no question is compared with theirs: what is shown while somebody
    types must be quick. `media` maps names of files beside the document to their sizes. A problem of a programme names
    the programme's file.
    """
    found = (*others, document)
    problems = list(check_document(document, today=today, media=media))
    library = _collect(found, {}, problems)
    problems.extend(problem for problem in _shared_ids(found) if problem.file == document.file)
    for programme in library.programmes.values():
        problems.extend(_Links(library, programme.file).programme(programme))
    if document.module:
        problems.extend(_Links(library, document.file).skills(document.module))
    return in_order(problems)


def _folder(file: str) -> str:
    return PurePath(file).parent.name


def _beside(document: Document, media: Mapping[str, int] | None) -> dict[str, int] | None:
    if media is None:
        return None
    folder = _folder(document.file)
    return {PurePath(name).name: size for name, size in media.items() if name.startswith(f"{folder}/")}


def _collect(documents: tuple[Document, ...], media: Mapping[str, int], problems: list[Problem]) -> Library:
    modules: dict[str, Module] = {}
    programmes: dict[str, Programme] = {}
    frameworks: dict[str, Framework] = {}
    for document in documents:
        folder = _folder(document.file)
        if document.programme:
            programmes[folder] = document.programme
        if document.framework:
            frameworks[document.framework.id] = document.framework
        module = document.module
        if module is None or not module.meta.id:
            continue
        key = f"{folder}/{module.meta.id}"
        if key in modules:
            report = Report(document.file)
            report.add(module.meta.lines.get("mã", 1), "G08", value=module.meta.id, other=modules[key].file)
            problems.extend(report.problems)
        modules.setdefault(key, module)
    return Library(documents, modules, programmes, frameworks, media)


def _shared_ids(documents: tuple[Document, ...]) -> list[Problem]:
    """Report ids that another file used first; the same file reports its own."""
    seen: dict[str, tuple[str, int]] = {}
    problems: list[Problem] = []
    for document in documents:
        report = Report(document.file)
        for value, line in document.ids:
            other, first = seen.setdefault(value, (document.file, line))
            if other != document.file:
                report.add(line, "Q05.file", value=value, other=other, first=first, fix=remove_line(line))
        problems.extend(report.problems)
    return problems


def _twins(library: Library) -> list[Problem]:
    """Tell of questions that ask nearly what one before them asks; a task may well be practised in two programmes."""
    asked = [(module.file, question) for module in library.modules.values() for question in module.questions]
    problems: list[Problem] = []
    for place, first in alike([question for _, question in asked]):
        (file, question), (other, same) = asked[place], asked[first]
        problems.append(new_problem(file, question.line, "Q62", other=other, first=same.line))
    return problems


class _Links:
    """Checks what one file says about the others."""

    def __init__(self, library: Library, file: str) -> None:
        self.library, self.folder = library, _folder(file)
        self.report = Report(file)

    def programme(self, programme: Programme) -> list[Problem]:
        """Report lessons that do not exist, and a completion rule that nobody could meet."""
        group = FOLDERS.get(self.folder)
        if group and programme.group and programme.group is not group:
            self.report.add(programme.lines.get("nhóm", 1), "F24", wanted=group, value=programme.group)
        seen: set[str] = set()
        for ref in programme.lessons:
            self._module(ref)
            if self._key(ref) in seen:
                self.report.add(ref.line, "G02", value=ref.id)
            seen.add(self._key(ref))
        if (
            programme.assessment
            and (exam := self._module(programme.assessment))
            and exam.meta.quiz is not QuizMode.ASSESSMENT
        ):
            self.report.add(programme.assessment.line, "G07", value=programme.assessment.id)
        self._rule(programme)
        return self.report.problems

    def _rule(self, programme: Programme) -> None:
        line = programme.lines.get("đạt khi", 1)
        rule = programme.rule
        if rule.assessment and "bài đánh giá" not in programme.lines:
            self.report.add(line, "G04")
        if rule.lessons and rule.lessons > len(programme.lessons):
            self.report.add(line, "G05", wanted=rule.lessons, count=len(programme.lessons))
        found = [self.library.modules.get(self._key(ref)) for ref in programme.lessons]
        practices = sum(len(module.practices) for module in found if module)
        if rule.practices > practices and all(found):
            self.report.add(line, "G06", wanted=rule.practices, count=practices)

    def _key(self, ref: LessonRef) -> str:
        return f"{ref.folder or self.folder}/{ref.id}"

    def _module(self, ref: LessonRef) -> Module | None:
        key = self._key(ref)
        module = self.library.modules.get(key)
        if module is None:
            named = f"{ref.folder}/{ref.id}" if ref.folder else ref.id
            near = nearest(key, self.library.modules)
            if near:
                wanted = near if ref.folder else near.partition("/")[2]
                self.report.add(ref.line, "G01.near", value=named, wanted=wanted, fix=self._repair(ref, named, wanted))
            else:
                self.report.add(ref.line, "G01", value=named)
        return module

    def _repair(self, ref: LessonRef, named: str, wanted: str) -> Fix:
        document = next(d for d in self.library.documents if d.file == self.report.file)
        line = document.text.split("\n")[ref.line - 1]
        return replace_line(ref.line, line.replace(named, wanted, 1))

    def skills(self, module: Module) -> list[Problem]:
        """Report tags that no framework holds; without a framework at hand tags are only words."""
        if not self.library.frameworks:
            return []
        for tag in module.meta.skills:
            self._skill(tag, module.meta.lines.get("kỹ năng", 1), module)
        for question in module.items:
            for tag in question.skills:
                self._skill(tag, question.lines.get("Kỹ năng", question.line), module)
        return self.report.problems

    def _skill(self, tag: str, line: int, module: Module) -> None:
        prefix, _, number = tag.rpartition(":")
        if prefix:
            frameworks = [f for f in self.library.frameworks.values() if fold(f.id) == fold(prefix)]
        else:
            frameworks = self._own_frameworks(module)
        if not frameworks and not prefix:
            self.report.add(line, "G14", value=tag)
        elif not any(skill.id == number for framework in frameworks for skill in framework.skills):
            self.report.add(line, "G13", value=tag)

    def _own_frameworks(self, module: Module) -> list[Framework]:
        """Return the frameworks an unnamed tag may mean: those for the module's groups, or the only one there is."""
        every = list(self.library.frameworks.values())
        return every if len(every) == 1 else [f for f in every if set(f.groups) & set(module.meta.groups)]
