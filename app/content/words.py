"""The closed lists of words a teacher chooses from, each with its Vietnamese spelling as the value."""

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of questions, by the words a teacher writes after `Kiểu:`."""

    ONE = "một đáp án"
    SEVERAL = "nhiều đáp án"
    TRUE_FALSE = "đúng sai"
    PRACTICE = "thực hành"
    SHORT = "trả lời ngắn"
    NUMBER = "số"
    ORDER = "sắp xếp"
    MATCH = "ghép đôi"
    HOTSPOT = "điểm ảnh"
    SIGNS = "tìm dấu hiệu"
    SCENARIO = "tình huống"


class Group(StrEnum):
    """The target groups; the last one is for helpers and has no register."""

    OFFICIALS = "cán bộ"
    PUPILS = "học sinh"
    WORKERS = "người lao động"
    RESIDENTS = "người dân"
    HELPERS = "người hướng dẫn"


class QuizMode(StrEnum):
    """Whether a quiz is for practice or counts as an assessment."""

    PRACTICE = "luyện tập"
    ASSESSMENT = "đánh giá"


class Scoring(StrEnum):
    """How a question with several right answers is scored (`tính điểm`)."""

    SHARE = "từng phần"
    ALL_RIGHT = "đúng hết"
    STEPS = "bậc"


class Comparer(StrEnum):
    """How a typed short answer is compared with the key (`So sánh`); none of them guesses."""

    EXACT = "đúng chữ"
    FOLDED = "không dấu"
    PHONE = "số điện thoại"
    ADDRESS = "địa chỉ web"


class Review(StrEnum):
    """What a learner sees of the answers, and when (`xem lại`)."""

    EACH = "sau mỗi câu"
    AFTER = "sau khi nộp"
    RESULT = "chỉ kết quả"


class Trust(StrEnum):
    """How sure we must be of who did it (`mức tin cậy`)."""

    SELF = "tự khai"
    WITNESSED = "có người chứng kiến"
    VNEID = "VNeID"


class Level(StrEnum):
    """An error stops publishing; a note only tells the author."""

    ERROR = "error"
    NOTE = "note"
