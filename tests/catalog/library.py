"""A small library of courses for tests: two lessons, an assessment, a practice; written to a folder and published."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from textwrap import dedent

from app.catalog import publishing
from app.catalog.intake import Found
from app.catalog.publishing import PublishReport
from app.core.actor import SYSTEM
from app.core.db import transaction

LESSON = """\
---
định dạng: 1
mã: {code}
tiêu đề: {title}
tóm tắt: Một bài ngắn.
nhóm: [người dân]
thời lượng: 15 phút
nguồn:
- Báo mẫu: Bài gốc | https://example.org/bai-goc | 2026-11-22
{head}
---

# Phần một

{text}

## Kiểm tra

### Ai được biết mã OTP của bác?
Kiểu: một đáp án
Mã: {id}aaaa
- [ ] Người xưng tên {code} lúc {id}, rồi {code} sau {id}
  > Phản hồi bí mật.
- [x] Đáp án bí mật
Giải thích: Giải thích bí mật.
{tail}"""

PRACTICE = """
## Thực hành

### Cài ứng dụng

Bác tự làm trên máy của mình.
Kiểu: thực hành
Mã: thuchanh
Người xác nhận: người hướng dẫn
Tối thiểu: 2/3
- [ ] Tự tìm được ứng dụng
- [ ] Tự cài được
- [ ] Không đọc mật khẩu cho người khác
"""

INDEX = """\
---
định dạng: 1
nhóm: {group}
tiêu đề: Kỹ năng số cho bà con
khung: 757/QĐ-BKHCN v1.0 (khung tạm)
bài:
{lessons}
{assessment}
đạt khi: [{rule}]
mức tin cậy: {trust}
---

# Học gì ở đây?

Vài bài ngắn.
"""

COURSES = Path(__file__).resolve().parents[2] / "courses"
_prepared: dict[tuple[tuple[str, bytes], ...], Found] = {}
GROUPS = {"nguoi-dan": "người dân", "can-bo": "cán bộ", "nguoi-huong-dan": "người hướng dẫn"}


def write(folder: Path, path: str, text: str) -> None:
    """Write one file of the library."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(text), encoding="utf-8")


def lesson(folder: Path, key: str, **given: str) -> None:
    """Write a lesson; its question has a right answer, a feedback and an explanation that nobody may see."""
    code = key.partition("/")[2]
    default = {
        "title": f"Bài {code}",
        "head": "kiểm tra: luyện tập",
        "text": "Nội dung bài.",
        "tail": "",
        "id": code.replace("-", "")[:4],
    }
    write(folder, f"{key}.md", LESSON.format(code=code, **default | given))


def programme(folder: Path, group: str = "nguoi-dan", **given: str) -> None:
    """Write the index of a group."""
    default = {
        "group": GROUPS[group],
        "lessons": "- lam-quen\n- giu-otp",
        "assessment": "bài đánh giá: danh-gia",
        "rule": "tất cả bài, bài đánh giá, 1 thực hành",
        "trust": "có người chứng kiến",
    }
    write(folder, f"{group}/index.md", INDEX.format(**default | given))


def small(folder: Path, **given: str) -> Path:
    """Write the whole small library for residents and return its folder; `given` goes to the index."""
    lesson(folder, "nguoi-dan/lam-quen", title="Làm quen với điện thoại", tail=PRACTICE)
    lesson(folder, "nguoi-dan/giu-otp", title="Giữ mã OTP")
    lesson(folder, "nguoi-dan/danh-gia", title="Bài đánh giá", head="kiểm tra: đánh giá")
    programme(folder, **given)
    return folder


def published(folder: Path) -> PublishReport:
    """Publish the folder, committed; the same files are checked and rendered once a test run."""
    files = tuple((str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*.*")))
    if files not in _prepared:
        _prepared[files] = publishing.prepare(folder)
    with transaction():
        return publishing.store(_prepared[files], SYSTEM)


def real() -> PublishReport:
    """Publish the courses of the repository, committed."""
    return published(COURSES)


def real_of(group: str) -> PublishReport:
    """Publish one programme of the repository with the frameworks and the hard words, committed: much less than all."""
    return published(_copy_of(group))


@cache
def _copy_of(group: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="hocvu-courses-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in (group, "khung"):
        shutil.copytree(COURSES / name, folder / name)
    return folder
