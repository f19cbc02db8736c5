"""Questions as a snapshot holds them, one of each kind, for tests on values."""

from typing import Any

from app.content.words import Scoring
from app.quiz.questions import Question

ACCEPTED = ["*101#", "101"]
RANGES = ["15 ± 1", "từ 20 đến 22,5", "1000"]
STEPS = ["Mở kho ứng dụng", "Tìm VNeID", "Xem tên cơ quan phát hành", "Bấm Cài đặt", "Mở ứng dụng"]
PAIRS = [("Người lạ hỏi mã", "Cúp máy"), ("Đường liên kết lạ", "Không bấm"), ("Bị doạ bắt", "Báo công an")]
STATEMENTS = [("Mã OTP là chìa khoá", True), ("Ngân hàng hỏi mã OTP", False), ("Gọi 156 mất tiền", False)]
FOURTH = ("Công an xã nhận tố giác", True)


def record(kind: str, id_: str = "aaaaaaaa", **given: Any) -> dict[str, Any]:
    """Return a question of a snapshot."""
    default: dict[str, Any] = {
        "id": id_, "kind": kind, "title": f"Câu {kind}", "prompt_html": "", "options": [], "answer": "",
        "explanation_html": "", "hint_html": "", "points": "1", "shuffle": True, "scoring": None, "skills": [],
        "confirmer": "", "minimum": None, "pairs": [], "nodes": [], "accepted": [], "comparer": None, "unit": "",
        "picture_html": "", "picture_text": "",
    }  # fmt: skip
    return default | given


def option(text: str, *, correct: bool = False, area: list[int] | None = None) -> dict[str, Any]:
    """Return an option of a snapshot."""
    return {"text": text, "correct": correct, "feedback_html": "", "area": area}


def choices(kind: str, marks: str, **given: Any) -> dict[str, Any]:
    """Return a check-list: an `x` in `marks` is a right option, anything else a wrong one."""
    return record(kind, options=[option(f"Ý {n}", correct=mark == "x") for n, mark in enumerate(marks)], **given)


def order(count: int = 4, **given: Any) -> dict[str, Any]:
    """Return steps in their right order."""
    return record("sắp xếp", options=[option(text) for text in STEPS[:count]], **given)


def match(*extra: str, **given: Any) -> dict[str, Any]:
    """Return pairs and extra right sides."""
    pairs = [*PAIRS, *(("", text) for text in extra)]
    return record("ghép đôi", pairs=[{"left": left, "right": right} for left, right in pairs], **given)


def statements(*, four: bool = False, **given: Any) -> dict[str, Any]:
    """Return a group of three or four statements: right, wrong, wrong, right."""
    said = [*STATEMENTS, FOURTH] if four else STATEMENTS
    return record("đúng sai", options=[option(text, correct=is_right) for text, is_right in said], **given)


def choice(text: str, target: str, *, good: bool = False) -> dict[str, Any]:
    """Return one way on from a step of a story."""
    return {"text": text, "target": target, "correct": good, "feedback_html": ""}


def scenario(**given: Any) -> dict[str, Any]:
    """Return a story of three steps; a bad way goes through all of them, one choice leads back to the first."""
    nodes = [
        ("Bước 1", [choice("Đọc số căn cước", "Bước 2"), choice("Cúp máy", "Kết thúc", good=True)]),
        ("Bước 2", [choice("Đọc mã", "Bước 3"), choice("Cúp máy ngay", "Kết thúc", good=True)]),
        ("Bước 3", [choice("Nghe lại từ đầu", "Bước 1"), choice("Báo công an xã", "Kết thúc", good=True)]),
    ]
    written = [{"name": name, "text_html": f"<p>Lời {name}</p>", "choices": ways} for name, ways in nodes]
    return record("tình huống", nodes=written, **given)


def every_kind() -> list[dict[str, Any]]:
    """Return one question of each kind, groups of statements beside the single one."""
    return [
        choices("một đáp án", "-x-", id_="kieu0001"),
        choices("nhiều đáp án", "x-x-", id_="kieu0002"),
        record("đúng sai", id_="kieu0003", answer="Sai"),
        statements(four=True, id_="kieu0004", scoring="bậc"),
        record("trả lời ngắn", id_="kieu0005", answer=ACCEPTED[0], accepted=ACCEPTED[1:], comparer="số điện thoại"),
        record("số", id_="kieu0006", answer=RANGES[0], accepted=RANGES[1:], unit="người"),
        order(id_="kieu0007"),
        match("Chuyển tiền", id_="kieu0008"),
        record("điểm ảnh", id_="kieu0009", options=[
            option("Đường liên kết", correct=True, area=[10, 55, 90, 70]), option("Tên", area=[10, 10, 60, 20]),
        ]),
        choices("tìm dấu hiệu", "-xx", id_="kieu0010"),
        scenario(id_="kieu0011"),
    ]  # fmt: skip


def question(of: dict[str, Any], scoring: Scoring = Scoring.SHARE) -> Question:
    """Return the question of a record."""
    return Question.read(of, scoring)
