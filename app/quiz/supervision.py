"""What a helper sees beside a learner: who it is, where they stand, what can be opened or confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.catalog import service as catalog
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.core.text import N_
from app.learning import service as learning
from app.people import service as people
from app.people.models import IdentityState, Person
from app.quiz import queries

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Task:
    """A practice of a programme: where it stands in the library, and whether it was confirmed for this learner."""

    key: str
    question_id: str
    title: str
    lesson: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One programme of a learner: the same one line the learner reads, and what a helper can do."""

    standing: learning.Standing
    open_attempt: queries.AnyRow | None
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner as a helper sees them: no number, nothing but what helping needs."""

    person: Person
    sides: Sequence[Side]


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """One practice with everything to watch for; `needed` of `steps` are enough."""

    title: str
    lesson: str
    prompt_html: str
    steps: Sequence[str]
    needed: int


def find_learners(typed: str) -> list[Person]:
    """Return up to 30 living entries whose name holds these words, with or without tone marks; none for no words."""
    return queries.find_persons(typed, limit=SHOWN) if typed.strip() else []


def get_learner(public_id: UUID, *, helper: Actor) -> Learner:
    """Return a learner for the helper who sits beside them.

    Raises:
        NotFound: nobody, or an entry that was merged into another.
        NotAllowed: the helper's own page; nobody is their own witness.
    """
    person = _learner(public_id, helper)
    sides = [_side(person, programme) for programme in _programmes(person)]
    return Learner(person, sides)


def get_person(public_id: UUID, *, helper: Actor) -> Person:
    """Return the learner alone; refuses as `get_learner` does."""
    return _learner(public_id, helper)


def get_title(key: str) -> str:
    """Return the title of a module as it is served now.

    Raises:
        NotFound: there is none.
    """
    return catalog.current_module(key).title


def modules_of(person_id: int) -> dict[str, str]:
    """Return the titles, by key, of the modules with a quiz in the programmes of a person, in their order."""
    groups = set(people.groups_of(person_id))
    mine = [programme for programme in catalog.list_programmes() if programme.group in groups]
    keys = list(dict.fromkeys(key for programme in mine for key in programme.module_keys))
    titles = catalog.module_titles(keys)
    return {key: titles[key].title for key in keys if key in titles and titles[key].mode}


def get_task(key: str, question_id: str) -> TaskSheet:
    """Return a practice of a module as it is served now.

    Raises:
        NotFound: there is none.
    """
    module = catalog.current_module(key)
    task = next((task for task in module.about["practices"] if task["id"] == question_id), None)
    if task is None:
        raise NotFound(N_("Bài học này không có việc thực hành ấy."))
    return TaskSheet(task["title"], module.title, task["prompt_html"], task["tasks"], task["needed"])


def _learner(public_id: UUID, helper: Actor) -> Person:
    person = people.get_person(public_id)
    if person.state is IdentityState.MERGED:
        raise NotFound(N_("Không tìm thấy người này."))
    if person.id == helper.person_id:
        raise NotAllowed(N_("Không ai tự chứng kiến cho mình. Mời bác nhờ một người hướng dẫn khác."))
    return person


def _programmes(person: Person) -> list[learning.Standing]:
    groups = people.groups_of(person.id)
    known = {programme.group for programme in catalog.list_programmes()}
    return [learning.standing(person.id, group) for group in groups if group in known]


def _side(person: Person, standing: learning.Standing) -> Side:
    running = {row.module_key: row for row in queries.open_attempts(person.id)}
    confirmed = learning.confirmed_practices(person.id, standing.programme.module_keys)
    tasks = [
        Task(module.key, task["id"], task["title"], module.title, task["id"] in confirmed)
        for module in queries.modules_with_practices(standing.programme.module_keys)
        for task in module.about["practices"]
    ]
    return Side(standing, running.get(standing.assessment.key) if standing.assessment else None, tasks)
