"""Whatever a teacher writes, no script runs, no rule of a page is broken and nothing leaves for another host."""

import html
import re
from collections.abc import Iterator, Sequence
from uuid import uuid4

import markdown
import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from app import create_app
from app.authoring.question_forms import BY_SLUG
from app.core import settings as environment
from app.web.headers import CONTENT_SECURITY_POLICY
from tests.e2e import foreign, poison
from tests.e2e.client import Client
from tests.e2e.deeds import public_id
from tests.e2e.house import House
from tests.e2e.payloads import numbered, one_line
from tests.e2e.poison import GROUP
from tests.e2e.poisoned import EDITOR, LEARNER, TEACHER, TITLES, WORKER, WORKERS, Poisoned, Try, picture, programmes
from tests.e2e.visit import Visit
from tests.e2e.watch import Watch, marked

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HELPER = "daisu1"
OFFICIALS = ("vanhoa1", "congan1", "lanhdao1", "quantri1")
# What is no page: files, and data for machines.
FILES = {"catalog.media", "authoring.draft_media", "static", "static_asset", "manifest", "service_worker"}
FILES |= {"operations.alive", "operations.ready"}

# A lesson that nobody poisoned: forms about it show what was typed into them and keep nothing.
PLAIN = f"/soan/{WORKERS}/tien-luong-va-lua-dao"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory, chromium: Chromium) -> Iterator[Visit]:
    """Run a house full of payloads."""
    house = House(tmp_path_factory.mktemp("payloads"))
    poisoned = Poisoned(house).fill()
    house.start("web")
    yield Visit(poisoned, chromium, Watch(house.base), create_app(environment.load(house.environ)))
    house.close()


# -- the watch sees ----------------------------------------------------------------------------------------------------


def test_there_are_enough_shapes() -> None:
    shapes = numbered()
    assert len(set(shapes)) == len(shapes) >= 150


def test_the_watch_notices_what_acts_where_nothing_protects(chromium: Chromium) -> None:
    found = [one for shapes in in_parts(numbered(), 40) for one in findings_of(chromium, unprotected(shapes), {})]
    alive = {number for one in found for number in numbers_in(one)}
    acted = {number for one in found if "payload: ran" in one or " request " in one for number in numbers_in(one)}
    print(
        f"\nwithout protection {len(alive)} of {len(numbered())} payloads are noticed, {len(acted)} of them act at once"
    )
    assert len(alive) >= 150
    assert len(acted) >= 100


def test_the_watch_notices_what_the_rules_of_a_page_stop(chromium: Chromium) -> None:
    """A page that writes out what it got, under the headers of ours: nothing runs, and each attempt is told."""
    rules = {"Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("'none'; script", "'self'; script")}
    found = findings_of(chromium, "<script>alert(1)</script><img src=//p2.evil.test/x><b style=color:red>x</b>", rules)
    assert sum("payload: stopped" in one for one in found) == 3
    assert not [one for one in found if "payload: ran" in one]


def unprotected(shapes: list[str]) -> str:
    """Return a page that writes out payloads as they are: as text, as what Markdown makes of it, in attributes."""
    places = []
    for shape in shapes:
        line = one_line(shape)
        places.append(f"<p title=\"{line}\">x</p><a href='{line}'>x</a><p>{shape}</p>")
        if not shape.startswith("<"):
            places.append(markdown.markdown(shape, extensions=["tables", "fenced_code"]))
    return "".join(f'<iframe name=xem-thu srcdoc="{html.escape(place)}"></iframe>' for place in places)


def numbers_in(finding: str) -> set[int]:
    """Return which payloads a finding names."""
    return {int("".join(found)) for found in re.findall(r"alert\((\d+)|p(\d+)\.evil|payload: ran (\d+)", finding)}


def in_parts(shapes: list[str], size: int) -> list[list[str]]:
    """Return payloads in parts of a size."""
    return [shapes[start : start + size] for start in range(0, len(shapes), size)]


def findings_of(chromium: Chromium, body: str, headers: dict[str, str]) -> list[str]:
    """Return what the watch says of a page."""
    context = chromium.new_context()
    watch = Watch("https://thu.vi-du.vn")
    page = watch.page(context)
    page.route("**/*", lambda route: route.abort())
    page.route(f"{watch.base}/trang", lambda route: route.fulfill(body=body, content_type="text/html", headers=headers))
    page.goto(f"{watch.base}/trang")
    watch.look(page, "trang")
    page.wait_for_timeout(200)
    context.close()
    return watch.findings


# -- the pages ---------------------------------------------------------------------------------------------------------


def test_no_payload_acts_on_a_page_of_the_workshop(visit: Visit) -> None:
    teacher, client, seen = visit.page(TEACHER), visit.client(TEACHER), set[int]()
    for place, one in enumerate(poison.lessons("lo")):
        path = f"/soan/{GROUP}/{one.code}"
        keep(client, path, one.text)
        visit.poisoned.held |= one.holds
        look_at_draft(visit, teacher, path, ("gui-duyet", "in", "media") if place % 4 == 0 else ())
        seen |= visit.watch.shown[f"{path}/xem-thu?dap-an=1"]
    for key, index in programmes().items():
        keep(client, f"/soan/{key}", index.text)
        look_at_draft(visit, teacher, f"/soan/{key}", ("gui-duyet",))
    visit.open(teacher, "/soan")
    for path in pages_of_workshop(visit.app):
        visit.open(visit.page(EDITOR), path, 404, 409)
    conflict(visit, teacher, f"/soan/{GROUP}/lo-1")

    missing = marked() - seen
    assert len(missing) <= 4, f"these never reached a preview: {sorted(missing)}"
    visit.sound()


def keep(client: Client, path: str, text: str) -> None:
    """Save a text as the editor does."""
    form = next(form for form in client.forms(path) if "text" in form.fields and "revision" in form.fields)
    answer = client.session.post(client.base + path, data=form.fields | {"text": text}, timeout=60)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"


def look_at_draft(visit: Visit, page: Page, path: str, more: Sequence[str]) -> None:
    """Look at a draft wherever its words are shown: as they are, as a learner would see them, as a difference."""
    visit.watch.expect(path)
    with page.expect_response(lambda answer: answer.url.endswith("/kiem-tra")):
        page.goto(path)
    visit.watch.look(page, path)
    for word in ("xem-thu?dap-an=1", "so-sanh", *more):
        visit.open(page, f"{path}/{word}", 409)


def pages_of_workshop(app: Flask) -> list[str]:
    """Return the address of every page of the workshop, for the first lesson; one of a new shape has to be added."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("authoring.")]
    pages = [rule for rule in rules if "GET" in (rule.methods or ()) and rule.endpoint not in FILES]
    found = [str(rule).replace("<folder>/<code>", f"{GROUP}/lo-1").replace("<slug>", "so") for rule in pages]
    found = [address.replace("<folder>/index/", f"{GROUP}/index/") for address in found]
    assert not [address for address in found if "<" in address]
    return found


def conflict(visit: Visit, page: Page, path: str) -> None:
    """Save over what was saved meanwhile."""
    words = poison.joined(poison.lessons("lo")[0].shapes)
    visit.send(page, path, "#bai", {"revision": "1", "text": f"---\ntiêu đề: {words}\n---\n{words}"}, 409)


def test_no_payload_acts_in_a_review(visit: Visit) -> None:
    editor, teacher = visit.page(EDITOR), visit.page(TEACHER)
    for key in visit.poisoned.reviewed:
        visit.open(editor, f"/soan/{key}/duyet?dong=3")
    path, words = f"/soan/{GROUP}/duyet-1", " ".join(map(one_line, numbered()))
    visit.open(editor, f"{path}/xuat")
    visit.send(editor, f"{path}/duyet?dong=3", "form[action$='/nhan-xet']", {"text": words}, 422)
    visit.send(editor, f"{path}/duyet", "form[action$='/tra-lai']", {"reason": words}, 422)
    visit.poisoned.send_back()
    for key in visit.poisoned.reviewed:
        visit.open(teacher, f"/soan/{key}")
    visit.open(teacher, "/soan")
    visit.sound()


def test_no_payload_acts_where_it_is_learnt_and_answered(visit: Visit) -> None:
    learner, stranger = visit.page(LEARNER), visit.page()
    for page in (learner, stranger):
        for path in ("/", f"/hoc/{GROUP}", f"/hoc/{WORKERS}"):
            visit.open(page, path)
    for one in poison.lessons("lo"):
        visit.open(learner, f"/hoc/{GROUP}/{one.code}")
        visit.open(visit.page(TEACHER), f"/soan/{GROUP}/{one.code}/in?ban=phat-hanh")
    take(visit, learner, visit.poisoned.start_all(answer=False), every=9)
    take(visit, learner, visit.poisoned.start_all(answer=True), every=2)
    visit.open(learner, "/toi")
    visit.open(visit.page(WORKER), "/toi")
    visit.sound()


def take(visit: Visit, page: Page, tries: list[Try], *, every: int) -> None:
    """Look at the questions of some attempts, hand in all of them, and look at all their results."""
    visit.open(page, "/toi")
    for one in tries[::every]:
        for number in range(1, one.kinds + 1):
            visit.open(page, f"{one.path}?cau={number}")
        visit.open(page, f"{one.path}?cau=het")
    visit.poisoned.submit_all(tries)
    for one in tries:
        visit.open(page, f"{one.path}/ket-qua")


def test_no_payload_acts_beside_a_learner_or_in_an_office(visit: Visit) -> None:
    helper, learner = visit.page(HELPER), f"/ke-cap/{public_id(visit.poisoned.house, LEARNER)}"
    visit.open(helper, learner)
    links = helper.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    doors = [link for link in dict.fromkeys(links) if link.startswith(learner)]
    assert len(doors) >= len(poison.lessons("lo"))
    for door in doors:
        visit.open(helper, door)
    for login in OFFICIALS:
        wander(visit, visit.page(login))
    visit.sound()


def wander(visit: Visit, page: Page) -> None:
    """Follow the links of the house, one of each kind of page."""
    met, ahead = set[str](), ["/"]
    while ahead:
        path = ahead.pop(0)
        endpoint = visit.endpoint(path)
        if not endpoint or endpoint in met or endpoint in FILES:
            continue
        met.add(endpoint)
        if visit.open(page, path, 403, 404, 409) == 200:
            ahead += page.locator("a[href^='/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(met) >= 5, met


def test_no_payload_acts_in_a_form_that_shows_it_again(visit: Visit) -> None:
    teacher, words = visit.page(TEACHER), " ".join(map(one_line, numbered()))
    parts = [poison.joined(one.shapes) for one in poison.lessons("lo")]
    visit.send(teacher, "/soan/moi", "main form", {"title": words}, 422)
    visit.send(teacher, f"{PLAIN}/thong-tin", "main form", {"them": "1"}, all_=[words])
    for place, slug in enumerate(BY_SLUG):
        visit.send(teacher, f"{PLAIN}/chen/{slug}", "main form", {"them": "1"}, all_=[*parts[place:], *parts[:place]])
        visit.send(teacher, f"{PLAIN}/chen/{slug}", "main form", {}, 409, 422, all_=lines_of(numbered(), 190)[place:])
    visit.sound()


def test_no_payload_acts_in_the_words_of_a_picture_that_is_sent(visit: Visit) -> None:
    client, path = visit.client(TEACHER), f"/soan/{TITLES}/em-tren-mang"
    form = next(form for form in client.forms(f"{path}/media") if "description" in form.fields)
    for number, words in enumerate(lines_of(numbered(), 190)):
        fields = form.fields | {"description": f"Ảnh {words}", "op": str(uuid4())}
        files = {"file": (f"{number}{words}.webp", picture(), "image/webp")}
        answer = client.session.post(f"{client.base}{path}/media", data=fields, files=files, timeout=60)
        assert answer.status_code in (200, 422), answer.status_code
    for page in ("", "/xem-thu", "/media"):
        visit.open(visit.page(TEACHER), path + page)
    visit.sound()


def lines_of(shapes: list[str], longest: int) -> list[str]:
    """Return payloads side by side in lines that are not too long; what is longer alone is left out."""
    lines = [""]
    for shape in map(one_line, shapes):
        if len(lines[-1]) + len(shape) + 1 > longest:
            lines.append("")
        if len(shape) <= longest:
            lines[-1] = f"{lines[-1]} {shape}".strip()
    return lines


@pytest.mark.parametrize("markup", ["html", "markdown", "plain"])
def test_no_payload_acts_in_the_preview_of_a_file(visit: Visit, markup: str) -> None:
    teacher, shown = visit.page(TEACHER), set[int]()
    for one in poison.lessons("lo")[::3]:
        status = look_at_file(visit, teacher, "bai.gift", "gift", foreign.gift(one.shapes, markup))
        shown |= visit.watch.shown["bai.gift"] if status == 200 else set()
    print(f"\n{len(shown)} payloads came through GIFT with {markup}")
    assert shown
    visit.sound()


@pytest.mark.parametrize("form", foreign.WRITERS)
def test_no_payload_acts_in_the_preview_of_a_file_of_another_programme(visit: Visit, form: str) -> None:
    """Each format takes its share of the payloads; a file is refused as a whole, so then its halves are tried."""
    teacher, (name, write), shown = visit.page(TEACHER), foreign.WRITERS[form], set[int]()
    first, every = list(foreign.WRITERS).index(form), len(foreign.WRITERS)
    ahead = [one.shapes for one in poison.lessons("lo")[first::every]]
    while ahead:
        shapes = ahead.pop()
        if look_at_file(visit, teacher, name, form, write(shapes)) == 200:
            shown |= visit.watch.shown[name]
        elif len(shapes) > 1:
            ahead += [shapes[: len(shapes) // 2], shapes[len(shapes) // 2 :]]
    print(f"\n{len(shown)} payloads came through {form}")
    assert shown
    visit.sound()


def test_no_payload_acts_in_a_file_that_is_printed(visit: Visit, chromium: Chromium) -> None:
    """The file is opened as it was written, without any header of ours."""
    printed, found = visit.poisoned.printed(), list[str]()
    for content in printed.values():
        found += findings_of(chromium, content, {})
    acted = [one for one in found if "payload:" in one or " request " in one]
    print(f"\n{len(printed)} lessons were printed")
    assert len(printed) == len(poison.lessons("lo"))
    assert not acted, "\n".join(acted[:40])


def test_no_payload_acts_where_figures_stand_beside_it(visit: Visit) -> None:
    """Lessons that thirty people took, their questions' figures, and what a corrected key would change."""
    for key in visit.poisoned.learnt():
        visit.open(visit.page(TEACHER), f"/soan/{key}/chat-luong")
        visit.open(visit.page(TEACHER), f"/soan/{key}")
        page = visit.page(EDITOR)
        visit.open(page, f"/soan/{key}/cham-lai")
        assert page.locator("[data-count=changed]").inner_text().strip() != "0"
    visit.sound()


def look_at_file(visit: Visit, page: Page, name: str, form: str, content: bytes) -> int:
    """Send a file as a teacher does and look at its preview, or at why it was refused; returns the status."""
    visit.open(page, "/soan/nhap-tu-tep")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
    page.locator("select[name=form]").select_option(form)
    page.locator(f"input[name=folder][value={GROUP}]").check()
    visit.watch.expect(name, 422)
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.get_by_role("button", name="Đọc tệp").click()
    page.wait_for_load_state("load")
    visit.watch.look(page, name)
    return sent.value.status


@pytest.mark.parametrize(
    ("letter", "status"), [("\x00", 400), ("\x01", 422), ("\x0b", 422), ("\x1b", 422), ("\x85", 422)]
)
def test_letters_that_nobody_sees_are_refused(visit: Visit, letter: str, status: int) -> None:
    client = visit.client(TEACHER)
    form = next(form for form in client.forms(PLAIN) if "text" in form.fields and "revision" in form.fields)
    fields = form.fields | {"text": f"---\n---\n<img src=x onerror{letter}=alert(1)>[x](java{letter}script:alert(1))"}

    saved = client.session.post(client.base + PLAIN, data=fields, timeout=60)
    shown = client.session.post(f"{client.base}{PLAIN}/xem-thu", data=fields, timeout=60)

    assert saved.status_code == status
    assert shown.status_code == (400 if status == 400 else 200)
    assert letter not in shown.text
    assert "<img" not in shown.text


def test_every_payload_went_through_every_field(visit: Visit) -> None:
    held = visit.poisoned.held | visit.poisoned.published | set().union(*(one.holds for one in poison.lessons("lo")))
    counts = {name: len({number for one, number in held if one == name}) for name in {name for name, _ in held}}
    print(f"\n{len(held)} pairs of a payload and a field, {visit.watch.looked_at} pages looked at")
    print(f"{len(visit.poisoned.published)} of the pairs passed the checker and were published")
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    assert {counts[name] for name in counts.keys() - {"typed answer"}} == {len(numbered())}
