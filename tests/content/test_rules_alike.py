"""Questions that ask nearly the same are told, wherever they stand in the library."""

from datetime import date
from time import process_time

import pytest

from app.content.alike import alike, likeness, word_pairs
from app.content.library import check_beside, check_library
from app.content.parse import parse_text
from app.content.schema import Document, Kind, Option, Problem, Question

TODAY = date(2026, 11, 22)
HEAD = "---\nđịnh dạng: 1\nmã: {id}\ntiêu đề: Bài\nnhóm: [người dân]\n---\n\nChữ.\n\n## Kiểm tra\n"
WHO = "\n### Ai được biết mã OTP của bác?\nKiểu: một đáp án\n- [ ] Nhân viên ngân hàng\n- [x] Chỉ một mình bác\n"
RETOLD = "\n### Ai được biết mã OTP của bà con?\nKiểu: một đáp án\n- [x] Chỉ một mình bác\n- [ ] Nhân viên ngân hàng\n"
OTHER = "\n### Ai được biết mật khẩu của bác?\nKiểu: một đáp án\n- [x] Không ai khác\n- [ ] Con cháu trong nhà\n"


def lesson(name: str, *questions: str) -> Document:
    return parse_text(HEAD.format(id=name) + "".join(questions), f"nguoi-dan/{name}.md")


def told(*documents: Document) -> list[Problem]:
    return [one for one in check_library(documents, media={}, today=TODAY).problems if one.code == "Q62"]


def test_a_question_asked_again_in_another_lesson_is_told_where_it_comes_second() -> None:
    (problem,) = told(lesson("mot", OTHER, WHO), lesson("hai", RETOLD))
    assert (problem.file, problem.line, problem.is_error) == ("nguoi-dan/hai.md", 12, False)
    assert problem.message == (
        "(nhắc) Dòng 12: Câu này gần giống câu ở nguoi-dan/mot.md, dòng 17. Hỏi một điều khác, hoặc bỏ một câu."
    )


def test_a_question_asked_three_times_in_one_lesson_is_told_twice() -> None:
    assert [problem.line for problem in told(lesson("mot", WHO, OTHER, RETOLD, WHO))] == [22, 27]


def test_different_questions_are_not_told() -> None:
    assert told(lesson("mot", WHO), lesson("hai", OTHER)) == []


def test_a_task_may_be_practised_in_two_lessons() -> None:
    task = "\n### Cài VNeID trên máy của mình\nKiểu: thực hành\n- [ ] Tự tìm được ứng dụng\n- [ ] Tự cài được\n"
    texts = {f"nguoi-dan/{name}.md": HEAD.format(id=name).replace("Kiểm tra", "Thực hành") + task for name in "ab"}
    assert told(*(parse_text(text, file) for file, text in texts.items())) == []


def test_the_editor_does_not_compare_while_somebody_types() -> None:
    found = check_beside(lesson("hai", WHO), [lesson("mot", WHO)], media={}, today=TODAY)
    assert "Q62" not in {problem.code for problem in found}


@pytest.mark.parametrize(
    ("title", "share"),
    [
        ("Gọi số nào để báo lừa đảo?", 1.0),
        ("GOI SO NAO DE BAO LUA DAO", 1.0),
        ("Gọi số nào để báo cháy?", 4 / 7),
        ("Ai biết?", 0.0),
    ],
)
def test_likeness_is_the_share_of_common_pairs_of_words(title: str, share: float) -> None:
    one = word_pairs(Question(Kind.NUMBER, "Gọi số nào để báo lừa đảo?"))
    assert likeness(one, word_pairs(Question(Kind.NUMBER, title))) == pytest.approx(share)


def test_the_order_of_the_options_makes_no_new_question() -> None:
    options = (Option("Cúp máy ngay", correct=True), Option("Nghe tiếp"))
    same = Question(Kind.ONE, "Làm gì?", options=options), Question(Kind.ONE, "Làm gì?", options=options[::-1])
    assert list(alike(same)) == [(1, 0)]


def test_nothing_is_missed_by_looking_at_rare_pairs_only() -> None:
    questions = [
        Question(Kind.NUMBER, " ".join(f"w{(at * step) % 17}" for at in range(12)))
        for step in range(1, 9)
        for _ in range(2)
    ] + [Question(Kind.NUMBER, " ".join(f"w{(at * 3 + (at > cut)) % 17}" for at in range(12))) for cut in range(12)]
    sets = [word_pairs(question) for question in questions]
    before = {at: [b for b in range(at) if likeness(own, sets[b]) >= 0.6] for at, own in enumerate(sets)}
    slow = {at: min(found) for at, found in before.items() if found}
    assert dict(alike(questions)) == slow
    assert len(slow) > 10


def test_a_thousand_questions_take_a_moment() -> None:
    questions = [
        Question(Kind.NUMBER, " ".join(f"chữ{(at * 7919 + word * word * 31) % 400}" for word in range(50)))
        for at in range(1000)
    ]
    begun = process_time()
    list(alike(questions))
    assert process_time() - begun < 0.5
