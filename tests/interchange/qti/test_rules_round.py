"""Writing QTI 3: a sound package, and what is exported and imported again is the same."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, settings
from hypothesis import given as drawn

from app.content.markdown import render_batch
from app.content.schema import Comparer, Kind, Module, ModuleMeta, Option, Pair, Question, Scoring
from app.interchange.qti.reader import read as read_qti
from app.interchange.qti.writer import write as write_qti
from app.interchange.report import Imported
from app.interchange.xml_tree import Node, parse_xml
from tests.interchange import given
from tests.interchange.qti import files as qti_files

pytestmark = pytest.mark.pure

CARRIED = (
    Kind.ONE, Kind.SEVERAL, Kind.SIGNS, Kind.TRUE_FALSE, Kind.SHORT, Kind.NUMBER, Kind.ORDER, Kind.MATCH, Kind.HOTSPOT,
)  # fmt: skip
MEDIA = {"anh.png": qti_files.picture(640, 480)}
# The order of the parts of an item in the schema of the standard.
PARTS = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]


def again(module: Module) -> Imported:
    return read_qti(write_qti(module, MEDIA).content, "bai.zip")


def inside(*questions: Question, media: dict[str, bytes] = MEDIA) -> dict[str, bytes]:
    data = write_qti(Module(ModuleMeta(id="bai", title="Bài"), questions=questions), media).content
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def told(*questions: Question) -> list[str]:
    found = write_qti(Module(ModuleMeta(), questions=questions), {}).losses
    return [loss.text() for loss in found if loss.what[:16] != "Cách tổ chức bài"]


@drawn(given.questions(kinds=CARRIED, prompts=given.HTML_PROMPTS))
@settings(max_examples=60, deadline=None)
def test_what_is_exported_and_imported_again_is_the_same(question: Question) -> None:
    module = given.module_of(given.with_all(question))

    found = again(module)
    assert found.questions == module.questions
    assert found.losses == ()


@drawn(given.questions(kinds=(Kind.ONE,)))
@settings(max_examples=25, deadline=None)
def test_any_prompt_shows_the_same_after_the_round(question: Question) -> None:
    assume("> #" not in question.prompt)  # A heading inside a quote comes back as bold words, and that is told.
    module = given.module_of(question)

    (after,) = again(module).questions
    before, now = render_batch([question.prompt, after.prompt], media={})
    assert _shown(now) == _shown(before)
    assert again(replace(module, questions=(after,))).questions == (after,)


def _shown(html: str) -> str:
    """Return HTML without what does not show: line ends beside tags, paragraphs around the items of a list."""
    return html.replace("\n", "").replace("<li><p>", "<li>").replace("</p></li>", "</li>")


@pytest.mark.parametrize("module", given.lessons(), ids=lambda module: module.meta.id)
def test_every_published_question_of_a_carried_kind_survives(module: Module) -> None:
    media = {name: qti_files.picture(640, 480, "WEBP") for question in module.questions if (name := question.picture)}
    kept = [question for question in module.questions if question.kind in CARRIED]
    said = (Kind.TRUE_FALSE, Kind.HOTSPOT)
    wanted = [_without_said(question) if question.kind in said else question for question in kept]

    data = write_qti(replace(module, questions=tuple(kept), practices=()), media).content
    assert [_at_home(found) for found in read_qti(data, "bai.zip").questions] == [_at_home(one) for one in wanted]


def _without_said(question: Question) -> Question:
    return replace(question, options=tuple(replace(option, feedback="") for option in question.options))


def _at_home(question: Question) -> Question:
    """Return a question with the explicit words for what the format takes for granted."""
    return replace(question, comparer=question.comparer or None, scoring=_scoring(question))


def _scoring(question: Question) -> Scoring | None:
    return None if question.scoring is Scoring.SHARE else question.scoring


def test_the_same_module_gives_the_same_bytes() -> None:
    module = Module(ModuleMeta(title="Bài"), questions=(Question(Kind.TRUE_FALSE, "Đúng?", answer="Sai"),))

    assert write_qti(module, {}).content == write_qti(module, {}).content


def test_a_package_names_each_of_its_files_once() -> None:
    spots = (Option("Liên kết", correct=True, area=(0, 0, 50, 50)), Option("Tên", area=(50, 50, 100, 100)))
    hotspot = Question(Kind.HOTSPOT, "Đâu?", id="abcd1234", options=spots, picture="anh.png", picture_text="Màn hình")
    files = inside(Question(Kind.TRUE_FALSE, "Đúng?", answer="Đúng"), hotspot)

    manifest = parse_xml(files["imsmanifest.xml"])
    named = [node.get("href") for node in manifest.every("file")]
    assert sorted([*named, "imsmanifest.xml"]) == sorted(files)
    assert [node.get("schemaversion") or node.text() for node in manifest.every("schemaversion")] == ["3.0.1"]
    needs = {node.get("identifier"): [need.get("identifierref") for need in node.elements("dependency")]
             for node in manifest.every("resource")}  # fmt: skip
    assert needs == {"bai_kiem_tra": ["q_01", "q_abcd1234"], "q_01": [], "q_abcd1234": ["m_1"], "m_1": []}


def _items() -> Iterator[Question]:
    texts = ("một", "hai", "ba")
    options = tuple(Option(text, at == 0, "Vì thế.\nVà <thế>") for at, text in enumerate(texts))
    for kind in (Kind.ONE, Kind.SEVERAL, Kind.SIGNS):
        yield Question(kind, f"Câu {kind} & <b>?", prompt="Đọc **kỹ**", options=options, explanation="Vì *thế*")
    yield Question(Kind.TRUE_FALSE, "Ý", answer="Sai")
    yield Question(Kind.TRUE_FALSE, "Nhóm", options=tuple(Option(text) for text in texts))
    yield Question(Kind.ORDER, "Xếp", options=tuple(Option(text) for text in texts))
    yield Question(Kind.MATCH, "Ghép", pairs=(Pair("a", "x"), Pair("b", "y"), Pair("", "z")))
    yield Question(Kind.SHORT, "Gõ", answer="Hà Nội", accepted=("HN",), comparer=Comparer.EXACT)
    yield Question(Kind.NUMBER, "Mấy", answer="15 ± 1", accepted=("từ 1,5 đến 2", "7"), unit="người")


@pytest.mark.parametrize("question", list(_items()), ids=lambda question: question.title)
def test_an_item_has_its_parts_in_the_order_of_the_standard(question: Question) -> None:
    root = parse_xml(inside(question)["items/q_01.xml"])

    tags = [node.tag for node in root.elements()]
    assert tags == sorted(tags, key=PARTS.index)
    assert root.get("identifier") == "q_01"
    assert root.get("title") == question.title
    _is_sound(root)


def _is_sound(root: Node) -> None:
    """Check that every name that is used is declared, once."""
    declared = [node.get("identifier") for node in root.elements() if node.tag.endswith("Declaration")]
    assert len(set(declared)) == len(declared)
    used = {node.get(name) for node in root.every() for name in ("responseIdentifier", "outcomeIdentifier")}
    used |= {node.get("identifier") for node in root.every() if node.tag in ("variable", "setOutcomeValue", "correct")}
    assert used - {""} <= set(declared)
    choices = ("simpleChoice", "simpleAssociableChoice", "hotspotChoice")
    names = {node.get("identifier") for tag in choices for node in root.every(tag)}
    values = root.elements("responseDeclaration")[0].first("correctResponse")
    assert values is not None
    if names:
        assert {part for value in values.elements() for part in value.text().split()} <= names


def test_the_order_of_steps_and_pairs_tells_nothing() -> None:
    order = inside(Question(Kind.ORDER, "Xếp", options=(Option("c"), Option("a"), Option("b"))))["items/q_01.xml"]
    match = inside(Question(Kind.MATCH, "Ghép", pairs=(Pair("1", "c"), Pair("2", "a"))))["items/q_01.xml"]

    assert [node.text() for node in parse_xml(order).every("simpleChoice")] == ["a", "b", "c"]
    assert [node.text() for node in parse_xml(match).every("simpleAssociableChoice")] == ["1", "2", "a", "c"]


def test_points_are_shared_among_right_answers_and_taken_off_for_wrong_ones() -> None:
    options = (Option("a", correct=True), Option("b", correct=True), Option("c"))
    root = parse_xml(inside(Question(Kind.SEVERAL, "Chọn", options=options, points=Fraction(3)))["items/q_01.xml"])

    (mapping,) = root.every("mapping")
    given_points = [entry.get("mappedValue") for entry in mapping.elements()]
    assert (given_points, mapping.get("defaultValue"), mapping.get("upperBound")) == (["1.5", "1.5"], "-1.5", "3")


@pytest.mark.parametrize("kind", [Kind.PRACTICE, Kind.SCENARIO])
def test_kinds_without_a_form_are_told_and_left_out(kind: Kind) -> None:
    assert told(Question(kind, "Việc này", line=9)) == [
        f"Dòng 9: QTI không có kiểu câu “{kind}”, câu “Việc này” không xuất được."
    ]
    assert set(inside(Question(kind, "Việc này"))) == {"imsmanifest.xml", "test.xml"}


def test_what_only_we_read_again_is_told() -> None:
    order = Question(Kind.ORDER, "Xếp", options=(Option("a"), Option("b"), Option("c")), hint="Nghĩ", line=1)
    short = Question(Kind.SHORT, "Số?", answer="113", comparer=Comparer.PHONE, line=2)
    group = Question(Kind.TRUE_FALSE, "Ý", options=(Option("a", feedback="Vì"), Option("b")), line=3)

    assert told(order, short, group) == [
        "Gợi ý và kỹ năng của câu hỏi chỉ Học Vụ Số đọc lại được, nơi khác không thấy.",
        "Dòng 1: Câu sắp xếp “Xếp”: nơi nhận khác chỉ cho điểm khi đúng hết.",
        "Dòng 2: Câu “Số?”: nơi nhận khác so từng chữ, không theo “số điện thoại”.",
        "Dòng 3: Lời nhắn “Vì” cho từng ý không có chỗ trong QTI.",
    ]


def test_a_missing_picture_is_told() -> None:
    spots = (Option("Liên kết", correct=True, area=(0, 0, 50, 50)), Option("Tên", area=(50, 50, 100, 100)))
    hotspot = Question(Kind.HOTSPOT, "Đâu?", options=spots, picture="a.png", picture_text="x", line=4)
    choice = Question(Kind.TRUE_FALSE, "Đúng?", prompt="![cờ](co.png)", answer="Đúng")

    assert told(hotspot, choice) == [
        "Tệp co.png không đi kèm được trong gói QTI.",
        "Dòng 4: Câu “Đâu?” không xuất được: thiếu tệp ảnh “a.png”.",
    ]


def test_pictures_sounds_and_films_of_a_prompt_go_along_and_come_back() -> None:
    media = {"a.png": MEDIA["anh.png"], "b.mp3": b"ID3" + bytes(20), "c.mp4": bytes(4) + b"ftyp", "c.vtt": b"WEBVTT\n"}
    prompt = "Xem ![màn hình](a.png), nghe ![lời](b.mp3), xem ![phim](c.mp4)"
    module = Module(
        ModuleMeta(title="Bài"), questions=(Question(Kind.TRUE_FALSE, "Đúng?", prompt=prompt, answer="Đúng"),)
    )

    found = read_qti(write_qti(module, media | {"d.png": b"x"}).content, "bai.zip")
    assert found.questions[0].prompt == prompt
    assert dict(found.media) == media
