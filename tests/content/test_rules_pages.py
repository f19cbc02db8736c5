"""What is read out of the HTML of a page: sections, words, and its form on paper."""

import pytest

from app.content.pages import Block, for_paper, sections_of, words_of

PAGE = (
    "<p>Mở đầu.</p>\n<h2>Một</h2>\n<p>Chữ <strong>đậm</strong><br>dòng hai</p>\n"
    "<h2>Hai</h2>\n<h3>Nhỏ</h3>\n<ul>\n<li>Ý</li>\n</ul>"
)


@pytest.mark.parametrize(
    ("page", "count"),
    [
        (PAGE, 3),
        ("", 1),
        ("<p>Một</p>", 1),
        ("<h2>Một</h2><p>x</p>", 1),
        ("<p>a</p><blockquote><h2>Trong</h2><p>b</p></blockquote><h2>Ngoài</h2>", 2),
        ('<p><img src="/media/a.webp" alt="a &gt; b" loading="lazy"></p><h2>Hai</h2>', 2),
        ('<p><a href="/x" title="<h2>">a</a></p><hr><h2>Hai</h2>', 2),
    ],
)
def test_a_page_is_cut_before_each_heading_that_stands_free(page: str, count: int) -> None:
    sections = sections_of(page)

    assert len(sections) == count
    assert "".join(sections) == page


def test_words_come_block_by_block_in_the_order_they_are_read() -> None:
    assert words_of(PAGE) == [
        Block("Mở đầu.", is_heading=False),
        Block("Một", is_heading=True),
        Block("Chữ đậm dòng hai", is_heading=False),
        Block("Hai", is_heading=True),
        Block("Nhỏ", is_heading=True),
        Block("Ý", is_heading=False),
    ]


def test_words_are_those_people_read() -> None:
    picture = '<p><img src="/media/x.webp" alt="ảnh"></p>'
    page = f"<p>&lt;b&gt; &amp; &quot;lạ&quot;</p><blockquote>\n<p>Lời</p>\n</blockquote>{picture}"

    assert [block.text for block in words_of(page)] == ['<b> & "lạ"', "Lời"]


def test_on_paper_sounds_and_films_are_told_by_their_address() -> None:
    sound = '<p><audio controls preload="none" src="/media/a.mp3" aria-label="Lời &amp; nhạc"></audio></p>'
    track = '<track kind="captions" srclang="vi" label="Tiếng Việt" src="/media/c.vtt" default>'
    film = f'<video controls preload="none" playsinline src="/media/b.mp4" aria-label="Phim">{track}</video>'
    picture = '<img src="/media/p.webp" alt="Ảnh" loading="lazy">'

    page = for_paper(
        sound + film + picture,
        base="https://hoc.example",
        heard="Nghe {words}: {address}",
        seen="Xem {words}: {address}",
    )

    assert page == (
        "<p>Nghe Lời &amp; nhạc: https://hoc.example/media/a.mp3</p>"
        'Xem Phim: https://hoc.example/media/b.mp4<img src="/media/p.webp" alt="Ảnh">'
    )
