"""One question of each kind as a teacher writes it, and what a learner posts to answer it."""

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

from PIL import Image

from app.catalog.models import ModuleVersion
from app.core.db import transaction
from app.people.models import Person
from app.quiz import service as quiz
from app.quiz.kinds.registry import rules_on
from app.quiz.layout import right_fields
from app.quiz.models import Attempt
from tests.quiz import given
from tests.quiz.given import CANARY

# What only the key of these questions knows, beside the canary: typed answers, numbers, steps not reached yet.
SECRETS = ("binhdanhocvuso", "1515", "1717", "Anh đọc nốt mã", "Bước hai", "bước kín")
TEXT = f"""
## Kiểm tra

### Ai được biết mã OTP?
Kiểu: một đáp án
Mã: kieu0001
- [ ] Nhân viên ngân hàng
  > Ngân hàng không hỏi mã. {CANARY}
- [x] Chỉ một mình bác
Giải thích: Ai có mã là lấy được tiền. {CANARY}

### Người lạ gọi thì nên làm gì?
Kiểu: nhiều đáp án
Mã: kieu0002
- [x] Tắt máy
- [ ] Đọc mã OTP
- [x] Hỏi công an xã

### Báo số lừa đảo thì mất phí.
Kiểu: đúng sai
Mã: kieu0003
Đáp án: Sai

### Câu nào đúng về mã OTP?
Kiểu: đúng sai
Mã: kieu0004
Tính điểm: bậc
- [Đ] Mã OTP như chìa khoá nhà
  > Mất chìa là mất nhà. {CANARY}
- [S] Ngân hàng hay hỏi mã OTP
- [S] Công an hỏi mã OTP qua điện thoại
- [Đ] Không đưa mã OTP cho ai

### Địa chỉ nền tảng Bình dân học vụ số?
Kiểu: trả lời ngắn
Mã: kieu0005
So sánh: địa chỉ web
Đáp án: binhdanhocvuso.gov.vn
Gợi ý: Đuôi của cơ quan nhà nước. {CANARY}

### Mỗi người hướng dẫn kèm ít nhất mấy người?
Kiểu: số
Mã: kieu0006
Đáp án: 1515 ± 1
Chấp nhận: từ 1717 đến 1718
Đơn vị: người

### Sắp xếp các bước cài VNeID
Kiểu: sắp xếp
Mã: kieu0007
1. Mở kho ứng dụng
2. Gõ tên VNeID, xem đúng tên cơ quan phát hành
3. Bấm Cài đặt
4. Ăn mừng

### Ghép việc lạ với cách xử lý
Kiểu: ghép đôi
Mã: kieu0008
- Người lạ hỏi mã OTP -> Cúp máy ngay
- Tin nhắn có đường liên kết lạ -> Không bấm, xoá đi
- Bị doạ bắt qua điện thoại -> Báo công an xã
- -> Chuyển tiền cho xong

### Chạm vào chỗ đáng ngờ trên màn hình
Kiểu: điểm ảnh
Mã: kieu0009
Ảnh: anh.webp
Mô tả ảnh: Tin nhắn báo trúng thưởng kèm đường liên kết rút gọn
- [x] (10,55 - 90,70) Đường liên kết bit.ly
  > Đường liên kết rút gọn giấu nơi nó dẫn tới. {CANARY}
- [ ] (10,10 - 60,20) Tên người gửi

### Tin nhắn này có những dấu hiệu lừa đảo nào?
Kiểu: tìm dấu hiệu
Mã: kieu0010
- [ ] Kính gửi quý khách,
- [x] tài khoản của quý khách sẽ bị khoá trong 2 giờ,
  > Kẻ gian hay giục. {CANARY}
- [x] bấm vào vietcombank-xacminh.top để mở lại.

### Cuộc gọi "công an"
Kiểu: tình huống
Mã: kieu0011
#### Bước một
> **Người lạ:** Tôi là công an phường, ông đọc số căn cước.
- [ ] Đọc số căn cước -> bước kín
  > Số căn cước là của mình. {CANARY}
- [x] Cúp máy, gọi công an xã -> Kết thúc
#### bước kín
> **Người lạ:** Anh đọc nốt mã vừa nhận được.
- [ ] Đọc mã -> Kết thúc
- [x] Thôi, tôi cúp máy -> Kết thúc
Giải thích: Công an không làm việc qua điện thoại. {CANARY}
"""
IDS = [f"kieu{n:04}" for n in range(1, 12)]


@cache
def picture() -> bytes:
    """Return a small picture."""
    kept = io.BytesIO()
    Image.new("RGB", (400, 600), "#c8d8e8").save(kept, "WEBP")
    return kept.getvalue()


def module(key: str = given.ASSESSMENT, **head: str) -> ModuleVersion:
    """Return a published module with one question of each kind; an assessment unless `kiểm tra` says otherwise."""
    return given.module(key, body=TEXT, picture=picture(), **head)


def laid_of(attempt: Attempt, question: str) -> Any:
    """Return a question of the attempt's sheet."""
    return next(laid for laid in attempt.layout if laid["id"] == question)


def by_texts(attempt: Attempt, question: str, texts: Mapping[str, str] | list[str]) -> dict[str, list[str]]:
    """Return the fields of a post: the texts chosen, or for questions with rows the text chosen by that of its row.

    A place in an order is called by its number from 1, a step of a story too.
    """
    read = {one.asked.id: one for one in quiz.get_paper(attempt.id, attempt.person_id).questions.values()}[question]
    laid = laid_of(attempt, question)
    value = {read.options[number].text: value for value, number in laid["options"]}
    if isinstance(texts, list):
        return {f"q-{question}": [value[text] for text in texts]}
    names = {read.parts[part].text or str(part + 1): row for row, part in enumerate(laid["parts"], 1)}
    if laid["kind"] == "tình huống":
        names = {str(row): row for row in range(1, rules_on(laid).fields(laid) + 1)}
    return {f"q-{question}-{names[name]}": [value[text]] for name, text in texts.items()}


def save(attempt: Attempt, fields: Mapping[str, list[str]], *, seq: int | None = None) -> quiz.Saved:
    """Save a post, committed."""
    with transaction():
        return quiz.save_answer(attempt_id=attempt.id, person_id=attempt.person_id, fields=fields, seq=seq)


def answer_rightly(attempt: Attempt, *questions: str) -> None:
    """Answer some questions, or all, rightly."""
    for question in questions or IDS:
        save(attempt, right_fields(laid_of(attempt, question)))


def started(person: Person, key: str = given.ASSESSMENT) -> Attempt:
    """Return a started attempt, committed."""
    return given.started(person, key)
