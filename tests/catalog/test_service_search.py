"""Searching lessons on the real database: with and without tone marks, the best first, always as it is served."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, text

from app.catalog import search_index
from app.catalog.models import SearchedLesson
from app.catalog.search import Results, search
from app.catalog.storing import find_current, withdraw
from app.core.actor import SYSTEM
from app.core.db import db, transaction
from tests.catalog import library

pytestmark = pytest.mark.storage
PUBLIC, OFFERS, PEACE, TAIL = "nguoi-dan/cong", "nguoi-dan/qua-tang", "nguoi-dan/hoa-binh", "nguoi-dan/lam-quen"


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    """Publish lessons about public services, special offers and making up."""
    library.small(tmp_path, lessons="- lam-quen\n- giu-otp\n- cong\n- qua-tang\n- hoa-binh")
    library.lesson(tmp_path, PUBLIC, title="Dịch vụ công", text="Nộp hồ sơ trên mạng.\n\n# Ở đâu?\n\nTại nhà.")
    library.lesson(tmp_path, OFFERS, title="Tin nhắn quà tặng", text="Họ hứa ưu đãi lớn. Xã có dịch vụ công ở tầng 1.")
    library.lesson(tmp_path, PEACE, title="Hoà giải ở thôn", text="Bà con hòa thuận. Hoa nở ngoài vườn.")
    library.published(tmp_path)
    return tmp_path


def keys(results: Results) -> list[str]:
    return [row.key for row in results.rows]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dich vu cong", [PUBLIC, OFFERS]),
        ("Dịch vụ công", [PUBLIC, OFFERS]),
        ("DỊCH VỤ CÔNG", [PUBLIC, OFFERS]),
        ('"dịch vụ công"', [PUBLIC, OFFERS]),
        ("dich vu co", [PUBLIC, OFFERS]),
        ("uu dai", [OFFERS]),
        ("ưu đãi", [OFFERS]),
        ("hoà", [PEACE]),
        ("hòa", [PEACE]),
        ("hoa", [PEACE]),
        ("hòa giải", [PEACE]),
        ("mang hồ sơ", [PUBLIC]),
        ("điện thoại", [TAIL]),
        ("dien tho", [TAIL]),
    ],
)
def test_lessons_are_found_with_and_without_tone_marks(courses: Path, query: str, first: list[str]) -> None:
    assert keys(search(query)) == first


def test_quoted_words_are_found_only_side_by_side(courses: Path) -> None:
    assert keys(search("hồ mạng")) == [PUBLIC]
    assert keys(search('"hồ mạng"')) == []


def test_exact_tone_marks_come_before_folded_ones_and_titles_before_text(tmp_path: Path) -> None:
    library.small(tmp_path, lessons="- lam-quen\n- giu-otp\n- a1\n- a2\n- a3\n- a4\n- a5\n- a0")
    for code, title, said in (
        ("a1", "Bài một", "Mua ban ở chợ."),
        ("a2", "Bài hai", "Nhớ người bạn cũ."),
        ("a3", "Ngày ở bản", "Chuyện kể."),
        ("a4", "Người bạn tốt", "Chuyện kể."),
        ("a5", "Bài năm", "Băng qua suối."),
        ("a0", "Bài không", "Chuyện kể.\n\n# Bạn bè\n\nChuyện kể."),
    ):
        library.lesson(tmp_path, f"nguoi-dan/{code}", title=title, text=said, id=f"zz{code}")
    library.published(tmp_path)

    assert [key[-2:] for key in keys(search("bạn"))] == ["a4", "a0", "a2", "a3", "a1", "a5"]
    assert [key[-2:] for key in keys(search("ban"))] == ["a1", "a3", "a4", "a0", "a2", "a5"]


def test_a_result_names_its_group_and_marks_the_words_in_title_and_stretch(courses: Path) -> None:
    row = search("dich vu cong").rows[1]

    assert row.group == "nguoi-dan"
    assert [piece.text for piece in row.stretch if piece.is_found] == ["dịch vụ công"]
    assert "".join(piece.text for piece in row.title) == "Tin nhắn quà tặng"


def test_a_word_of_the_summary_alone_shows_the_summary(courses: Path) -> None:
    row = next(row for row in search("bai ngan").rows if row.key == PEACE)

    assert [piece.text for piece in row.stretch if piece.is_found] == ["bài ngắn"]


def test_neither_answers_nor_feedback_are_found(courses: Path) -> None:
    assert keys(search("bí mật")) == []


def test_the_index_follows_publishing_and_withdrawing(courses: Path) -> None:
    library.lesson(courses, OFFERS, title="Tin nhắn lạ", text="Không bấm.")
    library.published(courses)
    assert keys(search("uu dai")) == []
    assert keys(search("khong bam")) == [OFFERS]

    version = find_current(OFFERS)
    assert version is not None
    with transaction():
        withdraw(version, actor=SYSTEM)
    assert keys(search("khong bam")) == []


def test_a_refused_publishing_leaves_the_index_as_it_was(courses: Path) -> None:
    with pytest.raises(RuntimeError), transaction():
        search_index.leave(PUBLIC)
        raise RuntimeError

    assert keys(search("dich vu cong"))[0] == PUBLIC


def test_the_index_can_be_made_anew(courses: Path, app: Flask) -> None:
    with transaction():
        search_index.leave(PUBLIC)
        search_index.enter("nguoi-dan/khong-con", title="Dịch vụ cũ", summary="", page_html="<p>Cũ.</p>")

    done = app.test_cli_runner().invoke(args=["catalog", "reindex"])

    assert (done.exit_code, "6 bài" in done.output) == (0, True)
    assert keys(search("dich vu")) == [PUBLIC, OFFERS]


@pytest.mark.parametrize(
    "query",
    ["'", '"', '"" OR ""', "a OR b", "NEAR(a b)", "title:otp", "{title}:x", "-otp", "otp*", "* *", "()", "^otp",
     "a & !b", "' | 'x", "\\", ":*", "a:*", "<->", "%", "_", "🙂 otp 🙂", "½²", "ไทย", "x" * 10_000, "a " * 5_000,
     "\u0301", "\ud7ff"],
)  # fmt: skip
def test_no_query_breaks_the_search(courses: Path, query: str) -> None:
    assert isinstance(search(query), Results)


def test_when_nothing_has_all_words_those_are_offered_that_lead_somewhere(courses: Path) -> None:
    results = search("vườn xyz qqq")

    assert (results.rows, results.hints) == ([], ("vườn",))


def test_more_than_a_page_says_so(tmp_path: Path) -> None:
    for number in range(23):
        search_index.enter(
            f"nguoi-dan/b{number:02d}", title=f"Bài {number}", summary="", page_html="<p>Giống nhau.</p>"
        )

    results = search("giống nhau")

    assert (len(results.rows), results.has_more) == (20, True)


def test_the_many_come_before_the_few_where_all_else_is_equal() -> None:
    for group in ("can-bo", "nguoi-dan", "hoc-sinh"):
        search_index.enter(f"{group}/bai", title="Như nhau", summary="", page_html="")

    assert [row.group for row in search("như nhau").rows] == ["nguoi-dan", "hoc-sinh", "can-bo"]


def test_a_search_is_one_statement(courses: Path, statements: list[str]) -> None:
    search("dich vu cong")

    assert len(statements) == 1


def test_a_lesson_of_a_whole_file_full_of_words_is_taken_in() -> None:
    words = " ".join(f"từ{number}" for number in range(14_000))
    search_index.enter("nguoi-dan/dai", title="Dài", summary="", page_html=f"<p>{words}</p>")

    assert keys(search("tu77")) == ["nguoi-dan/dai"]


def everything() -> list[tuple[object, ...]]:
    """Return the index as plain rows, whatever the database."""
    rows = db.session.execute(text("SELECT * FROM lesson_index ORDER BY 1")).all()
    shown = select(SearchedLesson.key, SearchedLesson.place, SearchedLesson.text, SearchedLesson.plain)
    return [tuple(row) for row in rows] + [tuple(row) for row in db.session.execute(shown.order_by(SearchedLesson.key))]


def test_what_was_published_before_is_found_after_the_upgrade(own_database: Flask, tmp_path: Path) -> None:
    library.small(tmp_path / "courses")
    said = (
        "Đường **dẫn** lạ &amp; [địa chỉ](https://vneid.gov.vn).\n\n- Ý một\n- Ý hai\n\n> Lời kể\n\n## Phần nhỏ\n\nHoà."
    )
    library.lesson(tmp_path / "courses", "nguoi-dan/giu-otp", text=said)
    library.published(tmp_path / "courses")
    before = everything()
    db.session.remove()

    downgrade(revision="0008")
    upgrade()

    assert everything() == before
    assert db.session.scalar(select(func.count()).select_from(SearchedLesson)) == 3
    assert keys(search("dia chi")) == ["nguoi-dan/giu-otp"]
    with transaction():
        search_index.enter("nguoi-dan/moi", title="Bài mới", summary="", page_html="")
    db.session.remove()
