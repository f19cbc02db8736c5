"""The overview: where the commune stands, what waits for whom, what is stuck. Reads everything, writes nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from app.catalog import service as catalog
from app.core import clock
from app.core.text import N_
from app.people import service as people
from app.people.models import Group, Hamlet
from app.push import queries as push
from app.push.words import MessageState
from app.registry import desk, listing, reviews
from app.registry.words import State
from app.reports import queries
from app.reports.rules import Figure, Plan, Target, plan_of, problem_of
from app.web.access import Permission as May


@dataclass(frozen=True)
class Measured:
    """One target beside what was counted; `problem` says why no rate stands there."""

    target: Target
    count: int
    problem: str | None


@dataclass(frozen=True)
class Task:
    """Something that waits for who is asking: words, how many, and where it is done."""

    words: str
    count: int
    name: str
    endpoint: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Overview:
    """Everything the first page of officials shows."""

    by_group: dict[Group, dict[Figure, int]]
    by_hamlet: list[tuple[Hamlet, dict[Figure, int]]]
    group: Group
    plan: Plan
    measured: list[Measured]
    tasks: list[Task]
    stuck: list[Task]


def overview(permissions: Collection[str], group: Group) -> Overview:
    """Return the overview for somebody with these permissions; the table of thôn is of one group."""
    cells = queries.counts()
    hamlets = people.list_hamlets()
    totals = {one: {figure: _total(cells, figure, one) for figure in Figure} for one in Group}
    plan = plan_of(clock.today().year)
    return Overview(
        by_group=totals,
        by_hamlet=[(one, {figure: cells.get((figure, group, one.id), 0) for figure in Figure}) for one in hamlets],
        group=group,
        plan=plan,
        measured=[_measure(target, totals) for target in plan.targets],
        tasks=[task for task in _tasks(permissions) if task.count],
        stuck=[task for task in _stuck(permissions) if task.count],
    )


def _total(cells: queries.Cells, figure: Figure, group: Group) -> int:
    return sum(count for (counted, of, _hamlet), count in cells.items() if counted is figure and of == group)


def _measure(target: Target, totals: dict[Group, dict[Figure, int]]) -> Measured:
    count = totals[Group(target.group)][target.figure]
    return Measured(target, count, problem_of(count, target.denominator))


def _tasks(permissions: Collection[str]) -> list[Task]:
    tasks = []
    states = listing.counts_by_state()
    if May.APPROVE in permissions:
        tasks.append(Task(N_("Danh sách chờ duyệt"), listing.count_waiting_lists(), "lists", "registry.approvals"))
        tasks.append(_records(N_("Đề nghị thu hồi chờ quyết định"), states, State.REVOKE_PROPOSED))
    if May.HOLD in permissions:
        here = (("trang-thai", listing.TO_REVIEW),)
        words = N_("Hồ sơ cần xem lại sau khi chấm lại")
        tasks.append(Task(words, len(reviews.waiting()), listing.TO_REVIEW, "registry.records", here))
    if May.RELEASE in permissions:
        tasks.append(_records(N_("Hồ sơ đang tạm giữ"), states, State.ON_HOLD))
    if May.PROPOSE in permissions:
        tasks += _to_propose()
        tasks.append(_records(N_("Tên bị trả lại, cần xem"), states, State.RETURNED))
    waiting = desk.counts()
    if May.VERIFY_IDENTITY in permissions:
        here = (("hien", desk.WAITING),)
        tasks.append(Task(N_("Người chờ xem thẻ"), waiting.first_look, "first-look", "registry.people", here))
    if May.CONFIRM_IDENTITY in permissions:
        here = (("hien", desk.SECOND_LOOK),)
        tasks.append(Task(N_("Người chờ cán bộ thứ hai"), waiting.second_look, "second-look", "registry.people", here))
    return tasks


def _to_propose() -> list[Task]:
    groups = [Group(one.group) for one in catalog.list_programmes() if one.has_register]
    words = N_("Người có thể đề nghị")
    return [
        Task(words, listing.count_eligible(group), f"eligible-{group}", "registry.eligible", (("nhom", group),))
        for group in groups
    ]


def _records(words: str, states: dict[State, int], state: State) -> Task:
    return Task(words, states[state], state, "registry.records", (("trang-thai", state),))


def _stuck(permissions: Collection[str]) -> list[Task]:
    if May.SEE_PUSH not in permissions:
        return []
    status = push.status()
    shown = (
        (MessageState.NEEDS_HUMAN, N_("Bản tin cần người xử lý")),
        (MessageState.REJECTED, N_("Bản tin VNeID không nhận")),
        (MessageState.UNKNOWN, N_("Bản tin chưa rõ kết quả, đang hỏi lại")),
    )
    letters = [
        Task(words, status.counts[state], state, "registry.push_board", (("trang-thai", state),))
        for state, words in shown
    ]
    silent = Task(N_("Bản tin chờ quá 24 giờ"), len(status.silent), "silent", "registry.push_board")
    return [*letters, silent]
