"""The skills that a programme covers as it is served now, for the page that shows them."""

from dataclasses import dataclass

from app.catalog import service, sources
from app.catalog.models import ProgrammeVersion
from app.content.coverage import Coverage, coverage_of
from app.content.library import FOLDERS


@dataclass(frozen=True)
class CoveragePage:
    """A programme with what it covers, framework by framework, and the titles of its lessons by key."""

    programme: ProgrammeVersion
    frameworks: list[Coverage]
    titles: dict[str, str]


def coverage_page(group: str) -> CoveragePage:
    """Return what the programme of a group (its folder's name) covers.

    Raises:
        NotFound: the group has no programme.
    """
    programme = service.current_programme(group)
    keys = set(programme.module_keys)
    texts = sources.documents_of([source for source in sources.current_sources() if source.key in keys])
    by_key = {document.file.removesuffix(".md"): document.module for document in texts}
    modules = {key: module for key in programme.module_keys if (module := by_key.get(key)) is not None}
    frameworks = [document.framework for document in sources.frameworks() if document.framework is not None]
    titles = {key: title.title for key, title in service.module_titles(keys).items()}
    return CoveragePage(programme, coverage_of(modules, frameworks, FOLDERS.get(group)), titles)
