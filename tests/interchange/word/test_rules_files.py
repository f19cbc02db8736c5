"""Word: the lesson and its pictures, what is told because a lesson has no place for it, what is refused."""

import io
import re
import zipfile
from contextlib import suppress

import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from app.content.parse import parse_text
from app.content.schema import Group
from app.interchange.module_text import module_text
from app.interchange.report import BadFile, Imported
from app.interchange.word import reader as word
from tests.interchange.word.files import Paper, W, bold, lit, png, red, repacked, slanted, underlined

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
DRAWN = (
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def read(paper: Paper) -> Imported:
    return word.read(paper.bytes(), "bài học.docx")


def told(paper: Paper) -> str:
    return " ".join(loss.what for loss in read(paper).losses)


def refusal(data: bytes) -> str:
    with pytest.raises(BadFile) as refused:
        word.read(data, "a.docx")
    return " ".join(problem.what for problem in refused.value.problems)


# --- The lesson ------------------------------------------------------------------------------------------------------


def test_headings_words_and_lists_become_the_lesson() -> None:
    paper = Paper()
    paper.line("Mã OTP", style="Title")
    paper.line("Là gì?", style="Heading 1")
    paper.line("Như ", ("chìa ", bold), ("khoá", bold), ", ", ("rất", slanted), " quý. Gọi *101# <b>ngay</b>.")
    paper.line("nghe", style="List Bullet")
    paper.line("nghĩ", style="List Bullet 2")
    paper.line("Kiểm tra", style="Heading 2")
    paper.line("- gõ tay")
    paper.lines("# không phải tiêu đề\n[x] ô này")
    found = read(paper)
    assert (found.title, found.questions) == ("Mã OTP", ())
    assert found.prose == (
        "# Là gì?\n\nNhư **chìa khoá**, *rất* quý. Gọi \\*101# &lt;b>ngay&lt;/b>.\n\n- nghe\n- nghĩ\n\n"
        "## Phần kiểm tra\n\n- gõ tay\n\n\\# không phải tiêu đề\n\n[x] ô này"
    )


def test_a_list_inside_a_list_is_indented() -> None:
    paper = Paper()
    item = paper.numbered("bullet", "•")
    item("nghe")
    deeper = item("kỹ")._p.pPr.numPr.ilvl
    deeper.val = 1
    root = paper.document.part.numbering_part.element
    root[0].append(parse_xml(f'<w:lvl {W} w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl>'))
    item("nghĩ")
    assert read(paper).prose == "- nghe\n    - kỹ\n- nghĩ"


def test_short_bold_lines_are_headings_and_the_first_is_the_title() -> None:
    paper = Paper()
    paper.line(("BÀI 5: GIỮ MÃ", bold))
    paper.line(("I. Vì sao", bold))
    paper.line("Vì mã là chìa khoá.")
    found = read(paper)
    assert (found.title, found.prose) == ("BÀI 5: GIỮ MÃ", "# I. Vì sao\n\nVì mã là chìa khoá.")


def test_a_simple_table_is_a_table_and_a_merged_one_is_told() -> None:
    paper = Paper()
    paper.table(["Số", "Ai"], ["113", "Công | an"])
    assert read(paper).prose == "| Số | Ai |\n|---|---|\n| 113 | Công \\| an |"
    paper.document.tables[0].cell(0, 0).merge(paper.document.tables[0].cell(0, 1))
    found = read(paper)
    assert "ô gộp" in " ".join(loss.what for loss in found.losses)
    assert "113 · Công" in found.prose


def test_a_box_is_a_quote() -> None:
    paper = Paper()
    paper.table(["Nhớ: không đưa mã."])
    assert read(paper).prose == "> Nhớ: không đưa mã."


def test_links_that_may_stay_stay() -> None:
    paper = Paper()
    for address in ("https://a.vn/x", "javascript:alert(1)"):
        key = paper.document.part.relate_to(
            address, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
        )
        rel = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        paper.xml(f'<w:hyperlink {W} {rel} r:id="{key}"><w:r><w:t>xem</w:t></w:r></w:hyperlink>')
    found = read(paper)
    assert found.prose == "[xem](https://a.vn/x)\n\nxem (javascript:alert(1))"
    assert "không dùng được trên trang" in " ".join(loss.what for loss in found.losses)


def test_raised_and_lowered_digits_stay_what_they_are() -> None:
    paper = Paper()
    paragraph = paper.line("5m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(" H")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("O x")
    paragraph.add_run("abc").font.superscript = True
    assert read(paper).prose == "5m² H₂O xabc"
    assert "“abc” thành chữ thường" in told(paper)


# --- Pictures --------------------------------------------------------------------------------------------------------


def test_a_picture_is_taken_with_its_words() -> None:
    paper = Paper()
    paper.line("Nhìn kỹ:")
    paper.picture(png(), "Tin nhắn giả mạo")
    found = read(paper)
    ((name, data),) = found.media.items()
    assert re.fullmatch(r"anh-[0-9a-f]{8}\.png", name)
    assert data == png()
    assert found.prose == f"Nhìn kỹ:\n\n![Tin nhắn giả mạo]({name})"
    assert found.losses == ()


@pytest.mark.parametrize(
    "words", ["", "Picture 1", "anh_chup.PNG", "A screenshot. Description automatically generated"]
)
def test_a_picture_without_words_is_told(words: str) -> None:
    paper = Paper()
    paper.picture(png(), words)
    found = read(paper)
    assert found.prose.startswith("![Ảnh 1 chưa có mô tả](anh-")
    assert "Ảnh 1 chưa có mô tả" in found.losses[0].what


def test_a_picture_of_a_question_is_in_its_prompt() -> None:
    paper = Paper()
    paper.line("Câu 1: Đây là gì?")
    paper.picture(png(), "Con mèo")
    paper.lines("A. Mèo\nB. Chó\nĐáp án: A")
    found = read(paper)
    assert found.questions[0].prompt == f"![Con mèo]({next(iter(found.media))})"


def test_pictures_as_options_move_to_the_prompt_and_are_told() -> None:
    paper = Paper()
    paper.line("Câu 1: Chọn mèo")
    for letter, colour in (("A", "red"), ("B", "blue")):
        paragraph = paper.line(f"{letter}. ")
        paragraph.add_run().add_picture(io.BytesIO(png(colour)))
        paragraph._p.xpath(".//wp:docPr")[0].set("descr", f"hình {colour} tròn")
    paper.line("Đáp án: B")
    found = read(paper)
    (question,) = found.questions
    assert [(option.text, option.correct) for option in question.options] == [("Ảnh A", False), ("Ảnh B", True)]
    assert question.prompt.count("![hình") == 2
    assert "đã chuyển lên phần đề" in " ".join(loss.what for loss in found.losses)


def test_a_picture_outside_of_the_file_is_never_fetched() -> None:
    paper = Paper()
    paper.picture(png(), "Mèo")
    target = b'Target="http://127.0.0.1:9/x.png" TargetMode="External"'

    def change(name: str, data: bytes) -> bytes:
        return re.sub(rb'Target="media/image1.png"', target, data) if name.endswith("document.xml.rels") else data

    found = word.read(repacked(paper.bytes(), change), "a.docx")
    assert found.media == {}
    assert "nằm ngoài tệp (“http://127.0.0.1:9/x.png”)" in found.losses[0].what


def test_a_picture_of_another_kind_is_told() -> None:
    paper = Paper()
    paper.line("Chữ.")
    paper.picture(png(), "Mèo")

    def change(name: str, data: bytes) -> bytes:
        return b"\x01\0\0\0EMF" if name.endswith("image1.png") else data

    found = word.read(repacked(paper.bytes(), change), "a.docx")
    assert (found.media, found.prose) == ({}, "Chữ.")
    assert "không phải PNG, JPEG" in found.losses[0].what


# --- What is told ----------------------------------------------------------------------------------------------------


def test_a_formula_leaves_a_sign_and_is_told() -> None:
    paper = Paper()
    paper.line("Tính: ")
    paper.xml(f"<m:oMath {MATH}><m:r><m:t>x²+1</m:t></m:r></m:oMath>")
    assert "[công thức 1]" in read(paper).prose
    assert "Công thức (“x²+1”) không nhập được" in told(paper)


def test_a_text_box_is_told_once_with_its_words() -> None:
    paper = Paper()
    paper.line("Chữ.")
    box = "<w:txbxContent><w:p><w:r><w:t>Hộp</w:t></w:r></w:p></w:txbxContent>"
    paper.xml(
        f"<w:r {W} {DRAWN}><mc:AlternateContent>"
        f"<mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert told(paper).count("Hộp chữ “Hộp” không nhập") == 1


def test_changes_nobody_accepted_are_told() -> None:
    paper = Paper()
    paper.xml(f"<w:ins {W}><w:r><w:t>thêm</w:t></w:r></w:ins>")
    paper.xml(f"<w:del {W}><w:r><w:delText>bỏ đi</w:delText></w:r></w:del>")
    assert read(paper).prose == "thêm"
    assert "đã lấy phần thêm vào và bỏ phần đã xoá (“bỏ đi”)" in told(paper)


def test_comments_notes_and_page_heads_are_told() -> None:
    paper = Paper()
    paragraph = paper.line("Chữ.")
    paper.document.add_comment(paragraph.runs, text="Xem lại chỗ này", author="Cô Hoa")
    paper.document.sections[0].header.paragraphs[0].text = "Trường THCS"
    paper.xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>')
    found = told(paper)
    assert "Nhận xét “Xem lại chỗ này” không nhập" in found
    assert "Đầu trang, chân trang “Trường THCS” không nhập" in found
    assert "Chú thích cuối trang" in found


def test_a_foot_note_is_told_with_its_own_words() -> None:
    paper = Paper()
    paper.xml(f'<w:r {W}><w:t>Chữ.</w:t><w:footnoteReference w:id="2"/></w:r>')
    notes = "".join(f'<w:footnote w:id="{at}"><w:p><w:r><w:t>Chú {at}</w:t></w:r></w:p></w:footnote>' for at in (1, 2))
    name = PackURI("/word/footnotes.xml")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(name, kind, f"<w:footnotes {W}>{notes}</w:footnotes>".encode(), paper.document.part.package)
    paper.document.part.relate_to(part, RT.FOOTNOTES)
    assert "Chú thích cuối trang “Chú 2” không nhập" in told(paper)


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (f'<w:r {W} {DRAWN}><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r>', "Công thức"),
        (f'<w:r {W} {DRAWN}><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>', "Đối tượng nhúng"),
        (f"<w:r {W}><w:drawing/></w:r>", "Hình vẽ, biểu đồ"),
        (f'<w:r {W}><w:sym w:font="Wingdings" w:char="F0E0"/></w:r>', "Ký hiệu của phông chữ “Wingdings”"),
        (f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>đáp án ẩn</w:t></w:r>", "Chữ ẩn “đáp án ẩn”"),
        (f"<w:r {W}><w:laLa><w:t>lạ</w:t></w:laLa></w:r>", "Thành phần `laLa` của Word (“lạ”)"),
    ],
)
def test_what_a_lesson_cannot_hold_is_told(xml: str, words: str) -> None:
    paper = Paper()
    paper.line("Chữ.")
    paper.xml(xml)
    assert words in told(paper)


def test_colours_and_underlines_of_the_lesson_are_told_once() -> None:
    paper = Paper()
    paper.line(("gạch thôi", underlined), " ", ("đỏ", red), " ", ("gạch", underlined), " ", ("nền", lit), ".")
    assert [loss.what for loss in read(paper).losses] == ["Kiểu chữ không giữ lại: gạch chân, màu chữ, tô nền."]


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Word kiểu cũ (.doc)"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "có mật khẩu"),
        (b"{\\rtf1 Xin}", "RTF"),
        (b"", "không phải tệp Word"),
        (b"PK\x03\x04hong", "bị hỏng"),
        (png(), "không phải tệp Word"),
    ],
    ids=["doc", "locked", "rtf", "empty", "broken", "png"],
)
def test_other_files_are_refused_with_what_to_do(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_a_spreadsheet_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types>spreadsheetml</Types>")
    assert "Excel" in refusal(out.getvalue())


def test_macros_are_refused() -> None:
    data = Paper().bytes()
    assert "macro" in refusal(repacked(data, lambda _, content: content, word__vbaProject_dot_bin=b"x"))

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"document.main+xml", b"macroEnabled.main+xml") if "Types" in name else content

    assert "macro" in refusal(repacked(data, change))


@pytest.mark.parametrize(
    "start",
    [
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"<?xml version='1.0' encoding='UTF-7'?>",
        b"<?xml version='1.0' encoding='utf-16'?>",
    ],
)
def test_declared_types_and_other_encodings_are_refused_before_parsing(start: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        return start + content.partition(b"?>")[2] if name == "word/document.xml" else content

    assert "DOCTYPE" in refusal(repacked(Paper().bytes(), change))


def test_bombs_links_and_paths_upwards_are_refused() -> None:
    data = Paper().bytes()
    assert "nén quá chặt" in refusal(repacked(data, lambda _, content: content, bom=b"\0" * 20_000_000))
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("../../etc/passwd", "x")
    assert "đường dẫn không an toàn" in refusal(out.getvalue())


def test_a_document_of_many_thousand_paragraphs_is_refused() -> None:
    paper = Paper()
    body = paper.document.element.body
    for _ in range(6_001):
        body.append(body.makeelement(f"{{{W[9:-1]}}}p"))
    assert "dài quá mức" in refusal(paper.bytes())


@pytest.mark.parametrize("gone", ["word/styles.xml", "word/numbering.xml", "word/document.xml", "_rels/.rels"])
def test_a_file_without_one_of_its_parts_is_read_or_refused(gone: str) -> None:
    paper = Paper()
    paper.line("Chữ.")
    data = repacked(paper.bytes(), lambda name, content: None if name == gone else content)
    with suppress(BadFile):
        assert word.read(data, "a.docx").prose


# --- Into a module ---------------------------------------------------------------------------------------------------


def test_a_whole_paper_becomes_a_module_file_without_errors() -> None:
    paper = Paper()
    paper.line("Giữ mã OTP", style="Title")
    paper.line("Là gì?", style="Heading 1")
    paper.line("Như chìa khoá. Gọi *101#.")
    paper.picture(png(), "Tin giả")
    paper.lines(
        "Câu 1 (0,5 điểm): Ai giữ mã *này*?\nKiểu: lạ\n1. một dòng\nA. Tôi [x]\nB. -> Họ\nĐáp án: A\n"
        "Giải thích: > Vì # mã\n"
        "Câu 2: Đúng sai\na) một\nb) hai\nĐáp án: a) Đ b) S\nCâu 3: Mấy?\nĐáp án: 5\nCâu 4: Ai?\nĐáp án: Tôi\n"
        "Câu 5: Xếp thứ tự\n1. a\n2. b\n3. c\nĐáp án: 3-2-1\nCâu 6: Ghép\nx -> y\nz -> t"
    )
    found = read(paper)
    text = module_text(found, module_id="giu-ma", group=Group.RESIDENTS)
    document = parse_text(text, "nguoi-dan/giu-ma.md")
    assert not document.has_errors
    assert document.module is not None
    assert [question.title for question in document.module.questions] == [
        question.title for question in found.questions
    ]
