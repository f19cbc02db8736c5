"""What leaves the package as plain data: the published record, with its key apart, and the object of `catalog show`."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from app.content.markdown import render_batch
from app.content.parse import parse_bytes, parse_text
from app.content.show import show
from app.content.snapshot import snapshot, texts_to_render, without_key

SAMPLE = Path(__file__).with_name("sample.md").read_text()
FILE = "nguoi-dan/an-toan-otp.md"


def record() -> dict[str, Any]:
    module = parse_text(SAMPLE, FILE).module
    assert module
    return snapshot(module, render_batch(texts_to_render(module), media={}))


def test_a_record_is_plain_json_and_complete() -> None:
    made = record()
    assert json.loads(json.dumps(made)) == made
    assert made["meta"]["id"] == "an-toan-otp"
    assert (made["meta"]["pass_percent"], made["meta"]["wait_minutes"], made["meta"]["draw"]) == ("80", 10, 3)
    assert made["lesson_html"].startswith("<h2>Mã OTP là gì?</h2>")
    assert made["quiz_intro_html"] == "<p>Bác làm từ từ, không vội.</p>"
    assert [question["kind"] for question in made["questions"]] == ["một đáp án", "nhiều đáp án", "đúng sai"]
    assert [practice["minimum"] for practice in made["practices"]] == [[2, 3]]


def test_a_question_of_a_record_carries_its_html_beside_its_text() -> None:
    first, second, third = record()["questions"]
    assert first["points"] == "3/2"
    assert first["options"][0] == {
        "text": "Nhân viên ngân hàng",
        "correct": False,
        "feedback_html": "<p>Ngân hàng không bao giờ hỏi mã OTP.<br>\nKể cả khi xưng là giám đốc.</p>",
    }
    assert (first["hint_html"], first["explanation_html"]) == (
        "<p>Ai cầm chìa khoá nhà mình?</p>",
        "<p>Ai có mã OTP là lấy được tiền trong tài khoản.</p>",
    )
    assert "<blockquote>" in second["prompt_html"]
    assert (second["shuffle"], second["scoring"], second["skills"]) == (False, "đúng hết", ["3.1", "TT02:4.2"])
    assert (third["answer"], third["options"]) == ("Đúng", [])


def test_a_question_without_its_key_gives_nothing_away() -> None:
    made = record()
    shown = [without_key(question) for question in made["questions"] + made["practices"]]
    told = json.dumps(shown, ensure_ascii=False)
    for secret in (
        "correct",
        "feedback",
        "answer",
        "explanation",
        "hint",
        "giám đốc",
        "chìa khoá nhà mình",
        "không cần mã",
    ):
        assert secret not in told
    assert shown[0]["options"][1] == {"text": "Chỉ một mình bà con"}


def test_a_record_is_refused_when_a_text_is_missing() -> None:
    module = parse_text(SAMPLE, FILE).module
    assert module
    with pytest.raises(ValueError, match="one HTML text"):
        snapshot(module, ["<p>x</p>"])


def _without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_lines(inner) for name, inner in value.items() if name != "line"}
    return [_without_lines(inner) for inner in value] if isinstance(value, list) else value


def spelt(old: str, new: str) -> bytes:
    """Return the sample with another spelling in its sections; code and lesson text stay."""
    lesson, mark, sections = SAMPLE.partition("## Kiểm tra\n\nBác")
    return (lesson + (mark + sections).replace(old, new)).encode()


@pytest.mark.parametrize(
    "data",
    [
        unicodedata.normalize("NFD", SAMPLE).encode(),
        SAMPLE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + SAMPLE.encode(),
        spelt("- [", "*  ["),
        spelt("- [x]", "+[ X ]"),
        spelt("- [ ]", "-[]"),
        spelt("Kiểu:", "KIEU :"),
        spelt("\n\n", "\n\n\n\n"),
        spelt("Kiểu: ", "Kiểu:"),
        spelt("\n", "  \n"),
        spelt("\n\n> Công an", "\n> Công an"),
        spelt("## Kiểm tra\n\n", "## kiểm tra\n"),
        spelt("  > ", "> "),
        SAMPLE.replace("[người dân, học sinh]", "Người Dân, học sinh").encode(),
        SAMPLE.replace("15 phút", "15phút").encode(),
        SAMPLE.replace("\n- nhìn", "\n* nhìn").replace("web\n\n", "web\n").encode(),
        SAMPLE.replace('tiêu đề: Mã OTP và cuộc gọi "lạ"', "tiêu đề: 'Mã OTP và cuộc gọi \"lạ\"'").encode(),
    ],
    ids=lambda data: str(len(data)),
)
def test_another_spelling_is_shown_as_the_same_data(data: bytes) -> None:
    plain = show(parse_text(SAMPLE, FILE))
    assert _without_lines(show(parse_bytes(data, FILE))) == _without_lines(plain)


def test_positions_stand_only_under_keys_named_line() -> None:
    spoilt = show(parse_text(SAMPLE.replace("- [x] Cúp", "- (x) Cúp"), FILE))
    assert spoilt["problems"][0]["fix"] == {
        "label": "Sửa giúp tôi",
        "line": 70,
        "remove": 1,
        "insert": ["- [x] Cúp máy"],
    }
    moved = show(parse_text(SAMPLE.replace("\n# Mã", "\n\n\n# Mã"), FILE))
    assert _without_lines(moved) == _without_lines(show(parse_text(SAMPLE, FILE)))


def test_a_prompt_is_the_heading_and_the_text_below_it() -> None:
    shown = show(parse_text(SAMPLE, FILE))["questions"][1]
    assert shown["title"] == "Người lạ xưng công an gọi điện, nên làm gì?"
    assert shown["prompt"] == (
        "Người lạ xưng công an gọi điện, nên làm gì?\n\nBác nghe được câu này:\n\n> Công an đây, bác đọc mã: nhanh lên!"
    )
