"""Static files: addresses that follow the content, kept for ever, small, and all of our own."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from app.web import assets
from app.web.assets import Assets, minified

STATIC = Path(__file__).parents[2] / "app/static"
WIRE_LIMIT = 5_000


@pytest.fixture(scope="module")
def files() -> Assets:
    return Assets(STATIC)


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    """Serve a copy of the files that a test may change."""
    for path in STATIC.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(STATIC)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    site = Flask("files", static_folder=str(tmp_path))
    assets.init_app(site)
    return site


def test_a_style_sheet_may_be_kept_for_ever(site: Flask) -> None:
    answer = site.test_client().get(site.extensions["assets"].url("css/learner.css"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_each_browser_gets_the_best_encoding_it_knows(site: Flask) -> None:
    client, url = site.test_client(), site.extensions["assets"].url("css/learner.css")
    plain = client.get(url)
    zipped = client.get(url, headers={"Accept-Encoding": "gzip"})
    small = client.get(url, headers={"Accept-Encoding": "gzip, deflate, br"})
    refused = client.get(url, headers={"Accept-Encoding": "br;q=0, identity"})
    assert gzip.decompress(zipped.data) == brotli.decompress(small.data) == plain.data == refused.data
    assert [answer.headers.get("Content-Encoding") for answer in (plain, zipped, small, refused)] == [
        None,
        "gzip",
        "br",
        None,
    ]


def test_an_address_changes_with_its_content_and_only_then(site: Flask) -> None:
    folder = Path(str(site.static_folder))
    before = Assets(folder)
    (folder / "css/base.css").write_text("body { color: red; }")
    after = Assets(folder)
    assert after.url("css/learner.css") != before.url("css/learner.css")
    assert after.url("css/office.css") == before.url("css/office.css")
    assert after.url("js/app.js") == before.url("js/app.js")


def test_scripts_share_one_version_so_that_their_relative_imports_hold(site: Flask) -> None:
    folder = Path(str(site.static_folder))
    before = Assets(folder)
    (folder / "js/components/share.js").write_text("export function start() {}")
    after = Assets(folder)
    assert after.url("js/app.js") != before.url("js/app.js")
    assert Path(after.url("js/app.js")).parent == Path(after.url("js/components/share.js")).parents[1]


def test_a_page_from_before_an_update_gets_the_file_but_may_not_keep_it(site: Flask) -> None:
    answer = site.test_client().get("/static/000000000000/css/learner.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_what_is_not_there_is_not_found(site: Flask) -> None:
    for path in ("css/none.css", "../assets.py", "%2e%2e/assets.py"):
        assert site.test_client().get(f"/static/000000000000/{path}").status_code == 404


def test_the_view_says_that_everybody_may_open_it(site: Flask) -> None:
    assert site.view_functions["static_asset"].access == "public"  # type: ignore[attr-defined]


def test_a_misspelt_name_stops_the_page() -> None:
    with pytest.raises(KeyError):
        Assets(STATIC).url("css/lerner.css")


def test_the_sheets_are_small(files: Assets) -> None:
    assert files.size("css/learner.css") < WIRE_LIMIT
    assert files.size("css/learner.css", "gzip") < WIRE_LIMIT
    assert files.size("css/office.css") < WIRE_LIMIT
    assert files.size("css/paper.css") < WIRE_LIMIT


def test_every_component_sheet_is_in_one_of_the_three(files: Assets) -> None:
    small = {path.stem: minified(path.read_text()) for path in (STATIC / "css/components").glob("*.css")}
    joined = "".join(files.text(f"css/{name}.css") for name in ("learner", "office", "paper"))
    assert [name for name, css in small.items() if joined.count(css) != 1] == []


def test_no_sheet_or_script_asks_anybody_else() -> None:
    foreign = re.compile(r"@import|url\(|https?://|//[a-z]+\.")
    found = [path.name for path in STATIC.rglob("*.*s") if foreign.search(path.read_text())]
    assert found == []


def test_minifying_keeps_strings_and_meaning() -> None:
    css = """
    /* a note */
    a > b :hover , c::after { content: " ; /* kept */ " ; width: calc(1em + 2px) ; }
    @media (min-width: 40em) { d { color : red } }
    """
    assert minified(css) == (
        'a > b :hover,c::after{content:" ; /* kept */ ";width:calc(1em + 2px)}@media (min-width:40em){d{color :red}}'
    )
