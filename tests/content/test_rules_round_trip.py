"""What is written and read again is the same, for every kind: or the reader says that it is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.content.format import format_text, question_text
from app.content.parse import parse_text
from app.content.prose import canonical
from app.content.schema import Kind, Question
from tests.content.made import questions

HEAD = "---\nđịnh dạng: 1\nmã: bai\ntiêu đề: Bài\nnhóm: [người dân]\n---\n\nChữ.\n"
FILE = "nguoi-dan/bai.md"
UNHURRIED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def no_id() -> str:
    raise AssertionError("every question has an id")


def file_of(*found: Question) -> str:
    """Return a module with these questions, practice tasks last."""
    quiz = [question_text(question, no_id) for question in found if question.kind is not Kind.PRACTICE]
    tasks = [question_text(question, no_id) for question in found if question.kind is Kind.PRACTICE]
    parts = [HEAD, *(["## Kiểm tra", *quiz] if quiz else []), *(["## Thực hành", *tasks] if tasks else [])]
    return "\n\n".join(parts) + "\n"


def spelt(question: Question) -> Question:
    """Return a question with its prompt and its story in the one spelling of the tree."""
    nodes = tuple(replace(node, text=canonical(node.text.split("\n"))) for node in question.nodes)
    return replace(question, prompt=canonical(question.prompt.split("\n")), nodes=nodes)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_written_question_is_read_as_the_same_or_refused(kind: Kind) -> None:
    seen: Counter[bool] = Counter()

    @given(questions(kind, 1))
    @UNHURRIED
    def check(question: Question) -> None:
        text = file_of(question)
        document = parse_text(text, FILE)
        seen[document.has_errors] += 1
        if document.has_errors:
            return
        assert document.module
        assert document.module.items == (spelt(question),)
        once = format_text(text, file=FILE)
        assert format_text(once, file=FILE) == once
        again = parse_text(once, FILE)
        assert not again.has_errors
        assert again.module == document.module

    check()
    assert seen[False] > sum(seen.values()) / 2, "most questions must be readable, or the property says nothing"


@given(st.data())
@settings(UNHURRIED, max_examples=25)
def test_a_module_with_all_kinds_keeps_its_tree_and_its_form(data: st.DataObject) -> None:
    found = [data.draw(questions(kind, number)) for number, kind in enumerate(Kind)]
    readable = [question for question in found if not parse_text(file_of(question), FILE).has_errors]
    text = file_of(*readable)
    document = parse_text(text, FILE)
    assert not document.has_errors
    assert document.module
    assert set(document.module.items) == {spelt(question) for question in readable}
    once = format_text(text, file=FILE)
    assert format_text(once, file=FILE) == once
    assert parse_text(once, FILE).module == document.module
