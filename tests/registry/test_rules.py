"""The rules of the register with plain values."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from app.core.canonical import canonical
from app.registry import letters, rules
from app.registry.letters import Citizen, Facts, Letter, NumberParts
from app.registry.words import Part, State, Verb


@pytest.mark.parametrize(
    ("verb", "state", "target"),
    [
        (Verb.PROPOSE, None, State.PROPOSED),
        (Verb.PROPOSE, State.RETURNED, State.PROPOSED),
        (Verb.PROPOSE, State.APPROVED, None),
        (Verb.APPROVE, State.PROPOSED, State.APPROVED),
        (Verb.APPROVE, State.APPROVED, None),
        (Verb.HOLD, State.APPROVED, State.ON_HOLD),
        (Verb.HOLD, State.REVOKED, None),
        (Verb.REVOKE, State.APPROVED, None),
        (Verb.REVOKE, State.REVOKE_PROPOSED, State.REVOKED),
        (Verb.RELEASE, State.ON_HOLD, State.APPROVED),
    ],
)
def test_the_table_says_where_an_act_leads(verb: Verb, state: State | None, target: State | None) -> None:
    assert rules.target_of(verb, state) == target


@pytest.mark.parametrize("before", [State.APPROVED, State.ON_HOLD])
def test_a_proposal_to_revoke_that_ends_leads_back_to_where_the_record_stood(before: State) -> None:
    assert rules.target_of(Verb.WITHDRAW_REVOKE, State.REVOKE_PROPOSED, before) is before


def test_nothing_leads_out_of_a_revocation() -> None:
    assert rules.verbs_from(State.REVOKED) == []


def test_every_verb_has_its_line() -> None:
    assert set(rules.TRANSITIONS) == set(Verb)


@pytest.mark.parametrize("part", [Part.PROPOSER, Part.SUBJECT, Part.WITNESS])
def test_the_approver_has_no_other_part(part: Part) -> None:
    assert rules.objection(Verb.APPROVE, 7, {part: {7}})
    assert rules.objection(Verb.APPROVE, 7, {part: {8}}) is None


def test_only_who_asked_for_a_revocation_withdraws_it() -> None:
    parts = {Part.REVOKE_PROPOSER: {7}}
    assert rules.objection(Verb.WITHDRAW_REVOKE, 7, parts) is None
    assert rules.objection(Verb.WITHDRAW_REVOKE, 8, parts)
    assert rules.objection(Verb.REVOKE, 7, parts)


def test_a_history_that_does_not_join_up_is_not_replayed() -> None:
    whole = [(Verb.PROPOSE, None, State.PROPOSED), (Verb.APPROVE, State.PROPOSED, State.APPROVED)]

    assert rules.replay(whole) is State.APPROVED
    with pytest.raises(ValueError, match="approve"):
        rules.replay(whole[1:])


def test_a_list_hash_does_not_depend_on_the_order_but_on_every_name() -> None:
    names = [("a", "1" * 64), ("b", "2" * 64)]

    assert rules.list_hash(names) == rules.list_hash(reversed(names))
    assert rules.list_hash(names) != rules.list_hash(names[:1])
    assert rules.list_hash(names) != rules.list_hash([names[0], ("b", "3" * 64)])


@pytest.mark.parametrize(
    ("state", "push", "is_finished", "words"),
    [
        (None, None, False, "Đã nộp bài"),
        (None, None, True, "Đạt, chờ xã xác nhận"),
        (State.PROPOSED, None, True, "Đạt, chờ xã xác nhận"),
        (State.APPROVED, "queued", True, "Xã đã xác nhận, đang chuyển VNeID"),
        (State.APPROVED, "accepted", True, "Xã đã xác nhận, đang chuyển VNeID"),
        (State.APPROVED, "blocked", True, "Xã đã xác nhận, đang chuyển VNeID"),
        (State.APPROVED, "confirmed", True, "VNeID đã ghi nhận"),
        (State.APPROVED, "rejected", True, "Có vướng mắc, cán bộ đang xử lý"),
        (State.ON_HOLD, "confirmed", True, "Có vướng mắc, cán bộ đang xử lý"),
        (State.RETURNED, None, True, "Có vướng mắc, cán bộ đang xử lý"),
        (State.REVOKED, "confirmed", True, "Đã thu hồi"),
    ],
)
def test_a_citizen_reads_one_of_six_sentences(
    state: State | None, push: str | None, is_finished: bool, words: str
) -> None:
    assert rules.journey(state, push, is_finished=is_finished).words == words


def test_a_number_says_commune_epoch_year_and_sequence() -> None:
    parts = NumberParts("07672", 1, 2026, 123)

    assert letters.format_number(parts) == "07672-1-2026-000123"
    assert letters.parse_number("07672-1-2026-000123") == parts
    assert letters.parse_number("07672-1-2026-0001234") == NumberParts("07672", 1, 2026, 1234)
    assert letters.parse_number("7672-1-2026-000123") is None


def test_the_letter_has_the_names_of_the_gateway_and_the_day_of_vietnam() -> None:
    facts = Facts(
        number="07672-1-2026-000123",
        version=1,
        programme="nguoi-dan",
        framework="757/QĐ-BKHCN v1.0",
        completed_at=datetime(2026, 11, 19, 18, 30, tzinfo=UTC),
        approved_at=datetime(2026, 11, 21, 2, 15, 0, 999_999, tzinfo=UTC),
        evidence_sha256="ab",
    )
    citizen = Citizen("999200000001", "Nguyễn Thị Hoa", None, 1962)
    letter = Letter("CONFIRM", "H00.00.00", "07672", citizen.as_told(), facts.as_told(), None, "sha256:00")

    body = letter.body(UUID(int=1))

    assert body == canonical(
        {
            "message_id": "00000000-0000-0000-0000-000000000001",
            "kind": "CONFIRM",
            "agency": {"system": "QD20", "code": "H00.00.00"},
            "commune": {"system": "GSO", "code": "07672"},
            "citizen": {"personal_number": "999200000001", "full_name": "Nguyễn Thị Hoa", "birth_date": "1962"},
            "record": {
                "number": "07672-1-2026-000123",
                "version": 1,
                "programme": "nguoi-dan",
                "framework": "757/QĐ-BKHCN v1.0",
                "completed_on": "2026-11-20",
                "approved_at": "2026-11-21T02:15:00Z",
                "evidence_sha256": "ab",
            },
            "reason": None,
            "audit_head": "sha256:00",
        }
    )
    assert Citizen("999200000001", "Hoa", date(1962, 3, 8), 1962).as_told()["birth_date"] == "1962-03-08"
