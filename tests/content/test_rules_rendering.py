"""What teachers write is shown as they mean it, and nothing of it is ever alive."""

from html.parser import HTMLParser
from time import monotonic

import pytest

from app.content.markdown import RenderRefused, render_batch

MEDIA = {
    "anh.webp": "/media/a1.webp",
    "loi.mp3": "/media/b2.mp3",
    "phim.mp4": "/media/c3.mp4",
    "phim.vtt": "/media/c3.vtt",
}

GOLDEN = [
    ("# Một\n## Hai\n### Ba\n#### Bốn", "<h2>Một</h2>\n<h3>Hai</h3>\n<h4>Ba</h4>\n<h4>Bốn</h4>"),
    ("Việc cần làm:\n- một\n- hai", "<p>Việc cần làm:</p>\n<ul>\n<li>một</li>\n<li>hai</li>\n</ul>"),
    ("- một\n  - trong", "<ul>\n<li>một<ul>\n<li>trong</li>\n</ul>\n</li>\n</ul>"),
    ("1) một\n2) hai", "<ol>\n<li>một</li>\n<li>hai</li>\n</ol>"),
    ("- một\n1. hai", "<ul>\n<li>một</li>\n</ul>\n<ol>\n<li>hai</li>\n</ol>"),
    ("#113 gọi công an\n#hoc", "<p>#113 gọi công an<br>\n#hoc</p>"),
    ("dòng một\ndòng hai", "<p>dòng một<br>\ndòng hai</p>"),
    ("- một\nđoạn mới", "<ul>\n<li>một</li>\n</ul>\n<p>đoạn mới</p>"),
    ("> lời người lạ\nlời mình", "<blockquote>\n<p>lời người lạ</p>\n</blockquote>\n<p>lời mình</p>"),
    ("Đầu đề\n---\nchữ", "<p>Đầu đề</p>\n<hr>\n<p>chữ</p>"),
    ("    bốn dấu cách", "<p>bốn dấu cách</p>"),
    ("[x]: https://vi-du.vn", "<p>[x]: https://vi-du.vn</p>"),
    ("Viết <họ tên> và 3 < 5 & 7", "<p>Viết &lt;họ tên&gt; và 3 &lt; 5 &amp; 7</p>"),
    ("```\n## Kiểm tra\n<b>\n```", "<pre><code>## Kiểm tra\n&lt;b&gt;\n</code></pre>"),
    ("**đậm** và *nghiêng*", "<p><strong>đậm</strong> và <em>nghiêng</em></p>"),
    ("[trang](https://vi-du.vn/a)", '<p><a href="https://vi-du.vn/a" rel="noopener noreferrer">trang</a></p>'),
    ("[bài](/bai/otp)", '<p><a href="/bai/otp" rel="noopener noreferrer">bài</a></p>'),
    ("[gọi](tel:113)", '<p><a href="tel:113" rel="noopener noreferrer">gọi</a></p>'),
    ("![điện thoại](anh.webp)", '<p><img src="/media/a1.webp" alt="điện thoại" loading="lazy"></p>'),
    ("![lời đọc](loi.mp3)", '<p><audio controls preload="none" src="/media/b2.mp3" aria-label="lời đọc"></audio></p>'),
    ("![chưa có](khac.webp)", "<p>chưa có</p>"),
    ("", ""),
]

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.vn/a.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>*{background:url(//x)}</style>",
    "<div style='position:fixed'>x</div>",
    "<form action=//x.vn><input name=a></form>",
    "<base href=//x.vn>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//x.vn>",
    "<object data=//x.vn></object>",
    "<embed src=//x.vn>",
    "<!--<img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><x/>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<x onclick=alert(1)>y</x>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "[x](//x.vn)",
    "[x](/\\x.vn)",
    "[x](\\\\x.vn)",
    "[x](https:///x.vn)",
    "[x](http://x.vn)",
    "[x](ftp://x.vn)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://x.vn/a.webp)",
    "![x](//x.vn/a.webp)",
    "![x](../a.webp)",
    '![x" onerror="alert(1)](anh.webp)',
    '![x](anh.webp "a\\" onerror=\\"alert(1)")',
    '[x](https://x.vn "a\\" onclick=\\"alert(1)")',
    "[x](https://x.vn){: onclick=alert(1) }",
    "# x {: #location }",
    "**x**{: .a style='color:red' }",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "[<img src=x onerror=alert(1)>](https://x.vn)",
    "![<svg onload=alert(1)>](anh.webp)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x](javascript\u200b:alert(1))",
    "[x](\x01javascript:alert(1))",
    "| <script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "```html\n<script>alert(1)</script>\n```",
    '```" onclick=alert(1)\nx\n```',
    "\x02wzxhzdk:0\x03",
    "\x02amp\x03#106;",
    "[x](https://x.vn@y.vn\\@z)",
    "<a id=location name=cookie class=x>y</a>",
]


TAGS = frozenset(
    [
        "p",
        "br",
        "strong",
        "em",
        "ul",
        "ol",
        "li",
        "h2",
        "h3",
        "h4",
        "blockquote",
        "code",
        "pre",
        "hr",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
        "img",
        "audio",
        "video",
        "track",
    ]
)
NAMES = {"a": {"href", "title", "rel"}, "img": {"src", "alt", "loading"}, "ol": {"start"}}


class _Living(HTMLParser):
    """Collects everything in a page that could act."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(tag)
        for name, value in attrs:
            if name not in NAMES.get(tag, set()):
                self.found.append(f"{tag} {name}")
            if name == "href" and not str(value).startswith(("https://", "mailto:", "tel:", "/")):
                self.found.append(f"{tag} {name}={value}")
            if name == "href" and (str(value).startswith("//") or "\\" in str(value)):
                self.found.append(f"{tag} {name}={value}")
            if name == "src" and not str(value).startswith("/media/"):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"comment {data}")

    handle_decl = unknown_decl = handle_pi = handle_comment


def test_text_is_shown_as_it_is_meant() -> None:
    assert render_batch([source for source, _ in GOLDEN], media=MEDIA) == [html for _, html in GOLDEN]


def test_a_film_has_its_captions() -> None:
    (html,) = render_batch(["![cách làm](phim.mp4)"], media=MEDIA)
    assert html == (
        '<p><video controls preload="none" playsinline src="/media/c3.mp4" aria-label="cách làm">'
        '<track kind="captions" srclang="vi" label="Tiếng Việt" src="/media/c3.vtt" default></video></p>'
    )


def test_nothing_that_could_act_is_left_of_an_attack() -> None:
    assert len(ATTACKS) >= 40
    for source, html in zip(ATTACKS, render_batch(ATTACKS, media=MEDIA), strict=True):
        living = _Living()
        living.feed(html)
        living.close()
        assert living.found == [], (source, html)


def test_attacks_hidden_in_lists_and_quotes_are_dead_too() -> None:
    sources = [f"{before}{attack}" for before in ("- ", "> ", "1. ") for attack in ATTACKS]
    for source, html in zip(sources, render_batch(sources, media=MEDIA), strict=True):
        living = _Living()
        living.feed(html)
        assert living.found == [], (source, html)


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 20_000,
        "<![" * 4_000,
        "&" * 90_000,
        "1. " * 20_000,
        "> " * 40_000,
        "\n".join(" " * i + "- x" for i in range(380)),
        ("[" * 290 + "\n\n") * 330,
        "a" * 100_001,
        "![a](" * 280 + "\n\n" + "<a " * 299,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_text_ends_in_time_with_html_or_a_refusal_that_names_it(hostile: str) -> None:
    started = monotonic()
    assert _rendered_or_offender(["Chào.", hostile]) in (2, "text 1")
    assert monotonic() - started < 8


def _rendered_or_offender(sources: list[str]) -> int | str:
    """Return how many texts were rendered, or which one was refused."""
    try:
        return len(render_batch(sources, media={}))
    except RenderRefused as refusal:
        return f"text {refusal.index}"


def test_a_slow_text_is_stopped_and_named() -> None:
    with pytest.raises(RenderRefused) as refusal:
        render_batch(["Một.", "Hai.", "&" * 99_000], media={})
    assert refusal.value.index == 2


def test_a_crowded_block_is_refused_before_it_is_tried() -> None:
    with pytest.raises(RenderRefused) as refusal:
        render_batch(["[" * 301], media={})
    assert refusal.value.index == 0
