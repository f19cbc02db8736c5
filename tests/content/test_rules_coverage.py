"""What a programme covers: taught by lessons, asked by assessments, or missing."""

from app.content.coverage import coverage_of
from app.content.parse import parse_text
from app.content.schema import Framework, Group, Module

FRAME = """---
định dạng: 1
mã: {id}
tiêu đề: Khung {id}
{groups}---

## 1.1 Tìm
Nguồn: x.

## 1.2 Xem xét
Nguồn: x.
"""
LESSON = """---
định dạng: 1
mã: bai
tiêu đề: Bài
nhóm: [người dân]
kỹ năng: [{skills}]
kiểm tra: {mode}
---

Chữ.

## Kiểm tra

### Câu?
Kiểu: một đáp án
Mã: aaaaaaa1
Kỹ năng: {asked}
- [x] Có
- [ ] Không
"""


def framework(name: str, groups: str = "") -> Framework:
    found = parse_text(FRAME.format(id=name, groups=groups), f"khung/{name}.md").framework
    assert found is not None
    return found


def module(skills: str, asked: str, mode: str = "luyện tập") -> Module:
    found = parse_text(LESSON.format(skills=skills, asked=asked, mode=mode), "nguoi-dan/bai.md").module
    assert found is not None
    return found


def test_a_lesson_teaches_what_its_head_and_its_questions_name_and_an_assessment_only_asks() -> None:
    own, other, foreign = framework("757", "nhóm: [người dân]\n"), framework("TT02"), framework("X", "nhóm: [cán bộ]\n")
    modules = {
        "nguoi-dan/a": module("1.1", "TT02:1.2"),
        "nguoi-dan/b": module("1.1", "1.1"),
        "nguoi-dan/cuoi": module("1.2", "1.2", "đánh giá"),
    }

    found = coverage_of(modules, [own, other, foreign], Group.RESIDENTS)

    said = {f"{one.framework.id}:{row.skill.id}": (row.lessons, row.questions) for one in found for row in one.skills}
    assert said == {
        "757:1.1": (("nguoi-dan/a", "nguoi-dan/b"), 0),
        "757:1.2": ((), 1),
        "TT02:1.1": ((), 0),
        "TT02:1.2": (("nguoi-dan/a",), 0),
    }
    assert [[row.skill.id for row in one.missing] for one in found] == [["1.2"], ["1.1"]]
