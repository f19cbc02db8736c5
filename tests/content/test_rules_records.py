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
from app.content.words import Kind

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
    assert {question["kind"] for question in made["questions"] + made["practices"]} == set(Kind)
    assert [practice["minimum"] for practice in made["practices"]] == [[2, 3]]


def test_a_question_of_a_record_carries_its_html_beside_its_text() -> None:
    first, second, third = record()["questions"][:3]
    assert first["points"] == "3/2"
    assert first["options"][0] == {
        "text": "Nhân viên ngân hàng",
        "correct": False,
        "feedback_html": "<p>Ngân hàng không bao giờ hỏi mã OTP.<br>\nKể cả khi xưng là giám đốc.</p>",
        "area": None,
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
        "accepted",
        "binhdanhocvuso",
        "15 ± 1",
        "pairs",
        "bit.ly giấu",
    ):
        assert secret not in told
    assert shown[0]["options"][1] == {"text": "Chỉ một mình bà con", "area": None}


def of_kind(kind: Kind, number: int = 0) -> dict[str, Any]:
    return [question for question in record()["questions"] if question["kind"] == kind][number]


def test_every_question_of_a_record_has_the_same_keys() -> None:
    made = record()
    keys = [set(question) for question in made["questions"] + made["practices"]]
    assert all(found == keys[0] for found in keys)
    assert keys[0] >= {"pairs", "nodes", "accepted", "comparer", "unit", "picture_html", "picture_text"}


def test_each_kind_keeps_what_it_is_graded_by() -> None:
    group, short, number = of_kind(Kind.TRUE_FALSE, 1), of_kind(Kind.SHORT), of_kind(Kind.NUMBER)
    assert [option["correct"] for option in group["options"]] == [True, False, False, True]
    assert (group["answer"], group["scoring"], group["shuffle"]) == ("", "bậc", False)
    assert (short["answer"], short["comparer"], len(short["accepted"])) == ("binhdanhocvuso.gov.vn", "địa chỉ web", 2)
    assert of_kind(Kind.SHORT, 1)["comparer"] == "đúng chữ"
    assert (number["answer"], number["accepted"], number["unit"]) == ("15 ± 1", ["từ 20 đến 22,5", "30"], "người")
    assert [option["text"] for option in of_kind(Kind.ORDER)["options"]][::3] == ["Mở kho ứng dụng", "Mở ứng dụng"]
    assert of_kind(Kind.MATCH)["pairs"][1:] == [
        {"left": "Tin nhắn có đường liên kết lạ", "right": "Không bấm"},
        {"left": "", "right": "Chuyển tiền ngay"},
    ]
    assert (of_kind(Kind.SIGNS)["shuffle"], of_kind(Kind.ONE)["comparer"]) == (False, None)


def test_a_picture_is_kept_with_its_words_and_its_areas() -> None:
    spot = of_kind(Kind.HOTSPOT)
    assert [option["area"] for option in spot["options"]] == [[10, 55, 90, 70], [10, 10, 60, 20]]
    assert spot["options"][0]["text"] == "Đường liên kết bit.ly"
    assert spot["picture_text"] == "Tin nhắn báo trúng thưởng kèm đường liên kết rút gọn"
    module = parse_text(SAMPLE.replace("báo trúng", "](x) *báo* <b> trúng"), FILE).module
    assert module
    html = render_batch(texts_to_render(module), media={"tin-nhan-gia.webp": "/media/a1.webp"})
    (picture,) = [q["picture_html"] for q in snapshot(module, html)["questions"] if q["picture_html"]]
    assert picture == (
        '<p><img src="/media/a1.webp" alt="Tin nhắn ](x) *báo* &lt;b&gt; trúng thưởng kèm đường liên kết rút gọn" '
        'loading="lazy"></p>'
    )


def test_a_story_is_kept_step_by_step() -> None:
    first, second = of_kind(Kind.SCENARIO)["nodes"]
    assert first["text_html"] == (
        "<p><strong>Người lạ:</strong> Tôi là công an phường.</p>\n<p>Ông đọc số căn cước cho tôi.</p>"
    )
    assert first["choices"][0] == {
        "text": "Đọc số căn cước",
        "target": "Bước 2",
        "correct": False,
        "feedback_html": "<p>Công an không hỏi qua điện thoại.</p>",
    }
    assert [choice["target"] for choice in second["choices"]] == ["Kết thúc", "Kết thúc"]


def test_the_order_of_steps_and_pairs_is_part_of_the_key() -> None:
    order, match = without_key(of_kind(Kind.ORDER)), without_key(of_kind(Kind.MATCH))
    texts = [option["text"] for option in order["options"]]
    assert texts == sorted(texts)
    assert match["lefts"] == ["Người lạ hỏi mã OTP", "Tin nhắn có đường liên kết lạ"]
    assert match["rights"] == ["Chuyển tiền ngay", "Cúp máy", "Không bấm"]
    choices = [choice for node in without_key(of_kind(Kind.SCENARIO))["nodes"] for choice in node["choices"]]
    assert all(set(choice) == {"text", "target"} for choice in choices)


def test_the_key_of_a_record_of_an_earlier_release_is_taken_out_as_well() -> None:
    late = ("pairs", "nodes", "accepted", "comparer", "unit", "picture_html", "picture_text")
    old = {name: value for name, value in of_kind(Kind.ONE).items() if name not in late}
    assert without_key(old)["nodes"] == without_key(old)["rights"] == []


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
        spelt("- [Đ]", "*[ Đ ]"),
        spelt(" -> ", " => "),
        spelt(" -> ", " → "),
        spelt("-> Bước 2", "-> bước  2"),
        spelt("-> Kết thúc", "-> ket thuc."),
        spelt(". Mở", ")Mở"),
        spelt("(10,55 - 90,70)", "( 10 , 55-90 , 70 )"),
        spelt("15 ± 1", "15±1"),
        spelt("từ 20 đến 22,5", "Tu  20 den 22,5"),
        spelt("#### ", "####"),
        spelt("So sánh: địa chỉ web", "so sanh: Dia chi web"),
        spelt("Tính điểm: bậc", "Tính điểm: BAC"),
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
    spoilt = show(parse_text(SAMPLE.replace("- [x] Cúp", "- (x) Cúp", 1), FILE))
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
