"""From checked texts to HTML before the database is touched: pages of one folder share a child process."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from app.content.markdown import RenderRefused, render_batch
from app.content.messages import new_problem
from app.content.schema import Library, Module, Problem, Programme
from app.content.snapshot import refused_part, texts_to_render

# A child has half a second of processor time; this much honest text takes a fifth of it.
BATCH_BYTES = 50_000


@dataclass(frozen=True)
class MediaFile:
    """One file beside the lessons: the hash and the number of its bytes; `content` is None where they are stored."""

    sha256: str
    extension: str
    size: int
    content: bytes | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        """Return where it is served."""
        return f"/media/{self.sha256}.{self.extension}"


def media_file(content: bytes, extension: str) -> MediaFile:
    """Return these bytes as a file beside the lessons."""
    return MediaFile(hashlib.sha256(content).hexdigest(), extension, len(content), content)


MediaByFolder = Mapping[str, Mapping[str, MediaFile]]


@dataclass(frozen=True)
class Page:
    """What is rendered together: the texts of a module, or the introduction of a programme (`module` is None)."""

    key: str
    folder: str
    texts: Sequence[str]
    file: str
    module: Module | None = None
    line: int = 1

    def refused(self, index: int) -> Problem:
        """Return the problem of the text that could not be rendered."""
        if self.module is not None:
            return refused_part(self.module, index)
        return new_problem(self.file, self.line, "P08.intro")


def page_of_module(key: str, module: Module) -> Page:
    """Return the texts of a module."""
    return Page(key, key.partition("/")[0], texts_to_render(module), module.file, module)


def page_of_programme(folder: str, programme: Programme) -> Page:
    """Return the text of a programme."""
    return Page(f"{folder}/index", folder, [programme.intro], programme.file, line=programme.intro_line)


class Unrenderable(Exception):  # noqa: N818  # Named like the refusals of the application.
    """A text cannot be rendered within its limits; carries the problem for its author."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_media(courses_dir: Path, library: Library) -> MediaByFolder:
    """Return the media of each folder by name."""
    found: dict[str, dict[str, MediaFile]] = {}
    for path in library.media:
        folder, _, name = path.partition("/")
        content = (courses_dir / folder / "media" / name).read_bytes()
        extension = name.rpartition(".")[2].lower()
        found.setdefault(folder, {})[name] = media_file(content, extension)
    return found


def render_library(library: Library, media: MediaByFolder) -> dict[str, list[str]]:
    """Return the HTML of every text by the key of its module (in the order of `texts_to_render`) or `<group>/index`.

    Raises:
        Unrenderable: a text is beyond the renderer's limits.
    """
    pages = [page_of_module(key, module) for key, module in library.modules.items()]
    pages += [page_of_programme(folder, index) for folder, index in library.programmes.items()]
    done: dict[str, list[str]] = {}
    for folder, batch in _batches(pages):
        html = iter(_render(batch, {name: file.address for name, file in media.get(folder, {}).items()}))
        done |= {page.key: [next(html) for _ in page.texts] for page in batch}
    return done


def render_page(page: Page, addresses: Mapping[str, str]) -> list[str]:
    """Return the HTML of every text of one page; `addresses` are those of the media by name.

    Raises:
        Unrenderable: a text is beyond the renderer's limits.
    """
    return _render([page], addresses)


def _batches(pages: list[Page]) -> Iterator[tuple[str, list[Page]]]:
    """Yield the pages of a folder in parts of a size: names of media are unique within a folder only."""
    for folder, of_folder in groupby(sorted(pages, key=lambda page: page.folder), lambda page: page.folder):
        batch: list[Page] = []
        for page in of_folder:
            if batch and _bytes(batch) + _bytes([page]) > BATCH_BYTES:
                yield folder, batch
                batch = []
            batch.append(page)
        yield folder, batch


def _bytes(pages: list[Page]) -> int:
    return sum(len(text.encode()) for page in pages for text in page.texts)


def _render(batch: list[Page], addresses: Mapping[str, str]) -> list[str]:
    try:
        return render_batch([text for page in batch for text in page.texts], media=addresses)
    except RenderRefused as refused:
        index = refused.index or 0
        for page in batch:
            if index < len(page.texts):
                raise Unrenderable(page.refused(index)) from refused
            index -= len(page.texts)
        raise
