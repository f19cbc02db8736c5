"""What a library holds: counted, and laid out as text."""

from app.content.figures import figures_of
from app.content.figures_table import figures_text
from app.content.parse import parse_text
from app.content.schema import Framework, Group, Kind, Module, Skill

HEAD = "---\nđịnh dạng: 1\nmã: {id}\ntiêu đề: Bài\nnhóm: [{group}]\nkỹ năng: [1.1, TT02:4.2]\n{more}---\n\n"
QUIZ = """
## Kiểm tra

### Ai được biết mã OTP của bác?
Kiểu: một đáp án
Kỹ năng: TT02:4.2
- [ ] Ngân hàng
- [x] Chỉ một mình bác
- [ ] Công an

### Số nào báo lừa đảo?
Kiểu: một đáp án
Kỹ năng: 1.1
- [x] 156
- [ ] 113 và 114
- [ ] 115

### Tin này là thật.
Kiểu: đúng sai
Đáp án: Sai
"""
TASK = "\n## Thực hành\n\n### Cài VNeID\nKiểu: thực hành\n- [ ] Tự cài được\n"
FRAMEWORKS = (
    Framework("757-nguoi-dan", groups=(Group.RESIDENTS,), skills=(Skill("1.1", "Tìm"),)),
    Framework("757-can-bo", groups=(Group.OFFICIALS,), skills=(Skill("1.1", "Tìm"),)),
)
TABLES = """\
Nhóm         Bài  Chữ  Chữ/câu văn  Câu ở bài  Câu đánh giá  Thực hành  Đúng là dài nhất
can-bo         0    0          0,0          0             3          0        1/2 (50 %)
nguoi-dan      1    7          2,5          3             0          1        1/2 (50 %)
Cả thư viện    1    7          2,5          3             3          1        2/4 (50 %)

Kiểu câu    Câu
một đáp án    4
đúng sai      2
thực hành     1

Kỹ năng            Câu  Bài
757-can-bo:1.1       1    1
757-nguoi-dan:1.1    1    1
TT02:4.2             2    2

Câu đúng ở chỗ thứ  1  2  3
3 phương án         2  2  0"""


def module(file: str, group: str, body: str, more: str = "") -> Module:
    found = parse_text(HEAD.format(id="bai", group=group, more=more) + body, file).module
    assert found
    return found


def library() -> list[Module]:
    return [
        module("nguoi-dan/bai.md", "người dân", f"# Bắt đầu\n\nBác đi. Bác về nhà.\n{QUIZ}{TASK}"),
        module("can-bo/danh-gia.md", "cán bộ", f"Mời làm bài.\n{QUIZ}", "kiểm tra: đánh giá\n"),
    ]


def test_the_figures_stand_in_aligned_tables() -> None:
    assert figures_text(figures_of(library(), FRAMEWORKS)) == TABLES


def test_lessons_and_assessments_are_counted_apart() -> None:
    groups = figures_of(library(), FRAMEWORKS).groups
    residents, officials = groups["nguoi-dan"], groups["can-bo"]
    assert (residents.lessons, residents.words, residents.in_lessons, residents.in_assessments) == (1, 7, 3, 0)
    assert (officials.lessons, officials.words, officials.in_lessons, officials.in_assessments) == (0, 0, 0, 3)
    assert (residents.practices, residents.average, officials.average) == (1, 2.5, 0.0)


def test_a_skill_is_counted_once_a_question_under_its_framework() -> None:
    figures = figures_of(library(), FRAMEWORKS)
    assert figures.skill_questions == {"TT02:4.2": 2, "757-nguoi-dan:1.1": 1, "757-can-bo:1.1": 1}
    assert figures.skill_lessons == {"TT02:4.2": 2, "757-nguoi-dan:1.1": 1, "757-can-bo:1.1": 1}
    assert figures_of(library()).skill_questions == {"TT02:4.2": 2, "1.1": 2}


def test_what_a_learner_could_guess_from_is_counted() -> None:
    figures = figures_of(library(), FRAMEWORKS)
    assert figures.kinds == {Kind.ONE: 4, Kind.TRUE_FALSE: 2, Kind.PRACTICE: 1}
    assert (figures.total.single, figures.total.longest, figures.total.longest_share) == (4, 2, 0.5)
    assert figures.places == {3: [2, 2, 0]}


def test_one_group_needs_no_sum() -> None:
    text = figures_text(figures_of(library()[:1]))
    assert "Cả thư viện" not in text
    assert text.startswith("Nhóm")
