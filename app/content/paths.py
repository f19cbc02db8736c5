"""Which files belong together when a command names some of them: a library, one folder of it, or a file on its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.content.check import check_document, in_order
from app.content.files import list_sources
from app.content.library import load_library
from app.content.parse import parse_bytes
from app.content.schema import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from app.content.schema import Framework, Library, Module, Problem


@dataclass(frozen=True, slots=True)
class Found:
    """What the named files hold: all problems, the lessons, and the frameworks that name their skills."""

    problems: tuple[Problem, ...] = ()
    modules: tuple[Module, ...] = ()
    frameworks: tuple[Framework, ...] = ()


def read_paths(paths: Sequence[Path], *, courses: Path, today: date) -> Found:
    """Read and check the named files and folders; problems are by file and line, files are named as they were given.

    A file inside `courses`, or in a folder with an `index.md`, is checked with its library; any other one alone.
    """
    libraries: dict[tuple[Path, frozenset[str] | None], Library] = {}
    problems: list[Problem] = []
    modules: list[Module] = []
    for path in dict.fromkeys(expand(paths)):
        root, folders = _surroundings(path, courses)
        if root is None:
            document, found = check_alone(path, today=today)
        else:
            library = libraries.get((root, folders))
            if library is None:
                library = libraries[root, folders] = load_library(root, today=today, folders=folders)
            document, found = _of_library(library, path.resolve().relative_to(root).as_posix())
        problems.extend(replace(problem, file=str(path)) for problem in found)
        modules.extend([document.module] if document.module else [])
    frameworks = {one.id: one for library in libraries.values() for one in library.frameworks.values()}
    return Found(in_order(problems), tuple(modules), tuple(frameworks.values()))


def _of_library(library: Library, name: str) -> tuple[Document, tuple[Problem, ...]]:
    """Return one file of a library with its problems; one that is no lesson, a README, is empty and has none."""
    document = next((document for document in library.documents if document.file == name), Document(name))
    return document, tuple(problem for problem in library.problems if problem.file == name)


def check_alone(path: Path, *, today: date) -> tuple[Document, tuple[Problem, ...]]:
    """Read one file and check it without any other; media are looked for when the folder has some."""
    document = parse_bytes(path.read_bytes(), str(path))
    folder = path.parent / "media"
    media = {file.name: file.stat().st_size for file in folder.iterdir() if file.is_file()} if folder.is_dir() else None
    return document, check_document(document, today=today, media=media)


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files as they are, and for a folder the Markdown files in it and in its own folders."""
    for path in paths:
        if path.is_dir():
            own = (file for file in path.glob("*.md") if not file.name.startswith((".", "README")))
            yield from sorted({*list_sources(path), *own})
        else:
            yield path


def _surroundings(path: Path, courses: Path) -> tuple[Path | None, frozenset[str] | None]:
    """Return the root of the library a file stands in and the folders that matter; (None, None) for a file alone."""
    place, home = path.resolve(), courses.resolve()
    if place.is_relative_to(home):
        return (home, None) if len(place.relative_to(home).parts) == 2 else (None, None)
    index = place.parent / "index.md"
    if not index.is_file():
        return None, None
    programme = parse_bytes(index.read_bytes(), "index.md").programme
    refs = [*programme.lessons, programme.assessment] if programme else []
    return place.parent.parent, frozenset(
        {place.parent.name, "khung", *(ref.folder for ref in refs if ref and ref.folder)}
    )
