"""The lessons that a programme may name: what is served now, those of its own group first."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from app.authoring import queries
from app.catalog.words import GROUPS
from app.content.words import QuizMode
from app.core.text import N_


@dataclass(frozen=True)
class Offer:
    """One lesson: its key, its title, the name of its group, and of an assessment the share needed to pass it."""

    key: str
    title: str
    group: str
    is_exam: bool
    pass_percent: str

    def exam_words(self, words: Callable[..., str]) -> str:
        """Return what an assessment is called where one is chosen; `words` translates."""
        return words(N_("%(title)s (đạt từ %(percent)s %%)"), title=self.title, percent=self.pass_percent)


def lessons_for(folder: str) -> list[Offer]:
    """Return what a programme of a group may name, by title."""
    found = [_offer(row) for row in queries.module_rows()]
    return sorted(found, key=lambda one: (not one.key.startswith(f"{folder}/"), one.group, one.title))


def titles() -> dict[str, str]:
    """Return the titles of the lessons that are served now, by key."""
    return {row.key: row.title for row in queries.module_rows()}


def _offer(row: queries.Found) -> Offer:
    folder = row.key.partition("/")[0]
    percent = f"{float(Fraction(row.pass_percent or 80)):g}".replace(".", ",")
    group = GROUPS[folder].name if folder in GROUPS else folder
    return Offer(row.key, row.title, group, row.mode == QuizMode.ASSESSMENT, percent)
