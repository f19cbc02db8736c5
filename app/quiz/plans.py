"""What counting a module's attempts again would use: by which keys of its newest version, and which questions not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.catalog import service as catalog
from app.content.words import Scoring
from app.quiz import corrections, layout, results
from app.quiz.corrections import Record
from app.quiz.grading import Asked
from app.quiz.kinds.base import Told
from app.quiz.kinds.registry import rules_on
from app.quiz.queries import AnyRow
from app.quiz.questions import Question, Quiz


@dataclass(frozen=True, slots=True)
class Corrected:
    """A question whose key the newest version corrected; the right answer in words, and the other ones before it.

    `place` is its number in the newest version, from 1; `before` are the different keys of earlier versions, the oldest
    first.
    """

    id: str
    place: int
    title: str
    before: tuple[Told, ...]
    after: Told


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question that is another one by now; `problem` says why its old answers cannot be marked by the new key."""

    id: str
    place: int
    title: str
    problem: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The keys to use by version id (as text) and question, the questions they are about, and those left out.

    `asked` holds, by version id, all questions of that version as they are graded with these keys; `written_in` are the
    numbers of the versions that brought the corrected keys: whoever wrote in those wrote the keys.
    """

    key: str
    title: str
    version_id: int
    number: int
    keys: Mapping[str, Mapping[str, Any]]
    asked: Mapping[int, Mapping[str, Asked]]
    corrected: Sequence[Corrected]
    left_out: Sequence[LeftOut]
    written_in: frozenset[int]

    @property
    def version_ids(self) -> list[int]:
        """Return the versions whose attempts it is about."""
        return [int(version) for version in self.keys]


def plan_for(key: str) -> Plan:
    """Return what would be used for a module's attempts now; without any key where nothing was corrected.

    Only the key is taken from the newest version: points, counting and pass mark stay those of each attempt. A key that
    was used before and is not the newest version's business any more stays in use.

    Raises:
        NotFound: no such module, or it was withdrawn.
    """
    current = catalog.current_module(key)
    versions = results.versions_of(key)
    newest = next(row for row in versions if row.id == current.id)
    used = results.merged_keys(results.regrades_of(key))
    older = [row for row in versions if row.number < newest.number]
    comparisons = [_Comparison(row, newest, used.get(str(row.id), {})) for row in older]
    keys = {str(one.old.id): one.keys for one in comparisons if one.keys}
    found = _by_place(_together([one for each in comparisons for one in each.corrected]))
    apart = _by_place({one.id: one for each in comparisons for one in each.left_out})
    asked = {one.old.id: _asked(one.old.snapshot, one.keys) for one in comparisons if one.keys}
    written = frozenset(_first_with(one.id, newest, older) for one in found)
    return Plan(key, current.title, current.id, newest.number, keys, asked, found, apart, written)


class _Comparison:
    """An older version beside the newest one."""

    def __init__(self, old: AnyRow, new: AnyRow, used: Mapping[str, Any]) -> None:
        self.old = old
        self.keys: dict[str, Any] = dict(used)
        self.corrected: list[Corrected] = []
        self.left_out: list[LeftOut] = []
        before = {record["id"]: record for record in old.snapshot["questions"]}
        for place, record in enumerate(new.snapshot["questions"], 1):
            if record["id"] in before:
                self._compare(place, before[record["id"]], record)

    def _compare(self, place: int, old: Record, new: Record) -> None:
        id_, wanted = new["id"], corrections.key_of(new)
        problem = corrections.problem_between(old, new)
        same_key = problem != corrections.OTHER_CHOICES and corrections.key_of(old) == wanted
        if problem is None and (id_ in self.keys or not same_key):
            self.keys[id_] = wanted
        if same_key:
            return
        if problem is None:
            self.corrected.append(Corrected(id_, place, new["title"], (told(old),), told(new)))
        else:
            self.left_out.append(LeftOut(id_, place, new["title"], problem))


def _first_with(id_: str, newest: AnyRow, older: Sequence[AnyRow]) -> int:
    """Return the number of the version from which on a question has had the key it has now."""
    number, now = newest.number, _find(newest, id_)
    for row in reversed(older):
        record = _find(row, id_)
        if record is None or now is None or not corrections.same_choices(record, now):
            break
        if corrections.key_of(record) != corrections.key_of(now):
            break
        number = row.number
    return int(number)


def _find(version: AnyRow, id_: str) -> Record | None:
    return next((record for record in version.snapshot["questions"] if record["id"] == id_), None)


def _asked(snapshot: Mapping[str, Any], keys: Mapping[str, Any]) -> dict[str, Asked]:
    """Return the questions of a version as they are graded, with other keys where there are some."""
    own = {question.asked.id: question.asked for question in Quiz.read(snapshot).questions}
    return {id_: replace(asked, key=keys.get(id_, asked.key)) for id_, asked in own.items()}


def told(record: Record) -> Told:
    """Return the right answer of a question in a snapshot, in words."""
    question = Question.read(record, Scoring.SHARE)
    laid = layout.lay([question], shuffles=False, seed="")[0]
    return rules_on(laid).told(question.material, laid)


def _together(found: Sequence[Corrected]) -> dict[str, Corrected]:
    """Return each corrected question once, with every key that it had before."""
    together: dict[str, Corrected] = {}
    for one in found:
        before = together[one.id].before if one.id in together else ()
        together[one.id] = replace(one, before=(*before, *(told for told in one.before if told not in before)))
    return together


def _by_place(found: Mapping[str, Any]) -> list[Any]:
    return sorted(found.values(), key=lambda one: one.place)
