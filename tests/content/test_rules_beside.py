"""One document checked beside the others says what the check of the whole library says of it."""

from datetime import date
from pathlib import Path

import pytest

from app.content.library import check_beside, load_library
from app.content.parse import parse_text
from tests.catalog import library

TODAY = date(2026, 11, 23)
FRAMEWORK = """\
---
định dạng: 1
mã: K1
tiêu đề: Khung mẫu (khung tạm)
---

## 1.1 Dùng điện thoại

Mở, gọi, nhắn.
"""
SLIPS = [
    ("nguoi-dan/giu-otp.md", "Nội dung bài.", "![Ảnh](khong-co.webp)"),
    ("nguoi-dan/lam-quen.md", "Mã: lamqaaaa", "Mã: giuoaaaa"),
    ("nguoi-dan/giu-otp.md", "Kiểu: một đáp án", "Kiểu: 1 đáp án"),
    ("nguoi-dan/giu-otp.md", "kiểm tra: luyện tập", "kiểm tra: luyện tập\nkỹ năng: [9.9]"),
    ("nguoi-dan/danh-gia.md", "kiểm tra: đánh giá", "kiểm tra: luyện tập"),
    ("nguoi-dan/index.md", "- giu-otp", "- giu-opt"),
    ("nguoi-dan/index.md", "bài đánh giá: danh-gia", "bài đánh giá: giu-otp"),
    ("nguoi-dan/lam-quen.md", "## Thực hành", "## Phần khác"),
    ("nguoi-dan/index.md", "", ""),
]


@pytest.mark.parametrize(("file", "old", "new"), SLIPS)
def test_a_document_has_the_same_problems_beside_the_others_as_among_them(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    library.small(tmp_path)
    library.write(tmp_path, "khung/K1.md", FRAMEWORK)
    written = tmp_path / file
    written.write_text(written.read_text().replace(old, new) if old else written.read_text())
    whole = load_library(tmp_path, today=TODAY)
    others = [document for document in whole.documents if document.file != file]
    document = parse_text(written.read_text(), file)

    found = check_beside(document, others, media={}, today=TODAY)

    # Questions are compared with each other in a whole library only.
    among = [one for one in whole.problems if one.file == file and one.code != "Q62"]
    assert [problem for problem in found if problem.file == file] == among
    index = [problem for problem in found if problem.file == "nguoi-dan/index.md"]
    assert index == [problem for problem in whole.problems if problem.file == "nguoi-dan/index.md"]
    assert bool(found) is bool(old)
