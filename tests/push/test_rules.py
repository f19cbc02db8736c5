"""The policy of the post on plain values: transitions, waits, and what every answer of the contract means."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.push import answers, rules
from app.push.answers import Answer, Sent, Trouble
from app.push.words import Kind
from app.push.words import MessageState as S

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
CONFIRM = Sent("01936f2e-0000-7000-8000-000000000001", "a" * 64, Kind.CONFIRM)
REVOKE = Sent(CONFIRM.message_id, CONFIRM.body_sha256, Kind.REVOKE)


def answer(status: int, content: object = None, *, retry_after: str | None = None) -> Answer:
    """Return an answer with this content; bytes go as they are."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Answer(status=status, body=body, retry_after=retry_after)


def echo(status: str, **given: object) -> dict[str, object]:
    """Return what the gateway echoes."""
    default = {"message_id": CONFIRM.message_id, "body_sha256": CONFIRM.body_sha256, "receipt": "R-1"}
    return default | {"status": status} | given


SENDING = [
    (CONFIRM, answer(200, echo("confirmed")), S.CONFIRMED),
    (REVOKE, answer(200, echo("revoked")), S.CONFIRMED),
    (REVOKE, answer(200, echo("confirmed")), S.UNKNOWN),
    (CONFIRM, answer(200, echo("revoked")), S.UNKNOWN),
    (CONFIRM, answer(202, echo("accepted")), S.ACCEPTED),
    (CONFIRM, answer(202, echo("accepted", receipt=None)), S.UNKNOWN),
    (CONFIRM, answer(200, echo("accepted")), S.UNKNOWN),
    (CONFIRM, answer(200, echo("confirmed", receipt="")), S.UNKNOWN),
    (CONFIRM, answer(200, echo("confirmed", receipt=7)), S.UNKNOWN),
    (CONFIRM, answer(200, echo("confirmed", body_sha256="b" * 64)), S.UNKNOWN),
    (CONFIRM, answer(200, echo("confirmed", message_id="other")), S.UNKNOWN),
    (CONFIRM, answer(200, [echo("confirmed")]), S.UNKNOWN),
    (CONFIRM, answer(200, b"<html>"), S.UNKNOWN),
    (CONFIRM, answer(200, b""), S.UNKNOWN),
    (CONFIRM, answer(200, b"[" * 60_000), S.UNKNOWN),
    (CONFIRM, answer(201, echo("confirmed")), S.UNKNOWN),
    (CONFIRM, answer(400, {"code": "bad"}), S.REJECTED),
    (CONFIRM, answer(404, {"code": "not_found"}), S.REJECTED),
    (CONFIRM, answer(422, {"code": "no_account"}), S.REJECTED),
    (CONFIRM, answer(422, {"code": "key_mismatch"}), S.NEEDS_HUMAN),
    (CONFIRM, answer(400, b"<html>"), S.UNKNOWN),
    (CONFIRM, answer(422, {"message": "no code"}), S.UNKNOWN),
    (CONFIRM, answer(301), S.NEEDS_HUMAN),
    (CONFIRM, answer(410), S.NEEDS_HUMAN),
    (CONFIRM, answer(401), S.RETRY_WAIT),
    (CONFIRM, answer(403), S.RETRY_WAIT),
    (CONFIRM, answer(409), S.UNKNOWN),
    (CONFIRM, answer(429, retry_after="5"), S.RETRY_WAIT),
    (CONFIRM, answer(503, retry_after="5"), S.RETRY_WAIT),
    (CONFIRM, answer(429), S.UNKNOWN),
    (CONFIRM, answer(503), S.UNKNOWN),
    (CONFIRM, answer(503, retry_after="soon"), S.UNKNOWN),
    (CONFIRM, answer(503, retry_after="Mon, 01 Jan 2024 00:00:00 +9999999999999999"), S.UNKNOWN),
    (CONFIRM, answer(500), S.UNKNOWN),
    (CONFIRM, answer(502), S.UNKNOWN),
    (CONFIRM, answer(504), S.UNKNOWN),
    (CONFIRM, answer(418), S.UNKNOWN),
    (CONFIRM, Answer(trouble=Trouble.NOT_REACHED), S.RETRY_WAIT),
    (CONFIRM, Answer(trouble=Trouble.BROKEN), S.UNKNOWN),
    (CONFIRM, Answer(trouble=Trouble.TIMEOUT), S.UNKNOWN),
    (CONFIRM, Answer(trouble=Trouble.TOO_LONG), S.UNKNOWN),
]
ASKING = [
    (CONFIRM, S.UNKNOWN, answer(200, echo("confirmed")), S.CONFIRMED),
    (CONFIRM, S.UNKNOWN, answer(200, echo("accepted")), S.ACCEPTED),
    (CONFIRM, S.UNKNOWN, answer(200, echo("rejected", code="no")), S.REJECTED),
    (CONFIRM, S.UNKNOWN, answer(200, echo("revoked")), S.NEEDS_HUMAN),
    (REVOKE, S.UNKNOWN, answer(200, echo("revoked")), S.CONFIRMED),
    (REVOKE, S.UNKNOWN, answer(200, echo("confirmed")), S.UNKNOWN),
    (CONFIRM, S.UNKNOWN, answer(200, echo("confirmed", body_sha256="b" * 64)), S.UNKNOWN),
    (CONFIRM, S.UNKNOWN, answer(404, {"code": "unknown"}), S.RETRY_WAIT),
    (CONFIRM, S.ACCEPTED, answer(404, {"code": "unknown"}), S.UNKNOWN),
    (CONFIRM, S.UNKNOWN, answer(404, b"<html>not found</html>"), S.UNKNOWN),
    (CONFIRM, S.UNKNOWN, answer(500), S.UNKNOWN),
    (CONFIRM, S.UNKNOWN, answer(401), S.UNKNOWN),
    (CONFIRM, S.UNKNOWN, answer(302), S.NEEDS_HUMAN),
    (CONFIRM, S.UNKNOWN, Answer(trouble=Trouble.NOT_REACHED), S.UNKNOWN),
    (CONFIRM, S.ACCEPTED, answer(200, echo("accepted")), S.ACCEPTED),
    (CONFIRM, S.ACCEPTED, answer(429, retry_after="9"), S.ACCEPTED),
]


@pytest.mark.parametrize(("sent", "got", "state"), SENDING)
def test_every_answer_to_a_message_has_one_meaning(sent: Sent, got: Answer, state: S) -> None:
    outcome = answers.of_sending(got, sent, now=NOW)

    assert outcome.state is state
    rules.ensure_may_follow(S.SENDING, outcome.state)


@pytest.mark.parametrize(("sent", "stands", "got", "state"), ASKING)
def test_every_answer_to_a_question_has_one_meaning(sent: Sent, stands: S, got: Answer, state: S) -> None:
    outcome = answers.of_asking(got, sent, stands=stands)

    assert outcome.state is state
    if state is not stands:
        rules.ensure_may_follow(stands, state)


@given(st.integers(100, 599), st.binary(max_size=300), st.none() | st.text(max_size=30))
def test_no_answer_breaks_the_postman_and_none_but_the_named_ones_confirms(
    status: int, body: bytes, retry_after: str | None
) -> None:
    got = Answer(status=status, body=body, retry_after=retry_after)

    assert answers.of_sending(got, CONFIRM, now=NOW).state is not S.CONFIRMED
    assert answers.of_asking(got, CONFIRM, stands=S.UNKNOWN).state is not S.CONFIRMED


@pytest.mark.parametrize("final", sorted(rules.FINAL))
@pytest.mark.parametrize("after", list(S))
def test_nothing_follows_a_final_state(final: S, after: S) -> None:
    with pytest.raises(rules.ImpossibleMove):
        rules.ensure_may_follow(final, after)


@pytest.mark.parametrize("before", [S.SENDING, S.UNKNOWN, S.ACCEPTED, S.RETRY_WAIT])
def test_what_may_have_left_is_never_cancelled_from_the_wire(before: S) -> None:
    assert S.CANCELLED not in rules.NEXT[before]


def test_an_unknown_message_is_never_sent_without_being_asked_about() -> None:
    assert not rules.NEXT[S.UNKNOWN] & {S.CLAIMED, S.SENDING, S.QUEUED}


def test_the_waits_are_the_ladder_then_daily_within_a_fifth() -> None:
    seconds = [rules.wait_before(n, pace=1, chance=0.5).total_seconds() for n in range(12)]

    assert seconds == [0, 30, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400, 86_400]
    assert rules.wait_before(1, pace=1, chance=0) == timedelta(seconds=24)
    assert rules.wait_before(1, pace=0.5, chance=1) == timedelta(seconds=18)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("9" * 30, 86_400),
        ("Sat, 21 Nov 2026 02:10:00 GMT", 600),
        ("Fri, 20 Nov 2026 02:10:00 GMT", 0),
        ("Sat, 21 Nov 2026 02:10:00 -0000", 600),
        ("-5", None),
        ("soon", None),
        ("٣", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_seconds_or_as_a_date_up_to_a_day(header: str | None, seconds: int | None) -> None:
    asked = rules.retry_after(header, now=NOW)

    assert asked == (None if seconds is None else timedelta(seconds=seconds))


def test_the_gateway_is_never_spoken_to_sooner_than_it_asked() -> None:
    assert rules.wait_as_asked(timedelta(minutes=10), pace=1, chance=0) == timedelta(minutes=10)
    assert rules.wait_as_asked(timedelta(), pace=1, chance=0) == timedelta(seconds=30)


@pytest.mark.parametrize("pace", [1, 0.5, 0.02, 0.0005])
def test_a_claim_outlives_the_longest_request(pace: float) -> None:
    connect, read, whole = rules.timeouts(pace)

    assert connect < whole
    assert read < whole
    assert whole < rules.claim_lasts(pace).total_seconds() <= 120


def test_the_gateways_words_are_cleaned_before_they_are_kept() -> None:
    text = "Không tìm thấy 999200000001\x00\n\x1b[31m" + "x" * 900

    kept = answers.of_sending(answer(422, {"code": "no", "message": text}), CONFIRM, now=NOW).text

    assert kept is not None
    assert kept.startswith("Không tìm thấy …")
    assert kept.isprintable()
    assert len(kept) <= 300


@pytest.mark.parametrize("code", ["a b", "<script>", "x" * 65, "", 7, None])
def test_a_code_that_is_no_code_makes_no_refusal(code: object) -> None:
    assert answers.of_sending(answer(422, {"code": code}), CONFIRM, now=NOW).state is S.UNKNOWN
