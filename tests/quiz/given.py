"""What the tests of attempts start from: published modules, made from Markdown as a teacher writes it."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from app.catalog.editions import edition_of_module
from app.catalog.models import ModuleVersion, ProgrammeLesson, ProgrammeVersion
from app.catalog.rendering import MediaFile, media_file, page_of_module, render_page
from app.content.library import check_library
from app.content.parse import parse_bytes
from app.core import clock
from app.core.db import db, transaction
from app.people.models import Group, Person
from app.quiz import service as quiz
from app.quiz.models import Attempt
from tests import factories
from tests.browser import Browser

# Every text below that must not get out early holds this word.
CANARY = "hoàngyến"
HEAD = """---
định dạng: 1
mã: {code}
tiêu đề: {title}
nhóm: [người dân]
kỹ năng: [{skills}]
thời lượng: 15 phút
{more}
---

# Mã OTP là gì?

Mã OTP như chìa khoá nhà.
"""
QUESTIONS = f"""
## Kiểm tra

### Ai được biết mã OTP?
Kiểu: một đáp án
Mã: aaaaaaa1
- [ ] Nhân viên ngân hàng
  > Ngân hàng không hỏi mã. {CANARY}
- [x] Chỉ một mình bác
- [ ] Tổng đài
Gợi ý: Chìa khoá nhà bác thì ai giữ? {CANARY}
Giải thích: Ai có mã OTP là lấy được tiền. {CANARY}

### Người lạ xưng công an gọi, nên làm gì?
Kiểu: nhiều đáp án
Mã: aaaaaaa2
- [x] Cúp máy
  > Phải rồi. {CANARY}
- [ ] Đọc mã OTP
  > Đọc là mất. {CANARY}
- [x] Hỏi công an xã
- [ ] Chuyển tiền
Giải thích: Công an không hỏi mã qua điện thoại. {CANARY}

### Báo số lừa đảo thì mất phí.
Kiểu: đúng sai
Mã: aaaaaaa3
Đáp án: Sai
Giải thích: Gọi 156 không mất tiền. {CANARY}
"""
KEY = {"aaaaaaa1": {1}, "aaaaaaa2": {0, 2}, "aaaaaaa3": {1}}
PRACTICE = """
## Thực hành

### Cài VNeID trên máy của mình
Kiểu: thực hành
Mã: thuchan1
Tối thiểu: 2/3
- [ ] Tự tìm được ứng dụng
- [ ] Tự cài được
- [ ] Không đọc mật khẩu cho người khác
"""
ASSESSMENT_ALONE = {"all_lessons": False, "lessons": None, "assessment": True, "practices": 0, "trust": "tự khai"}
LESSON, ASSESSMENT = "nguoi-dan/luyen", "nguoi-dan/danh-gia"


def many_questions(count: int) -> str:
    """Return the text of questions with one answer each."""
    question = "\n### Câu số {n}?\nKiểu: một đáp án\nMã: cauhoi{n:02}\n- [x] Phải {n}\n- [ ] Trái {n}\n- [ ] Giữa {n}\n"
    return "\n## Kiểm tra\n" + "".join(question.format(n=n) for n in range(count))


@cache
def _columns(key: str, text: str, picture: bytes) -> dict[str, Any]:
    """Return what publishing stores of this text; `picture` are the bytes of the file `anh.webp` beside it."""
    beside: dict[str, MediaFile] = {"anh.webp": media_file(picture, "webp")} if picture else {}
    media = {f"nguoi-dan/{name}": file.size for name, file in beside.items()}
    library = check_library([parse_bytes(text.encode(), f"{key}.md")], media=media, today=date(2026, 11, 22))
    assert not library.has_errors, [problem.message for problem in library.problems]
    (checked,) = library.modules.values()
    page = page_of_module(key, checked)
    html = render_page(page, {name: file.address for name, file in beside.items()})
    return dict(edition_of_module(key, checked, text, html, beside).columns)


def module(
    key: str = ASSESSMENT, *, body: str = QUESTIONS, skills: str = "1.2", picture: bytes = b"", **head: str
) -> ModuleVersion:
    """Return a published module; an assessment unless `kiểm tra` says otherwise; newer than the one before it."""
    code = key.partition("/")[2]
    lines = {"kiểm tra": "đánh giá"} | {name.replace("_", " "): value for name, value in head.items()}
    title = lines.pop("tiêu đề", f"Bài {code}")
    more = "\n".join(f"{name}: {value}" for name, value in lines.items())
    text = HEAD.format(code=code, title=title, skills=skills, more=more) + body
    return published(key, _columns(key, text, picture))


def published(key: str, columns: dict[str, Any]) -> ModuleVersion:
    """Store a text as the current version of a module."""
    before = db.session.query(ModuleVersion).filter_by(key=key).all()
    for version in before:
        version.is_current = False
    db.session.flush()
    return factories.save(ModuleVersion(**columns, number=len(before) + 1, is_current=True, published_at=clock.now()))


def practice_quiz(**head: str) -> ModuleVersion:
    """Return a lesson with a quiz for practice."""
    return module(LESSON, **{"kiểm_tra": "luyện tập"} | head)


def programme(**given: Any) -> ProgrammeVersion:
    """Return a programme of the lesson LESSON and the assessment ASSESSMENT, with one practice."""
    module(LESSON, body=QUESTIONS.replace("aaaaaaa", "bbbbbbb") + PRACTICE, kiểm_tra="luyện tập")
    default = {
        "group": Group.RESIDENTS,
        "number": 1,
        "is_current": True,
        "title": "Kỹ năng số cho bà con",
        "framework": "khung tạm",
        "intro_html": "",
        "lessons": [LESSON],
        "assessment": ASSESSMENT,
        "rule": {
            "all_lessons": True,
            "lessons": None,
            "assessment": True,
            "practices": 1,
            "trust": "có người chứng kiến",
        },
        "has_register": True,
        "source_text": "",
        "source_sha256": "0" * 64,
        "published_at": clock.now(),
    }
    row = factories.save(ProgrammeVersion(**default | given))
    for position, key in enumerate(row.module_keys):
        factories.save(ProgrammeLesson(programme_id=row.id, position=position, module_key=key))
    return row


def values(attempt: Attempt, question_id: str, numbers: set[int]) -> list[str]:
    """Return the posted values of some options of a question of this attempt."""
    laid = next(laid for laid in attempt.layout if laid["id"] == question_id)
    return [value for value, number in laid["options"] if number in numbers]


def answer(attempt: Attempt, answers: Mapping[str, set[int]], *, seq: int | None = None) -> quiz.Saved:
    """Save answers by option numbers, as the learner's own post would."""
    fields = {f"q-{question}": values(attempt, question, numbers) for question, numbers in answers.items()}
    with transaction():
        return quiz.save_answer(attempt_id=attempt.id, person_id=attempt.person_id, fields=fields, seq=seq)


def started(person: Person, key: str = ASSESSMENT) -> Attempt:
    """Return a started attempt, committed."""
    with transaction():
        return quiz.start(person_id=person.id, key=key)


def submitted(attempt: Attempt) -> Attempt:
    """Return the attempt after submitting it, committed."""
    with transaction():
        return quiz.submit(attempt_id=attempt.id, person_id=attempt.person_id)


def passed(person: Person, key: str = ASSESSMENT) -> Attempt:
    """Return an attempt with every answer right."""
    attempt = started(person, key)
    answer(attempt, {laid["id"]: set(laid["key"]) for laid in attempt.layout})
    return submitted(attempt)


def missed(person: Person, key: str = ASSESSMENT) -> Attempt:
    """Return a submitted attempt without an answer."""
    return submitted(started(person, key))


def begun(browser: Browser, key: str = ASSESSMENT) -> Attempt:
    """Return the attempt that somebody starts in their browser."""
    group, code = key.split("/")
    answer = browser.post("quiz.start", group=group, lesson=code)
    return db.session.get_one(Attempt, attempt_id(answer.location))


def attempt_id(location: str) -> UUID:
    """Return the attempt that an address names."""
    found = re.search(r"/bai-lam/([0-9a-f-]{36})", location)
    assert found, location
    return UUID(found.group(1))
