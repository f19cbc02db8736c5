"""A lesson on its way out: what it would be in the format of another programme, with the media it names."""

from app.authoring.checking import examine
from app.authoring.shelf import get_media, list_media
from app.content.parse import parse_text
from app.content.schema import Problem
from app.core.errors import NotFound
from app.core.text import N_
from app.interchange import formats
from app.interchange.naming import files_of
from app.interchange.report import Exported

FORMS = ("gift", "qti3")  # Paper has a page of its own.


def errors_of(key: str, text: str) -> list[Problem]:
    """Return what stands against taking a lesson away: with an error a question could be missing from the file."""
    return [problem for problem in examine(key, text).problems if problem.is_error]


def export(key: str, text: str, form: str) -> Exported:
    """Return a lesson in one of `FORMS`.

    Raises:
        BadFile: it cannot be written in this format, with the reasons.
        NotFound: this is no lesson.
    """
    module = parse_text(text, f"{key}.md").module
    if module is None:
        raise NotFound(N_("Không có bài học này."))
    names = files_of(module)
    rows = [row for row in list_media(key.partition("/")[0]) if row.name in names]
    return formats.write(form, module, {row.name: get_media(row.sha256, row.extension) for row in rows})
