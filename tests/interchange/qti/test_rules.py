"""Reading QTI 2.1, 2.2 and 3.0: each interaction gives the question it means, and what is not carried is told."""

from fractions import Fraction

import pytest

from app.content.schema import Kind, Option, Pair, Question, Scoring
from app.interchange.qti.reader import is_surely as is_surely_qti
from app.interchange.qti.reader import read as read_qti
from app.interchange.report import BadFile
from tests.interchange.qti import files

pytestmark = pytest.mark.pure

CHOICE = (
    '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1"><prompt>Ai giữ mã?</prompt>'
    '<simpleChoice identifier="A">Ngân hàng</simpleChoice><simpleChoice identifier="B">Tôi</simpleChoice>'
    "</choiceInteraction>"
)
ORDER = (
    '<orderInteraction responseIdentifier="RESPONSE"><prompt>Cài VNeID</prompt>'
    '<simpleChoice identifier="C">Cài</simpleChoice><simpleChoice identifier="A">Mở kho</simpleChoice>'
    '<simpleChoice identifier="B">Tìm</simpleChoice></orderInteraction>'
)
MATCH = (
    '<matchInteraction responseIdentifier="RESPONSE" maxAssociations="2"><prompt>Ghép</prompt>'
    '<simpleMatchSet><simpleAssociableChoice identifier="A" matchMax="1">Hỏi mã</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="B" matchMax="1">Liên kết lạ</simpleAssociableChoice></simpleMatchSet>'
    '<simpleMatchSet><simpleAssociableChoice identifier="X" matchMax="2">Không bấm</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="Y" matchMax="2">Cúp máy</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="Z" matchMax="2">Chuyển tiền</simpleAssociableChoice></simpleMatchSet>'
    "</matchInteraction>"
)
INLINE = (
    '<inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice identifier="A">bưu điện</inlineChoice>'
    '<inlineChoice identifier="B">Bộ Công an</inlineChoice></inlineChoiceInteraction>'
)
ENTRY = '<textEntryInteraction responseIdentifier="RESPONSE" expectedLength="10"/>'
VERSIONS = ["2.1", "2.2", "3.0"]


def one(data: bytes) -> Question:
    (question,) = read_qti(data, "cau.xml").questions
    return question


def told(data: bytes) -> list[str]:
    return [loss.what for loss in read_qti(data, "cau.xml").losses]


def reason(data: bytes) -> str:
    """Return why the only question of a file is not carried."""
    found = read_qti(data, "cau.xml")
    assert not found.questions
    return next(loss.what for loss in found.losses if loss.what.startswith("Câu")).partition(": ")[2]


def mapping(*entries: tuple[str, str]) -> str:
    rows = "".join(f'<mapEntry mapKey="{key}" mappedValue="{points}"/>' for key, points in entries)
    return f'<mapping defaultValue="0">{rows}</mapping>'


@pytest.mark.parametrize("version", VERSIONS)
def test_a_single_choice_in_every_version(version: str) -> None:
    question = one(files.item(CHOICE, files.response("B"), version=version))

    assert (question.kind, question.title, question.shuffle) == (Kind.ONE, "Ai giữ mã?", True)
    assert question.options == (Option("Ngân hàng"), Option("Tôi", correct=True))
    assert told(files.item(CHOICE, files.response("B"), version=version)) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_several_answers_that_must_all_be_right(version: str) -> None:
    question = one(files.item(CHOICE, files.response("A", "B", cardinality="multiple"), version=version))

    assert (question.kind, question.scoring) == (Kind.SEVERAL, Scoring.ALL_RIGHT)


def test_several_answers_with_points_each_are_scored_by_share() -> None:
    shared = files.response(cardinality="multiple", mapping=mapping(("A", "0.5"), ("B", "0.5")))
    uneven = files.response(cardinality="multiple", mapping=mapping(("A", "2"), ("B", "1")))

    assert one(files.item(CHOICE, shared, files.MAP_RESPONSE)).scoring is None
    assert told(files.item(CHOICE, shared, files.MAP_RESPONSE)) == []
    assert told(files.item(CHOICE, uneven, files.MAP_RESPONSE)) == [
        "Điểm khác nhau của từng phương án không giữ được, tính đều nhau."
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_true_and_false_are_one_statement(version: str) -> None:
    body = CHOICE.replace("Ngân hàng", "True").replace("Tôi", "False")
    question = one(files.item(body, files.response("B"), version=version))

    assert (question.kind, question.answer, question.options) == (Kind.TRUE_FALSE, "Sai", ())


@pytest.mark.parametrize("version", VERSIONS)
def test_steps_stand_in_their_right_order(version: str) -> None:
    question = one(files.item(ORDER, files.response("A", "B", "C", cardinality="ordered"), version=version))

    assert [step.text for step in question.options] == ["Mở kho", "Tìm", "Cài"]
    assert (question.kind, question.scoring) == (Kind.ORDER, Scoring.ALL_RIGHT)


@pytest.mark.parametrize("version", VERSIONS)
def test_pairs_and_a_right_side_too_many(version: str) -> None:
    declared = files.response("A Y", "B X", cardinality="multiple", base="directedPair")
    question = one(files.item(MATCH, declared, files.MAP_RESPONSE, version=version))

    assert question.kind is Kind.MATCH
    assert question.pairs == (Pair("Hỏi mã", "Cúp máy"), Pair("Liên kết lạ", "Không bấm"), Pair("", "Chuyển tiền"))


def test_sets_are_swapped_when_only_the_other_way_each_left_has_one_right() -> None:
    body = MATCH.replace("maxAssociations", "x").replace(
        '<simpleAssociableChoice identifier="Z" matchMax="2">Chuyển tiền</simpleAssociableChoice>', ""
    )
    body = body.replace("Liên kết lạ</simpleAssociableChoice>", "Liên kết lạ</simpleAssociableChoice>"
        '<simpleAssociableChoice identifier="C" matchMax="1">Thừa</simpleAssociableChoice>')  # fmt: skip
    declared = files.response("A Y", "B X", cardinality="multiple", base="directedPair")

    assert one(files.item(body, declared, files.MAP_RESPONSE)).pairs == (
        Pair("Không bấm", "Liên kết lạ"), Pair("Cúp máy", "Hỏi mã"), Pair("", "Thừa"),
    )  # fmt: skip


def test_a_match_with_true_and_false_is_a_group_of_statements() -> None:
    body = (
        MATCH.replace("Không bấm", "Đúng")
        .replace("Cúp máy", "Sai")
        .replace('<simpleAssociableChoice identifier="Z" matchMax="2">Chuyển tiền</simpleAssociableChoice>', "")
    )
    declared = files.response("A Y", "B X", cardinality="multiple", base="directedPair")

    assert one(files.item(body, declared, files.MAP_RESPONSE)).options == (
        Option("Hỏi mã"), Option("Liên kết lạ", correct=True),
    )  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_one_gap_with_choices_is_one_answer(version: str) -> None:
    question = one(files.item(f"<p>VNeID do {INLINE} cấp.</p>", files.response("B"), version=version))

    assert (question.kind, question.title) == (Kind.ONE, "VNeID do …… cấp.")
    assert [option.correct for option in question.options] == [False, True]


def test_several_gaps_with_choices_are_pairs_and_that_is_told() -> None:
    second = INLINE.replace("RESPONSE", "R2").replace("bưu điện", "113").replace("Bộ Công an", "115")
    declared = files.response("B") + files.response("A").replace("RESPONSE", "R2")
    data = files.item(f"<p>VNeID do {INLINE} cấp, gọi {second} khi cần.</p>", declared)

    assert one(data).title == "VNeID do (1) …… cấp, gọi (2) …… khi cần."
    assert one(data).pairs == (
        Pair("Chỗ trống (1)", "Bộ Công an"), Pair("Chỗ trống (2)", "113"), Pair("", "bưu điện"), Pair("", "115"),
    )  # fmt: skip
    assert told(data) == ["Các chỗ trống thành câu ghép đôi, lựa chọn của mọi chỗ gộp chung một danh sách."]


@pytest.mark.parametrize("version", VERSIONS)
def test_typed_words_keep_every_full_answer(version: str) -> None:
    declared = files.response("Hà Nội", base="string", mapping=mapping(("Hà Nội", "1"), ("Ha Noi", "1"), ("Hà", "0.5")))
    data = files.item(f"<p>Thủ đô?</p><p>{ENTRY}</p>", declared, files.MAP_RESPONSE, version=version)

    assert (one(data).kind, one(data).title) == (Kind.SHORT, "Thủ đô?")
    assert (one(data).answer, one(data).accepted) == ("Hà Nội", ("Ha Noi",))
    assert told(data) == ["Đáp án “Hà” chỉ được một phần điểm nên không nhập."]


def scored(rule: str) -> str:
    condition = f"<responseCondition><responseIf>{rule}</responseIf></responseCondition>"
    return f"<responseProcessing>{condition}</responseProcessing>"


def equal(mode: str, tolerance: str) -> str:
    return f'<equal toleranceMode="{mode}" tolerance="{tolerance}">{VARIABLE}<baseValue>15</baseValue></equal>'


VARIABLE = '<variable identifier="RESPONSE"/>'


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (f"<match>{VARIABLE}<correct identifier='RESPONSE'/></match>", "15"),
        (equal("absolute", "1"),
         "15 ± 1"),
        (equal("absolute", "1 2"),
         "từ 14 đến 17"),
        (equal("relative", "10 10"),
         "15 ± 1,5"),
        (f'<and><gte>{VARIABLE}<baseValue baseType="float">10</baseValue></gte>'
         f'<lte>{VARIABLE}<baseValue baseType="float">20</baseValue></lte></and>', "từ 10 đến 20"),
        (f'<and><gte><baseValue baseType="float">20</baseValue>{VARIABLE}</gte>'
         f'<lte><baseValue baseType="float">10</baseValue>{VARIABLE}</lte></and>', "từ 10 đến 20"),
        ('<and><gte><variable identifier="SCORE"/><baseValue baseType="float">0</baseValue></gte>'
         '<lte><variable identifier="SCORE"/><baseValue baseType="float">1</baseValue></lte></and>', "15"),
    ],
)  # fmt: skip
def test_numbers_and_their_tolerance(rule: str, answer: str, version: str) -> None:
    declared = files.response("15", base="float")
    question = one(files.item(f"<p>Mấy?</p><p>{ENTRY} kg</p>", declared, scored(rule), version=version))

    assert (question.kind, question.answer, question.unit) == (Kind.NUMBER, answer, "kg")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_hotspot_brings_its_picture_and_areas_in_per_cent(version: str) -> None:
    image = '<object type="image/png" data="anh/man-hinh.png" width="200" height="100">Tin nhắn giả</object>'
    image = image if version != "3.0" else '<img src="anh/man-hinh.png" width="200" height="100" alt="Tin nhắn giả"/>'
    body = (
        f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="2"><prompt>Chỗ nào lạ?</prompt>{image}'
        '<hotspotChoice identifier="A" shape="rect" coords="20,10,120,50" hotspotLabel="Liên kết"/>'
        '<hotspotChoice identifier="B" shape="circle" coords="100,50,10" hotspotLabel="Tên"/></hotspotInteraction>'
    )
    cau = files.item(body, files.response("A", cardinality="multiple"), version=version)
    kind = "imsqti_item_xmlv3p0" if version == "3.0" else "imsqti_item_xmlv2p1"
    found = read_qti(files.package({"cau.xml": cau}, {"anh/man-hinh.png": files.picture()}, kind=kind), "goi.zip")

    (question,) = found.questions
    assert (question.kind, question.picture, question.picture_text) == (Kind.HOTSPOT, "man-hinh.png", "Tin nhắn giả")
    assert [(option.text, option.correct, option.area) for option in question.options] == [
        ("Liên kết", True, (10, 10, 60, 50)), ("Tên", False, (45, 40, 55, 60)),
    ]  # fmt: skip
    assert dict(found.media) == {"man-hinh.png": files.picture()}
    assert [loss.text() for loss in found.losses] == [
        "Dòng 6: (tệp cau.xml) Vùng tròn hoặc nhiều góc trên ảnh thành hình chữ nhật bao quanh."
    ]


def test_a_hotspot_without_its_picture_is_told() -> None:
    body = (
        '<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Đâu?</prompt>'
        '<object type="image/png" data="../../../etc/passwd" width="9" height="9"/>'
        '<hotspotChoice identifier="A" shape="default"/></hotspotInteraction>'
    )
    data = files.item(body, files.response("A"))

    assert reason(data) == "không có tệp ảnh dùng được, hoặc không biết vùng nằm đâu trên ảnh."


@pytest.mark.parametrize(
    "name",
    ["associate", "gapMatch", "extendedText", "hottext", "slider", "graphicOrder", "upload", "custom"],
)
def test_other_interactions_are_told(name: str) -> None:
    data = files.item(f'<p>Câu</p><{name}Interaction responseIdentifier="RESPONSE"/>', files.response("A"))

    assert reason(data).startswith("kiểu “")
    assert reason(data).endswith("” chưa có trong bài học.")


@pytest.mark.parametrize(
    ("body", "declared", "words"),
    [
        (CHOICE, files.response(), "trong tệp không ghi đáp án đúng."),
        (CHOICE + CHOICE, files.response("A"), "có nhiều chỗ trả lời trong một câu."),
        ("<p>Đọc.</p>", files.response("A"), "không có chỗ trả lời."),
        (ORDER, files.response("A", "B", cardinality="ordered"), "thứ tự đúng không kể đủ các bước."),
        (MATCH, files.response("A X"), "không phải mỗi vế trái đi với đúng một vế phải."),
        (CHOICE.replace("Tôi", "<img src='a.png' alt=''/>"), files.response("A"), "có phương án chỉ là ảnh."),
        (f"<p>Gì?</p>{ENTRY}", files.response(base="string"), "chưa ghi đáp án."),
    ],
)
def test_questions_without_a_form_of_ours_are_told(body: str, declared: str, words: str) -> None:
    assert reason(files.item(body, declared)) == words


def test_feedback_of_options_stays_with_them_and_other_messages_become_the_explanation() -> None:
    body = CHOICE.replace(
        "Ngân hàng</",
        'Ngân hàng<feedbackInline outcomeIdentifier="F" identifier="A">Không <b>bao giờ</b>.</feedbackInline></',
    )
    after = (
        '<modalFeedback outcomeIdentifier="F" identifier="B" showHide="show">Bác nhớ đúng.</modalFeedback>'
        '<modalFeedback outcomeIdentifier="F" identifier="incorrect" showHide="show">Nghĩ lại nhé.</modalFeedback>'
    )
    data = files.item(body, files.response("B"), after=after)

    assert [option.feedback for option in one(data).options] == ["Không **bao giờ**.", "Bác nhớ đúng."]
    assert one(data).explanation == "Nếu trả lời khác: Nghĩ lại nhé."
    assert told(data) == ["Lời nhận xét sau khi trả lời được chuyển vào phần giải thích, ai cũng thấy."]


def test_the_body_is_markdown_and_stands_above_the_question() -> None:
    body = "<p>Đọc <b>kỹ</b><br/>tin này:</p><blockquote><p>Trúng thưởng</p></blockquote><ul><li>một</li></ul>" + CHOICE

    question = one(files.item(body, files.response("B")))
    assert (question.title, question.prompt) == ("Ai giữ mã?", "Đọc **kỹ**\ntin này:\n\n> Trúng thưởng\n\n> - một")


def test_what_html_cannot_carry_is_told_and_never_raw() -> None:
    data = files.item(f"<p>Xem <script>alert(1)</script><u>này</u> &lt;b&gt;</p>{CHOICE}", files.response("B"))

    assert one(data).prompt == "Xem này &lt;b>"
    assert told(data) == ["Không giữ được: thẻ <script> và nội dung của nó, gạch chân."]


def test_pictures_of_the_body_come_along() -> None:
    cau = files.item(f'<p>Xem <img src="anh/Ảnh 1.png" alt="màn hình"/></p>{CHOICE}', files.response("B"))
    found = read_qti(files.package({"cau.xml": cau}, {"anh/Ảnh 1.png": files.picture()}), "goi.zip")

    assert found.questions[0].prompt == "Xem ![màn hình](anh-1.png)"
    assert list(found.media) == ["anh-1.png"]


def test_svg_and_files_that_are_not_what_their_name_says_stay_behind() -> None:
    cau = files.item(f'<p>Xem <img src="a.svg" alt="x"/><img src="b.png" alt="y"/></p>{CHOICE}', files.response("B"))
    found = read_qti(files.package({"cau.xml": cau}, {"a.svg": b"<svg/>", "b.png": b"GIF89a"}), "goi.zip")

    assert (found.questions[0].prompt, dict(found.media)) == ("Xem (x)(y)", {})
    assert found.losses[0].what == "(tệp cau.xml) Không giữ được: ảnh “a.svg”, ảnh “b.png”."


def test_points_and_a_fixed_order_are_carried() -> None:
    declared = files.response("B") + (
        '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">'
        "<defaultValue><value>2.5</value></defaultValue></outcomeDeclaration>"
    )
    question = one(files.item(CHOICE.replace('shuffle="true"', 'shuffle="false"'), declared))

    assert (question.points, question.shuffle) == (Fraction(5, 2), False)


def test_what_a_whole_item_loses_is_told() -> None:
    custom = scored(f"<match>{VARIABLE}<correct identifier='RESPONSE'/></match>")
    data = files.item(f"<rubricBlock view='scorer'><p>Chấm</p></rubricBlock>{CHOICE}", files.response("B"), custom)
    data = data.replace(b'title=""', "title='Câu số 7'".encode()).replace(b'adaptive="false"', b'adaptive="true"')

    assert told(data) == [
        "Câu cho sửa câu trả lời nhiều lần, nay chỉ trả lời một lần.",
        "Tên riêng của câu “Câu số 7” không giữ lại.",
        "Không giữ được lời hướng dẫn chấm hoặc làm bài.",
        "Cách chấm viết riêng không giữ lại, câu chấm theo đáp án đúng đã ghi.",
    ]


def test_a_package_is_read_in_the_order_of_its_test() -> None:
    first = files.item(CHOICE.replace("Ai giữ mã?", "Một?"), files.response("A"))
    second = files.item(CHOICE.replace("Ai giữ mã?", "Hai?"), files.response("A"))
    test = (
        '<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t" title="Đề học kỳ"><testPart>'
        '<timeLimits maxTime="600"/><assessmentSection><assessmentItemRef identifier="b" href="cau/2.xml"/>'
        '<assessmentItemRef identifier="a" href="cau/1.xml"/></assessmentSection></testPart></assessmentTest>'
    )
    data = files.package({"cau/1.xml": first, "cau/2.xml": second}, {"de.xml": test.encode()})
    manifest = '<resource identifier="t" type="imsqti_test_xmlv2p1" href="de.xml"/></resources>'
    data = _with_manifest(data, manifest)

    found = read_qti(data, "goi.zip")
    assert (found.title, [question.title for question in found.questions]) == ("Đề học kỳ", ["Hai?", "Một?"])
    assert [loss.what for loss in found.losses] == [
        "Giờ làm, chọn câu và trộn câu của đề QTI không giữ lại; mời bác đặt lại ở đầu bài."
    ]


def _with_manifest(data: bytes, resource: str) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        inside = {name: opened.read(name) for name in opened.namelist()}
    inside["imsmanifest.xml"] = inside["imsmanifest.xml"].replace(b"</resources>", resource.encode())
    return files.archive(inside)


def test_all_problems_of_all_items_are_told_at_once() -> None:
    bad = files.item(CHOICE.replace("Tôi", "Ngân hàng"), files.response("B"))
    number = files.item(f"<p>Mấy?</p>{ENTRY}", files.response("năm", base="float"))

    with pytest.raises(BadFile) as error:
        read_qti(files.package({"a.xml": bad, "b.xml": number}), "goi.zip")
    assert [problem.text() for problem in error.value.problems] == [
        "Dòng 3: (tệp b.xml) “năm” không phải số. Viết như `5` hoặc `3.14`.",
        "Dòng 6: (tệp a.xml) Câu “Ai giữ mã?” có hai phương án giống hệt nhau: “Ngân hàng”.",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<questestinterop/>", "Tệp này là QTI 1.2, chưa nhập được. Mời bác xuất lại thành QTI 2.1, 2.2 hoặc 3.0."),
        (b"<assessmentTest/>", "Tệp này chỉ là khung đề, không chứa câu hỏi. Mời bác nhập cả gói zip."),
        (b"<html/>", "Tệp XML này không phải câu hỏi QTI (thẻ gốc là “html”)."),
        (files.archive({"a.xml": b"<a/>"}), "Gói QTI thiếu tệp imsmanifest.xml."),
        (files.package({}), "Gói QTI không có câu hỏi nào trong imsmanifest.xml."),
        (files.package({"a.xml": b"<a/>"}, kind="imsqti_xmlv1p2"),
         "Gói này là QTI 1.2, chưa nhập được. Mời bác xuất lại thành QTI 2.1, 2.2 hoặc 3.0."),
    ],
)  # fmt: skip
def test_files_that_are_no_items_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(BadFile) as error:
        read_qti(data, "x.xml")
    assert words in [problem.what for problem in error.value.problems]


def test_a_package_that_names_a_file_it_does_not_have_is_refused() -> None:
    data = files.archive(
        {
            "imsmanifest.xml": b'<manifest><resources><resource type="imsqti_item_xmlv2p1" '
            b'href="../cau.xml"/></resources></manifest>'
        }
    )
    with pytest.raises(BadFile, match="chỗ cần sửa") as error:
        read_qti(data, "goi.zip")
    assert "Gói QTI thiếu tệp “../cau.xml” có tên trong imsmanifest.xml." in error.value.problems[0].what


def test_qti_is_recognised_only_when_it_is_certain() -> None:
    assert is_surely_qti(files.item(CHOICE, files.response("B")), "a.xml")
    assert is_surely_qti(files.item(CHOICE, files.response("B"), version="3.0"), "a.xml")
    assert is_surely_qti(files.package({"a.xml": b"<a/>"}), "a.zip")
    assert is_surely_qti(files.archive({"../imsmanifest.xml": b"<a/>"}), "a.zip"), "or nobody hears why it is refused"
    assert not is_surely_qti(files.archive({"a.xml": b"<a/>"}), "a.zip")
    assert not is_surely_qti(b"PK\x03\x04 nonsense", "a.zip")
    assert not is_surely_qti(b"<html/>", "a.xml")
