"""A short slice of the long safety runs (`make fuzz`, `make attack`): a few spoilt files, three hostile texts."""

import resource

import pytest

from app.authoring import service as authoring
from tests.authoring import given
from tests.e2e.hostile_shapes import SHAPES
from tests.fuzz.__main__ import _batch
from tests.fuzz.examine import Examiner
from tests.fuzz.inputs import any_bytes, spoilt_files

WORST = 6.0  # Seconds of processor time with the renderer's; `make attack` holds each to two seconds by the clock.
HOSTILE = ("brackets in one line", "links in links", "pictures in links")


def spent() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


@pytest.mark.pure
def test_spoilt_files_are_read_without_a_crash_a_hang_or_a_problem_without_its_line() -> None:
    examine = Examiner()

    assert [_batch(strategy, 20261122, examine) for strategy in (any_bytes(), spoilt_files())] == ["", ""]


@pytest.mark.storage
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_shown_or_refused_with_a_reason_and_soon(name: str) -> None:
    since = spent()

    found = authoring.check(given.KEY, SHAPES[name])

    assert found.page is not None or found.has_errors
    assert spent() - since < WORST
