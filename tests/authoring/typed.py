"""What a teacher might type into the form of each kind of question, and a short lesson to put it in."""

from typing import Any

from app.content.schema import END, Comparer, Kind

LESSON = """\
---
định dạng: 1
mã: an-toan-otp
tiêu đề: Mã OTP và cuộc gọi lạ
nhóm: [người dân]
---

# Mã OTP là gì?

Mã OTP như chìa khoá nhà.
"""
TYPED: dict[Kind, dict[str, Any]] = {
    Kind.ONE: {
        "title": "Ai được biết mã OTP?",
        "text_1": "Một mình bà con",
        "text_2": "Nhân viên ngân hàng",
        "text_3": "Tổng đài *101#",
        "feedback_2": "Ngân hàng không bao giờ hỏi.",
        "right": "1",
    },
    Kind.SEVERAL: {
        "title": "Người lạ xưng công an gọi điện, nên làm gì?",
        "text_1": "Cúp máy",
        "text_2": "Đọc mã OTP",
        "text_3": "Gọi 113",
        "right_1": True,
        "right_3": True,
    },
    Kind.SIGNS: {
        "title": "Tin nhắn này có những dấu hiệu lừa đảo nào?",
        "text_1": "Kính gửi quý khách,",
        "text_2": "tài khoản sẽ bị khoá trong 2 giờ,",
        "right_2": True,
    },
    Kind.TRUE_FALSE: {
        "title": "Ngân hàng không bao giờ hỏi mã OTP.",
        "answer": "Đúng",
        "text_1": "Mã chỉ dùng một lần",
        "truth_1": "Đ",
        "text_2": "Mã dùng được mãi",
        "truth_2": "S",
    },
    Kind.PRACTICE: {
        "title": "Cài VNeID trên máy của mình",
        "text_1": "Tự tìm được ứng dụng",
        "text_2": "Tự cài được",
        "confirmer": "người hướng dẫn",
        "minimum": None,
    },
    Kind.ORDER: {
        "title": "Sắp xếp các bước cài VNeID",
        "text_1": "Mở kho ứng dụng",
        "text_2": "Tìm VNeID",
        "text_3": "Bấm Cài đặt",
    },
    Kind.MATCH: {
        "title": "Ghép việc lạ với cách xử lý",
        "text_1": "Người lạ hỏi mã",
        "answer_1": "Cúp máy",
        "text_2": "Liên kết lạ",
        "answer_2": "Không bấm",
        "answer_3": "Chuyển tiền ngay",
    },
    Kind.SHORT: {
        "title": "Địa chỉ nền tảng Bình dân học vụ số?",
        "answer": "binhdanhocvuso.gov.vn",
        "comparer": Comparer.ADDRESS,
    },
    Kind.NUMBER: {
        "title": "Mỗi người hướng dẫn kèm ít nhất mấy người học?",
        "answer": "5",
        "tolerance": "1",
        "unit": "người",
    },
    Kind.HOTSPOT: {
        "title": "Chạm vào chỗ đáng ngờ trên màn hình",
        "picture": "tin-nhan-gia.webp",
        "picture_text": "Tin nhắn báo trúng thưởng kèm đường liên kết rút gọn",
        "text_1": "Đường liên kết bit.ly",
        "right_1": True,
        "text_2": "Tên người gửi",
        "left_1": 10,
        "top_1": 55,
        "to_right_1": 90,
        "bottom_1": 70,
        "left_2": 10,
        "top_2": 10,
        "to_right_2": 60,
        "bottom_2": 20,
    },
    Kind.SCENARIO: {
        "title": "Cuộc gọi của người xưng công an",
        "said_1": "**Người lạ:** Tôi là công an phường, ông đọc số căn cước.",
        "choice_1_1": "Đọc số căn cước",
        "target_1_1": "Bước 2",
        "choice_1_2": "Cúp máy, gọi công an xã",
        "target_1_2": END,
        "good_1_2": True,
        "said_2": "**Người lạ:** Ông đọc mã vừa nhận được.",
        "choice_2_2": "Đọc mã",
        "target_2_2": END,
        "choice_2_1": "Cúp máy",
        "target_2_1": END,
        "good_2_1": True,
    },
}


def typed(kind: Kind) -> dict[str, Any]:
    """Return what was typed for a question of this kind; a group of statements needs `form` of "group" beside it."""
    return dict(TYPED[kind])
