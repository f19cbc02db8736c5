"""The policy of the register on one page: who may move a record from where to where, and what a citizen is told."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.canonical import canonical, sha256_hex
from app.core.text import N_
from app.registry.words import Part, State, Verb

MOST_NAMES = 200
LIVE = frozenset({State.PROPOSED, State.APPROVED, State.ON_HOLD, State.REVOKE_PROPOSED})
IN_FORCE = frozenset({State.APPROVED, State.ON_HOLD, State.REVOKE_PROPOSED})


@dataclass(frozen=True)
class Transition:
    """One line of the transition table; `target` None leads back to where the record stood before the proposal.

    One that `stays` leaves the record where it stands: what it says is that somebody has looked and decided so.

    `permissions` are values of permissions, one of which a view asks for; `apart_from` names the parts in whose hands
    the act may not lie, `only_by` the one part in whose hands it must lie.
    """

    verb: Verb
    sources: frozenset[State | None]
    target: State | None
    permissions: tuple[str, ...]
    apart_from: frozenset[Part] = frozenset()
    only_by: Part | None = None
    needs_reason: bool = True
    stays: bool = False


def _line(verb: Verb, sources: set[State | None], target: State | None, *permissions: str, **more: Any) -> Transition:
    return Transition(verb, frozenset(sources), target, permissions, **more)


FOUR_EYES = frozenset({Part.PROPOSER, Part.SUBJECT, Part.WITNESS})
ENDING_REVOKE = frozenset({Part.REVOKE_PROPOSER, Part.SUBJECT})
TABLE = (
    _line(
        Verb.PROPOSE,
        {None, State.RETURNED, State.REJECTED},
        State.PROPOSED,
        "propose",
        apart_from=frozenset({Part.SUBJECT, Part.WITNESS}),
        needs_reason=False,
    ),
    _line(Verb.RETURN, {State.PROPOSED}, State.RETURNED, "approve", "propose"),
    _line(
        Verb.REJECT,
        {State.PROPOSED},
        State.REJECTED,
        "approve",
        apart_from=frozenset({Part.PROPOSER, Part.SUBJECT}),
    ),
    _line(Verb.APPROVE, {State.PROPOSED}, State.APPROVED, "approve", apart_from=FOUR_EYES, needs_reason=False),
    _line(Verb.HOLD, {State.APPROVED}, State.ON_HOLD, "hold"),
    _line(
        Verb.RELEASE,
        {State.ON_HOLD},
        State.APPROVED,
        "release",
        apart_from=frozenset({Part.HOLDER, Part.SUBJECT}),
        needs_reason=False,
    ),
    _line(Verb.PROPOSE_REVOKE, {State.APPROVED, State.ON_HOLD}, State.REVOKE_PROPOSED, "propose-revoke"),
    _line(Verb.WITHDRAW_REVOKE, {State.REVOKE_PROPOSED}, None, "propose-revoke", only_by=Part.REVOKE_PROPOSER),
    _line(Verb.REFUSE_REVOKE, {State.REVOKE_PROPOSED}, None, "approve", apart_from=ENDING_REVOKE),
    _line(Verb.REVOKE, {State.REVOKE_PROPOSED}, State.REVOKED, "approve", apart_from=ENDING_REVOKE),
    _line(Verb.KEEP, {State.APPROVED, State.ON_HOLD}, None, "approve", apart_from=FOUR_EYES, stays=True),
)
TRANSITIONS = {line.verb: line for line in TABLE}

CLASHES = {
    Part.SUBJECT: N_("Không ai tự quyết định hồ sơ của chính mình. Mời một cán bộ khác làm việc này."),
    Part.PROPOSER: N_("Người duyệt phải khác người đề nghị. Mời một lãnh đạo khác duyệt hồ sơ này."),
    Part.WITNESS: N_("Người đã chứng kiến bài làm hoặc thực hành không được quyết định hồ sơ đó. Mời cán bộ khác."),
    Part.HOLDER: N_("Người tạm giữ không tự gỡ được. Mời một lãnh đạo khác gỡ."),
    Part.REVOKE_PROPOSER: N_("Người quyết định thu hồi phải khác người đề nghị thu hồi."),
}
OWN_WITNESS = N_("Có người trong danh sách là người chứng kiến của chính mình. Mời nhờ người khác chứng kiến lại.")
ONLY_PROPOSER = N_("Chỉ người đã đề nghị thu hồi mới rút lại được đề nghị đó.")


def objection(verb: Verb, actor: int, parts: Mapping[Part, Collection[int]]) -> str | None:
    """Return why this natural person may not do the act, or None; ids are of persons, never of accounts."""
    line = TRANSITIONS[verb]
    if line.only_by is not None and actor not in parts.get(line.only_by, ()):
        return ONLY_PROPOSER
    return next((CLASHES[part] for part in Part if part in line.apart_from and actor in parts.get(part, ())), None)


def target_of(verb: Verb, state: State | None, before: State | None = None) -> State | None:
    """Return where the act leads from `state`, or None when the table does not allow it.

    `before` is where the record stood before the proposal under way; a refused or withdrawn one leads back there.
    """
    line = TRANSITIONS[verb]
    if state not in line.sources:
        return None
    return state if line.stays else line.target or before


def verbs_from(state: State) -> list[Verb]:
    """Return the acts that the table knows from this state, for the page of one record."""
    return [verb for verb, line in TRANSITIONS.items() if state in line.sources]


def replay(acts: Iterable[tuple[Verb, State | None, State]]) -> State | None:
    """Return the state after these acts (verb, from, to) in order; used by `registry check`.

    Raises:
        ValueError: an act does not start where the one before ended, or the table does not know it.
    """
    state: State | None = None
    before: State | None = None
    for verb, from_state, to_state in acts:
        if from_state != state or target_of(verb, state, before) != to_state:
            raise ValueError(f"{verb}: {state} -> {to_state}")
        before, state = state, to_state
    return state


def content_hash(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of one name on a list as it is shown: who, what for, on which evidence and ground."""
    return sha256_hex(canonical(dict(content)))


def list_hash(names: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 of the undecided names of a list, given as (proposal id, content hash) in any order."""
    return sha256_hex(canonical([list(name) for name in sorted(names)]))


@dataclass(frozen=True)
class Journey:
    """Where a confirmation stands in the words a citizen reads; `step` counts the finished steps of `STEPS`."""

    words: str
    step: int
    is_problem: bool = False


STEPS = (
    N_("Đã nộp bài"),
    N_("Đạt, chờ xã xác nhận"),
    N_("Xã đã xác nhận, đang chuyển VNeID"),
    N_("VNeID đã ghi nhận"),
)
TROUBLE = N_("Có vướng mắc, cán bộ đang xử lý")
REVOKED = N_("Đã thu hồi")
IN_TROUBLE = frozenset({State.RETURNED, State.REJECTED, State.ON_HOLD, State.REVOKE_PROPOSED})
PUSH_TROUBLE = frozenset({"rejected", "needs-human", "cancelled"})


def journey(state: State | None, push: str | None, *, is_finished: bool) -> Journey:
    """Return what a citizen is told: the one place for these words, for the learner and every official alike.

    `state` is the record's (None: no record yet), `push` the state of its CONFIRM message (None: none). "VNeID đã ghi
    nhận" is said only when the gateway has confirmed, never because the commune has approved. Who is proposed and does
    not count as finished any more has not passed: their name waits for an official.
    """
    if state is State.REVOKED:
        return Journey(REVOKED, 2, is_problem=True)
    if state in IN_TROUBLE or (state is State.PROPOSED and not is_finished):
        return Journey(TROUBLE, 2 if state in IN_FORCE else 1, is_problem=True)
    if state is State.APPROVED:
        if push == "confirmed":
            return Journey(STEPS[3], 4)
        return Journey(TROUBLE, 2, is_problem=True) if push in PUSH_TROUBLE else Journey(STEPS[2], 2)
    if is_finished:
        return Journey(STEPS[1], 1)
    return Journey(STEPS[0], 0)
