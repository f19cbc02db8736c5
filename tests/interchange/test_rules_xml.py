"""Reading XML from outside: what could do harm is refused before the parser sees it, with its line."""

import pytest

from app.interchange.report import BadFile
from app.interchange.xml_tree import MAX_NODES, parse_xml

pytestmark = pytest.mark.pure

LAUGHS = '<?xml version="1.0"?>\n<!DOCTYPE z [\n<!ENTITY a "lol">\n<!ENTITY b "&a;&a;&a;">\n]>\n<a>&b;</a>'
FILE = '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<a>&x;</a>'
REMOTE = '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">\n<a/>'
PARAMETER = '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.org/x"> %x;]>\n<a/>'
DOCTYPES = {"laughs": LAUGHS, "file": FILE, "remote": REMOTE, "parameter": PARAMETER, "bare": "<!DOCTYPE a>\n<a/>"}
REFUSED = "vì lý do an toàn"


def refused(data: bytes) -> str:
    with pytest.raises(BadFile) as error:
        parse_xml(data)
    (problem,) = error.value.problems
    return problem.text()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", DOCTYPES)
def test_document_types_and_entities_are_refused_in_every_encoding(name: str, encoding: str) -> None:
    assert REFUSED in refused(DOCTYPES[name].encode(encoding))


def test_the_line_of_a_document_type_is_told() -> None:
    assert refused(LAUGHS.encode()).startswith("Dòng 2: Tệp XML có khai báo DOCTYPE")


def test_a_declaration_is_refused_whatever_its_letters() -> None:
    assert REFUSED in refused(b"<!doctype a>\n<a/>")
    assert REFUSED in refused(b"<! ENTITY x 'y'>\n<a/>")


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b'<?xml version="1.0" encoding="UTF-16"?><a/>',
        '<?xml version="1.0" encoding="UTF-8"?><a/>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="windows-1258"?><a/>',
        "<a>é</a>".encode("cp1252"),
        "<a/>".encode("utf-32"),
    ],
)
def test_other_encodings_are_refused(data: bytes) -> None:
    assert "UTF-8" in refused(data)


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0" encoding="UTF-16"?><a>bà</a>'.encode("utf-16"),
        '<?xml version="1.0" encoding="utf-8"?><a>bà</a>'.encode("utf-8-sig"),
        '<?xml version="1.0"?>\r\n<a>bà</a>'.encode(),
        "<a>ba\u0300</a>".encode(),
        b"<a>ba&#x300;</a>",
        b"\n<a>b&#xe0;</a>",
    ],
)
def test_unicode_is_read_and_normalised(data: bytes) -> None:
    assert parse_xml(data).text() == "bà"


def test_xinclude_is_refused() -> None:
    data = b'<a xmlns:xi="http://www.w3.org/2001/XInclude">\n<xi:include href="/etc/passwd" parse="text"/></a>'

    assert refused(data).startswith("Dòng 2: Tệp XML đòi lấy thêm tệp khác (XInclude)")


def test_unknown_entities_and_broken_tags_are_told_with_their_line() -> None:
    assert refused(b"<a>\n&nbsp;</a>") == "Dòng 2: XML không có ký hiệu dạng &tên; này. Thay bằng chính chữ đó."
    assert refused(b"<a>\n<b></a>").startswith("Dòng 2: Tệp XML chưa đúng")
    assert refused(b"").startswith("Dòng 1: Tệp XML chưa đúng")


def test_depth_and_number_of_tags_are_limited() -> None:
    assert "60 lớp thẻ" in refused(b"<a>" * 61 + b"</a>" * 61)
    assert "20.000 thẻ" in refused(b"<a>" + b"<b/>" * MAX_NODES + b"</a>")


def test_too_large_a_file_is_refused() -> None:
    assert "tối đa 1000 KB" in refused(b"<a>" + b" " * 1_000_001 + b"</a>")


def test_names_of_version_three_become_those_of_version_two() -> None:
    root = parse_xml(b'<qti-simple-choice match-max="1" data-x-y="z" xml:lang="vi">t<qti-prompt/></qti-simple-choice>')

    assert (root.tag, root.attributes) == ("simpleChoice", {"matchMax": "1", "data-x-y": "z", "lang": "vi"})
    assert [child.tag for child in root.elements()] == ["prompt"]
