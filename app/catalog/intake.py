"""What an intake would do with each key of a folder of courses and of the site, and what stands against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.catalog import ledger, shelf
from app.catalog.editions import Edition
from app.catalog.models import TakenFile
from app.catalog.rendering import MediaByFolder
from app.catalog.rules import Step, step
from app.catalog.sources import Source, documents_of
from app.catalog.storing import Version, current_versions
from app.catalog.words import Origin
from app.content.check import check_document, outdated
from app.content.library import check_library
from app.content.messages import new_problem
from app.content.schema import Document, Library, Problem
from app.core import clock
from app.core.db import db


@dataclass(frozen=True)
class Found:
    """A folder of courses as it was read: its documents, their editions by key, and its media."""

    library: Library
    editions: Mapping[str, Edition]
    media: MediaByFolder


@dataclass(frozen=True)
class Plan:
    """What to do with each key, made of what is served now and of what was taken in last time."""

    steps: Mapping[str, Step]
    current: Mapping[str, Version]
    taken: Mapping[str, TakenFile]

    def keys(self, wanted: Step) -> list[str]:
        """Return the keys of one step, modules before programmes, each in order."""
        return sorted((key for key, one in self.steps.items() if one is wanted), key=lambda key: (_is_index(key), key))


def plan(editions: Mapping[str, Edition]) -> Plan:
    """Compare the files with the site; the caller holds the lock of the catalog."""
    current, taken = current_versions(), {row.key: row for row in db.session.scalars(select(TakenFile))}
    steps = {
        key: step(
            file=editions[key].sha256 if key in editions else None,
            taken=_taken(taken.get(key), current.get(key)),
            current=current[key].source_sha256 if key in current else None,
        )
        for key in sorted(editions.keys() | current.keys() | taken.keys())
    }
    return Plan(steps, current, taken)


def _taken(row: TakenFile | None, served: Version | None) -> str | None:
    """Return the file as it was last time: a version that came as a file says so itself."""
    if served is not None and served.origin is Origin.FILES:
        return served.source_sha256
    return row.sha256 if row else None


def obstacles(found: Found, made: Plan, *, today: date) -> list[Problem]:
    """Return everything that stands against carrying out a plan, by file and line; empty when nothing does."""
    problems = [
        new_problem(f"{key}.md", 1, "P10" if key in made.current else "P10.withdrawn") for key in made.keys(Step.CLASH)
    ]
    problems += _other_media(found.media, made)
    modules = [(key, module) for key, module in found.library.modules.items() if made.steps[key] is Step.TAKE]
    problems += ledger.reused(modules)
    if made.current or made.taken:  # A site that begins takes over what grew old elsewhere.
        problems += [problem for _, module in modules for problem in outdated(module, today=today)]
    problems += _between(found, made, today)
    return sorted(problems, key=lambda problem: (problem.file, problem.line))


def notes(made: Plan, editions: Mapping[str, Edition]) -> list[Problem]:
    """Return what the operator is told about texts that stay as they are on the site."""
    told = []
    for key in made.keys(Step.KEEP):
        if key in editions:
            told.append((key, "P12" if key in made.current else "P12.withdrawn"))
        elif key in made.taken:
            told.append((key, "P12.no-file"))
    return [new_problem(f"{key}.md", 1, code) for key, code in told]


def remember(made: Plan, editions: Mapping[str, Edition]) -> None:
    """Write down the files as they were this time."""
    for key in made.taken.keys() - editions.keys():
        db.session.delete(made.taken[key])
    for key, edition in editions.items():
        row = made.taken.get(key) or TakenFile(key=key)
        if row.sha256 != edition.sha256:
            row.sha256, row.taken_at = edition.sha256, clock.now()
            db.session.add(row)


def _is_index(key: str) -> bool:
    return key.endswith("/index")


def _other_media(media: MediaByFolder, made: Plan) -> list[Problem]:
    """Return a problem for each file whose name means other bytes on the site: in a text that stays, or put by hand."""
    used = shelf.put_by_hand()
    for key in made.keys(Step.KEEP):
        if key in made.current:
            folder = key.partition("/")[0]
            used |= {(folder, name): sha256 for name, sha256 in made.current[key].media.items()}
    return [
        new_problem(f"{folder}/media/{name}", 1, "P11", name=name)
        for (folder, name), sha256 in sorted(used.items())
        if name in media.get(folder, {}) and media[folder][name].sha256 != sha256
    ]


def _between(found: Found, made: Plan, today: date) -> list[Problem]:
    """Return the errors of the library as it would be; of texts that stay only those that the files cause."""
    kept = [made.current[key] for key in made.keys(Step.KEEP) if key in made.current]
    gone = {f"{key}.md" for key in made.keys(Step.KEEP)}
    if not gone:
        return [problem for problem in found.library.problems if problem.is_error]
    stay = documents_of([Source(row.source_key, row.number, row.source_sha256) for row in kept])
    sizes = {f"{row.folder}/{row.name}": row.size for row in shelf.rows()} | dict(found.library.media)
    taken = [document for document in found.library.documents if _key_file(document) not in gone]
    whole = check_library([*stay, *taken], media=sizes, today=today)
    own = {problem for document in stay for problem in check_document(document, today=today)}
    return [problem for problem in whole.problems if problem.is_error and problem not in own]


def _key_file(document: Document) -> str:
    """Return where the text of a document stands by its own id, which may differ from the name of its file."""
    folder = document.file.rpartition("/")[0]
    return f"{folder}/{document.module.meta.id}.md" if document.module else document.file
