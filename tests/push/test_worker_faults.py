"""Every way the gateway can break, singly, over a real socket: the state it leads to, and one effect at the end."""

import pytest

from app.operations.sandbox import Sandbox
from app.push import worker
from app.push.gateway import Gateway
from tests.push.letters import fresh, letter, path_of, plan, settle

pytestmark = pytest.mark.storage

# fault, the state after the first try, the final state, effects at the gateway
HEALS = [
    ("500-before", "unknown"), ("500-after", "unknown"), ("502-before", "unknown"), ("504-after", "unknown"),
    ("503-before", "unknown"), ("503-after", "unknown"), ("409-before", "unknown"), ("409-after", "unknown"),
    ("timeout-before", "unknown"), ("timeout-after", "unknown"), ("reset-before", "unknown"),
    ("reset-after", "unknown"), ("reset-headers-after", "unknown"), ("truncated-before", "unknown"),
    ("truncated-after", "unknown"), ("garbage-before", "unknown"), ("garbage-after", "unknown"),
    ("html-before", "unknown"), ("html-after", "unknown"), ("empty-before", "unknown"), ("empty-after", "unknown"),
    ("no-receipt-after", "unknown"), ("wrong-echo-before", "unknown"), ("wrong-echo-after", "unknown"),
    ("slow-before", "unknown"), ("slow-after", "unknown"), ("huge-before", "unknown"), ("huge-after", "unknown"),
    ("bomb-after", "unknown"), ("429-retry-after", "retry-wait"), ("503-retry-after", "retry-wait"),
    ("429", "unknown"), ("401", "retry-wait"), ("403", "retry-wait"), ("duplicate-ack", "confirmed"),
    ("forget-key", "confirmed"), ("callback", "accepted"), ("callback-late", "accepted"),
    ("callback-early", "accepted"), ("callback-twice", "accepted"), ("callback-forged", "accepted"),
    ("callback-never", "accepted"), ("callback-contradicts", "confirmed"),
]  # fmt: skip
STOPS = [
    ("refuse", "rejected"), ("callback-rejected", "rejected"), ("key-mismatch", "needs-human"), ("410", "needs-human"),
    ("redirect", "needs-human"), ("redirect-bomb", "needs-human"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "first"), HEALS, ids=[fault for fault, _ in HEALS])
def test_a_fault_heals_with_one_effect(sandbox: Sandbox, gateway: Gateway, fault: str, first: str) -> None:
    message = letter()
    plan(sandbox, fault, delay=0.05)

    assert worker.step(gateway)

    assert fresh(message).state.value == first
    assert settle(message).value == "confirmed"
    assert set(sandbox.store.state()["effects"]["per_record"].values()) == {1}
    assert sandbox.store.state()["effects"]["total"] == 1
    assert fresh(message).receipt


@pytest.mark.parametrize(("fault", "final"), STOPS, ids=[fault for fault, _ in STOPS])
def test_a_refusal_ends_without_an_effect(sandbox: Sandbox, fault: str, final: str) -> None:
    message = letter()
    plan(sandbox, fault)

    assert settle(message).value == final
    assert sandbox.store.state()["effects"]["total"] == 0


def test_after_an_unknown_outcome_the_gateway_is_asked_before_anything_is_sent_again(sandbox: Sandbox) -> None:
    message = letter()
    plan(sandbox, "timeout-before")

    settle(message)

    assert path_of(message) == [
        "queued", "claimed", "sending", "unknown", "retry-wait", "claimed", "sending", "confirmed",
    ]  # fmt: skip
    assert sandbox.store.state()["requests"] == {"send": 2, "query": 1}


def test_what_was_applied_is_not_sent_again_even_when_the_gateway_forgot_the_key(sandbox: Sandbox) -> None:
    message = letter()
    sandbox.store.control({"forget_keys_after": 0})
    plan(sandbox, "500-after")

    settle(message)

    assert sandbox.store.state()["requests"]["send"] == 1
    assert sandbox.store.state()["effects"]["total"] == 1


def test_a_query_that_breaks_leaves_the_message_unknown(sandbox: Sandbox) -> None:
    message = letter()
    plan(sandbox, "500-after")
    plan(sandbox, "500", on="query", next=2)

    settle(message)

    assert path_of(message) == ["queued", "claimed", "sending", "unknown", "confirmed"]
    assert sandbox.store.state()["requests"] == {"send": 1, "query": 3}


def test_the_reason_of_a_refusal_is_kept_for_people_without_long_numbers(sandbox: Sandbox) -> None:
    message = letter()
    plan(sandbox, "refuse", code="citizen_not_found")

    settle(message)

    assert (fresh(message).answer_code, fresh(message).answer_text) == (
        "citizen_not_found",
        "Không tìm thấy công dân với số định danh này.",
    )
