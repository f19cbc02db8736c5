"""What a new lesson and a new programme begin with: enough to be seen and changed, little enough to be written over."""

import re
from collections.abc import Iterable

from app.content.library import FOLDERS

CODE = re.compile(r"^mã:.*$", re.MULTILINE)

LESSON = """\
---
định dạng: 1
mã: {code}
tiêu đề: {title}
nhóm: [{group}]
thời lượng: 15 phút
kiểm tra: luyện tập
---

Viết vài câu mở đầu: học xong bài này, bà con làm được việc gì?

# Phần một

Viết nội dung ở đây. Mỗi đoạn vài câu ngắn, cách nhau một dòng trống.

- Việc thứ nhất
- Việc thứ hai

## Kiểm tra

### Viết câu hỏi thứ nhất ở đây
Kiểu: một đáp án
- [x] Phương án đúng
- [ ] Phương án sai
  > Lời nhắc cho người chọn phương án này.
Giải thích: Vì sao phương án kia đúng.
"""
PROGRAMME = """\
---
định dạng: 1
nhóm: {group}
tiêu đề: {title}
khung: (khung tạm)
bài:
{lessons}
đạt khi: [tất cả bài]
mức tin cậy: có người chứng kiến
---

Viết vài câu: chương trình này dành cho ai, học xong làm được gì.
"""


# The lines of ours that only say what to write there: nobody should learn from them.
SAMPLES = frozenset(line for line in (LESSON + PROGRAMME).split("\n") if line.removeprefix("### ").startswith("Viết "))


def samples_left(text: str) -> list[int]:
    """Return the lines (from 1) of a text that nobody has written over yet."""
    return [number for number, line in enumerate(text.split("\n"), 1) if line.strip() in SAMPLES]


def new_lesson(folder: str, code: str, title: str) -> str:
    """Return the text of a lesson that only has its title; `folder` is one of the groups."""
    return LESSON.format(code=code, title=quoted(title), group=FOLDERS[folder].value)


def new_programme(folder: str, codes: Iterable[str]) -> str:
    """Return the text of a programme of these lessons; without one it says itself that it needs one."""
    group = FOLDERS[folder].value
    lessons = "\n".join(f"- {code}" for code in codes)
    return PROGRAMME.format(title=quoted(f"Chương trình cho {group}"), group=group, lessons=lessons)


def with_code(text: str, code: str) -> str:
    """Return the text of a lesson with this code in its head."""
    line = f"mã: {code}"
    return CODE.sub(line, text, count=1) if CODE.search(text) else text.replace("---", f"---\n{line}", 1)


def quoted(title: str) -> str:
    """Return a title in quotation marks, so that no sign in it means anything in the head of a file."""
    escaped = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
