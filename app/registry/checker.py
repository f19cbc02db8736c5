"""The checker: recomputes the invariants of the register from the database alone (`registry-and-push`, section 6)."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from app.core.clock import LOCAL
from app.core.text import N_
from app.push.words import Kind, MessageState
from app.registry import letters, mergers, proofs, rules, sealed, snapshot
from app.registry.findings import Finding
from app.registry.slots import ACTIONS
from app.registry.snapshot import Found, Snapshot
from app.registry.words import Part, State, Verb


def check() -> list[Finding]:
    """Return every finding; an empty list means that each invariant holds."""
    taken = snapshot.take()
    return [finding for one in CHECKS for finding in one(taken)]


def _states(taken: Snapshot) -> Iterator[Finding]:
    for slot in taken.slots.values():
        name = str(slot.public_id)
        try:
            state = rules.replay((act.verb, act.from_state, act.to_state) for act in taken.actions[slot.id])
        except ValueError as broken:
            yield Finding("STATE", name, N_("Chuỗi việc làm trên hồ sơ không nối nhau: ") + str(broken))
            continue
        if state != slot.state:
            yield Finding("STATE", name, N_("Trạng thái của hồ sơ khác với các việc đã làm."))
        if (slot.state in rules.IN_FORCE or slot.state is State.REVOKED) != (slot.version_id is not None):
            yield Finding("STATE", name, N_("Hồ sơ đã xác nhận mà không có bản ghi, hoặc ngược lại."))
        if taken.waiting.get(slot.id, 0) != (slot.state is State.PROPOSED):
            yield Finding("STATE", name, N_("Số đề nghị đang chờ không khớp trạng thái hồ sơ."))


def _one_live(taken: Snapshot) -> Iterator[Finding]:
    living: dict[tuple[int, str, str], int] = defaultdict(int)
    for slot in taken.slots.values():
        if slot.state in rules.LIVE:
            key = taken.natural(slot.person_id), slot.programme, slot.cycle
            living[key] += 1
            if living[key] > 1:
                yield Finding("I3", str(slot.public_id), N_("Một người có hai hồ sơ sống trong một chương trình."))


def _four_eyes(taken: Snapshot) -> Iterator[Finding]:
    witnesses = {version.slot_id: _witnesses(taken, version) for version in taken.versions}
    for slot in taken.slots.values():
        parts = {Part.SUBJECT: {taken.natural(slot.person_id)}, Part.WITNESS: witnesses.get(slot.id, set())}
        for act in taken.actions[slot.id]:
            actor = taken.natural(act.actor_id)
            problem = rules.objection(act.verb, actor, parts)
            if problem is not None:
                yield Finding("I9", str(slot.public_id), problem)
            if act.verb in TAKES_PART:
                parts[TAKES_PART[act.verb]] = {actor}
    for version in taken.versions:
        approver = next((act for act in taken.actions[version.slot_id] if act.verb is Verb.APPROVE), None)
        if approver is None or approver.actor_id != version.approved_by_id:
            yield Finding("I9", version.number, N_("Người duyệt trong bản ghi khác người đã duyệt."))
        if taken.natural(version.proposed_by_id) == taken.natural(version.approved_by_id):
            yield Finding("I9", version.number, N_("Người đề nghị và người duyệt là một người."))


TAKES_PART = {
    Verb.PROPOSE: Part.PROPOSER,
    Verb.HOLD: Part.HOLDER,
    Verb.PROPOSE_REVOKE: Part.REVOKE_PROPOSER,
}


def _witnesses(taken: Snapshot, version: Found) -> set[int]:
    facts = version.evidence
    try:
        named = [one["witness"] for one in facts["passed"]] + [one["helper"] for one in facts["practices"]]
    except proofs.UNREADABLE:
        return set()  # `proofs` says that it cannot be read.
    return {taken.natural(taken.by_public_id[name]) for name in named if name in taken.by_public_id}


def _trail(taken: Snapshot) -> Iterator[Finding]:
    used = set()
    for slot in taken.slots.values():
        for act in taken.actions[slot.id]:
            told = taken.trail.get(act.audit_seq)
            used.add(act.audit_seq)
            expected = snapshot.Trail(
                ACTIONS[act.verb], f"record:{slot.public_id}", act.from_state and str(act.from_state), str(act.to_state)
            )
            if told is None:
                yield Finding("I11", str(slot.public_id), N_("Một việc trên hồ sơ không có dòng nhật ký."))
            elif told != expected:
                yield Finding("I11", str(slot.public_id), N_("Dòng nhật ký kể khác với việc đã làm trên hồ sơ."))
    for seq in sorted(set(taken.trail) - used):
        yield Finding("I11", taken.trail[seq].subject, N_("Nhật ký kể một việc mà sổ không có."))


def _numbers(taken: Snapshot) -> Iterator[Finding]:
    last = {(row.commune, row.epoch): row.last for row in taken.series}
    used: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    for version in taken.versions:
        parts = letters.parse_number(version.number)
        if parts is None or parts.year != version.approved_at.astimezone(LOCAL).year:
            yield Finding("NUMBER", version.number, N_("Số hồ sơ không đúng mẫu hoặc sai năm."))
            continue
        series = used[parts.commune, parts.epoch]
        if series.setdefault(parts.sequence, version.slot_id) != version.slot_id:
            yield Finding("NUMBER", version.number, N_("Hai hồ sơ mang một số."))
    for key in sorted(set(used) | set(last)):
        missing = set(range(1, max(last.get(key, 0), *used[key], 0) + 1)) - set(used[key])
        if missing or last.get(key, 0) != len(used[key]):
            yield Finding("NUMBER", "-".join(map(str, key)), N_("Dãy số của sổ bị hụt hoặc lệch với số đã cấp."))


def _versions_have_letters(taken: Snapshot) -> Iterator[Finding]:
    known = {(version.number, version.version): version for version in taken.versions}
    for key, version in known.items():
        sent = [one for one in taken.letters_of[key] if one.kind is not Kind.REVOKE]
        lane = str(taken.persons[taken.slots[version.slot_id].person_id].public_id)
        if len(sent) != 1:
            yield Finding("I2", version.number, N_("Bản ghi phải có đúng một bản tin xác nhận."))
        elif sent[0].lane != lane:
            yield Finding("I2", version.number, N_("Bản tin xác nhận nằm ở làn của người khác."))
    for letter in taken.letters:
        if (letter.subject, letter.version) not in known:
            yield Finding("I1", letter.subject, N_("Bản tin không có bản ghi đã duyệt đứng sau."))


def _lanes(taken: Snapshot) -> Iterator[Finding]:
    lanes: dict[str, list[Found]] = defaultdict(list)
    for letter in sorted(taken.letters, key=lambda one: one.seq):
        lanes[letter.lane].append(letter)
    for lane in lanes.values():
        if [letter.seq for letter in lane] != list(range(1, len(lane) + 1)):
            yield Finding("I8", lane[0].subject, N_("Thứ tự bản tin của một người bị hụt."))
        for before, after in pairwise(lane):
            left, settled = taken.left.get(after.id), taken.settled.get(before.id)
            if left is not None and (settled is None or settled > left):
                yield Finding("I8", after.subject, N_("Bản tin sau đã đi khi bản tin trước chưa có kết quả."))


def _revoked(taken: Snapshot) -> Iterator[Finding]:
    for version in taken.versions:
        sent = taken.letters_of[version.number, version.version]
        revoking = [one for one in sent if one.kind is Kind.REVOKE]
        is_revoked = taken.slots[version.slot_id].state is State.REVOKED
        never_known = all(
            one.state in (MessageState.CANCELLED, MessageState.REJECTED) for one in sent if one.kind is not Kind.REVOKE
        )
        if is_revoked and not revoking and not never_known:
            yield Finding("I15", version.number, N_("Đã thu hồi mà chưa có bản tin thu hồi."))
        if revoking and not is_revoked:
            yield Finding("I15", version.number, N_("Có bản tin thu hồi mà hồ sơ chưa thu hồi."))
        cancelled = any(one.state is MessageState.CANCELLED for one in sent if one.kind is not Kind.REVOKE)
        if cancelled and not is_revoked:
            yield Finding("I15", version.number, N_("Bản tin xác nhận đã huỷ mà hồ sơ chưa thu hồi."))


CHECKS = (
    *(_states, _one_live, _four_eyes, _trail, proofs.evidence, proofs.identities, _numbers),
    *(_versions_have_letters, sealed.check, _lanes, _revoked, proofs.published, mergers.check),
)
