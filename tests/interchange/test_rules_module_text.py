"""Writing what was imported as a module: the same questions afterwards, or a refusal that names its line."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.content.parse import parse_text
from app.content.schema import Group, Kind, Module, Option, Question
from app.interchange.module_text import module_id_of, module_text, without_taken_ids
from app.interchange.report import BadFile, Imported

pytestmark = pytest.mark.pure

CHOICE = Question(Kind.ONE, "Ai giữ mã?", options=(Option("Tôi", correct=True), Option("Họ")), line=12)


def written(*questions: Question, prose: str = "", title: str = "An toàn") -> str:
    return module_text(Imported(title, questions, prose=prose), module_id="an-toan", group=Group.RESIDENTS)


def module(text: str) -> Module:
    found = parse_text(text, "nguoi-dan/an-toan.md").module
    assert found is not None
    return found


def refused(*questions: Question, prose: str = "") -> list[str]:
    with pytest.raises(BadFile) as error:
        written(*questions, prose=prose)
    return [problem.text() for problem in error.value.problems]


def test_the_head_says_what_a_module_needs() -> None:
    text = written(CHOICE)

    assert text.startswith("---\nđịnh dạng: 1\nmã: an-toan\ntiêu đề: An toàn\nnhóm: [người dân]\n---\n\n## Kiểm tra\n")
    assert not parse_text(text, "nguoi-dan/an-toan.md").has_errors


def test_every_question_gets_an_id_that_is_not_taken() -> None:
    text = module_text(Imported("A", (CHOICE, CHOICE)), module_id="a", group=Group.PUPILS, taken={"abcd1234"})

    ids = [question.id for question in module(text).questions]
    assert len(set(ids)) == 2
    assert all(len(one) == 8 for one in ids)


def test_points_and_a_fixed_order_are_written() -> None:
    question = module(written(replace(CHOICE, points=Fraction(3, 2), shuffle=False))).questions[0]

    assert (question.points, question.shuffle) == (Fraction(3, 2), False)


def test_a_lesson_and_an_untitled_file_are_fine() -> None:
    assert module(written(CHOICE, prose="# Mã OTP\n\nGiữ kín.")).prose == "# Mã OTP\n\nGiữ kín."
    assert module(written(CHOICE, title=" ")).meta.title == "Bài nhập từ tệp"


def test_what_the_module_format_refuses_names_the_line_of_the_foreign_file() -> None:
    twice = replace(CHOICE, options=(Option("Tôi", correct=True), Option("tôi")))

    assert refused(CHOICE, replace(twice, line=40)) == ["Dòng 40: Câu “Ai giữ mã?”: Hai phương án giống hệt nhau."]


@pytest.mark.parametrize(
    "question",
    [
        replace(CHOICE, prompt="một\n\n\n\nhai "),
        replace(CHOICE, options=(Option("Tôi ", correct=True), Option("Họ"))),
        Question(Kind.PRACTICE, "Cài VNeID", options=(Option("a"),), confirmer="giáo viên", minimum=(1, 1), line=12),
    ],
)
def test_what_would_read_differently_is_refused(question: Question) -> None:
    assert all(problem.startswith("Dòng 12: Câu “") or "khác đi" in problem for problem in refused(question))


def test_a_lesson_that_would_open_a_section_is_refused() -> None:
    assert refused(CHOICE, prose="Đọc.\n\n## Thực hành\n\nx")
    assert refused(CHOICE, prose="Đọc.\n\n- [x] một")


def test_too_long_a_module_is_refused() -> None:
    assert "Tách làm nhiều bài" in refused(*(replace(CHOICE, prompt="chữ " * 6000) for _ in range(10)))[0]


def test_ids_in_use_are_given_up_and_told() -> None:
    given = Imported(
        "A", (replace(CHOICE, id="abcd1234"), replace(CHOICE, id="abcd9999"), replace(CHOICE, id="abcd9999"))
    )

    found = without_taken_ids(given, {"abcd1234"})
    assert [question.id for question in found.questions] == ["", "abcd9999", ""]
    assert [loss.text() for loss in found.losses] == [
        "Dòng 12: Mã của câu “Ai giữ mã?” đã có trong thư viện, câu sẽ có mã mới."
    ]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Mã OTP & cuộc gọi lạ", "ma-otp-cuoc-goi-la"),
        ("Đề số 1", "de-so-1"),
        ("???", "bai-nhap"),
        ("chữ " * 40, "-".join(["chu"] * 15)),
    ],
)
def test_an_id_is_made_from_the_title(title: str, found: str) -> None:
    assert module_id_of(title) == found
