"""The components of the templates, rendered by the real application: what they promise to people and to other tests."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.web.forms import BaseForm
from tests.browser import Browser, inspect_page

FIRST_VISIT = 14_000


class VisitForm(BaseForm):
    full_name = StringField("Họ và tên", [InputRequired("Mời ghi họ và tên.")])
    group = RadioField(
        "Nhóm",
        [InputRequired("Mời chọn nhóm.")],
        choices=[SelectChoice("nd", "Người dân"), SelectChoice("hs", "Học sinh")],
    )
    agrees = BooleanField("Tôi đồng ý")


def render(app: Flask, component: str, call: str, **given: Any) -> str:
    """Return what one macro call of a component file writes."""
    names = call.partition("(")[0]
    source = f'{{% from "components/{component}.html" import {names} %}}{{{{ {call} }}}}'
    with app.test_request_context():
        return render_template_string(source, **given)


def sent_empty(app: Flask) -> VisitForm:
    """Return the form after it came back with nothing in it."""
    with app.test_request_context(method="POST"):
        form = VisitForm(formdata=MultiDict({"op": ""}))
        form.validate()
        return form


def test_a_field_ties_its_hint_and_its_message_to_its_input(app: Flask) -> None:
    html = render(app, "field", "field(form.full_name, hint='Như trong căn cước')", form=sent_empty(app))
    assert 'aria-describedby="full_name-hint full_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="full_name-error"' in html
    assert "không bắt buộc" not in html


def test_a_field_that_may_stay_empty_says_so(app: Flask) -> None:
    with app.test_request_context():
        form = VisitForm(formdata=None)
    form.full_name.flags.required = False
    assert "(không bắt buộc)" in render(app, "field", "field(form.full_name)", form=form)


def test_choices_stand_in_one_group_with_their_message(app: Flask) -> None:
    html = render(app, "field", "radios(form.group)", form=sent_empty(app))
    assert html.count("<fieldset") == html.count("<legend") == 1
    assert 'aria-describedby="group-error"' in html
    assert html.count('type="radio"') == 2


def test_the_error_summary_leads_to_each_field(app: Flask) -> None:
    html = render(app, "error_summary", "error_summary(form)", form=sent_empty(app))
    assert '<a href="#full_name">Mời ghi họ và tên.</a>' in html
    assert '<a href="#group-0">Mời chọn nhóm.</a>' in html


def test_a_form_without_errors_has_no_summary(app: Flask) -> None:
    with app.test_request_context():
        form = VisitForm(formdata=None)
    assert render(app, "error_summary", "error_summary(form)", form=form).strip() == ""


def test_a_post_form_of_one_button_carries_token_and_operation(app: Flask) -> None:
    html = render(app, "button", "button_form('/x', 'Xoá', fields={'id': '<1>'})")
    assert 'name="csrf_token"' in html
    assert 'name="op"' in html
    assert 'value="&lt;1&gt;"' in html


def test_the_step_reached_is_marked_for_everybody(app: Flask) -> None:
    html = render(app, "steps", "steps(['Một', 'Hai', 'Ba'], 1)")
    assert html.count('aria-current="step"') == 1
    assert html.index("Một") < html.index("aria-current") < html.index("Hai")
    assert html.count("(đã xong)") == 1


def test_a_state_is_worded_and_named_for_machines(app: Flask) -> None:
    html = render(app, "tag", "push_tag('CONFIRMED')")
    assert "VNeID đã ghi nhận" in html
    assert 'data-testid="push-state"' in html
    assert 'data-state="CONFIRMED"' in html


def test_a_bar_repeats_the_figure_that_stands_beside_it(app: Flask) -> None:
    rows = [{"label": "Thôn Mùng", "value": 64, "text": "64 %", "count": "mung"}, {"label": "Thôn Thoi", "value": 0}]
    html = render(app, "chart", "bar_chart('Theo thôn', rows, 'Thôn', 'Đạt', maximum=100, target=80)", rows=rows)
    assert 'width="64.0%"' in html
    assert 'x="80.0%"' in html
    assert 'data-count="mung">64 %' in html
    assert "style=" not in html


def test_a_chart_of_nothing_is_no_division_by_nothing(app: Flask) -> None:
    html = render(
        app, "chart", "bar_chart('Theo thôn', rows, 'Thôn', 'Đạt')", rows=[{"label": "Thôn Thoi", "value": 0}]
    )
    assert 'width="0%"' in html


@pytest.mark.parametrize("widget", ["one", "many", "text", "number", "parts", "statements"])
def test_a_question_is_one_group_under_its_code(app: Flask, widget: str) -> None:
    options = [{"value": "k1", "text": "Một"}, {"value": "k2", "text": "Hai"}]
    question = {"id": "otpai123", "widget": widget, "title": "Ai được biết mã?", "options": options, "saved": True}
    question["parts"] = [{"name": "q-otpai123-1", "label": "Ý một", "options": options}]
    html = render(app, "question", "question(q, 3, 8)", q=question)
    assert html.count('data-question="otpai123"') == 1
    assert "Câu 3/8" in html
    assert "Đã lưu" in html
    assert 'name="q-otpai123' in html


def test_feedback_of_a_question_is_shown_only_when_given(app: Flask) -> None:
    question = {"id": "otpai123", "widget": "one", "title": "Ai?", "options": [], "disabled": True}
    assert "notice" not in render(app, "question", "question(q, 1, 1)", q=question)
    question["feedback"] = {"kind": "done", "text": "Đúng rồi."}
    assert "Đúng rồi." in render(app, "question", "question(q, 1, 1)", q=question)


@pytest.mark.parametrize("name", ["400", "403", "404", "405", "409", "413", "429", "stale_form"])
def test_an_error_page_is_a_whole_page_with_its_code(app: Flask, name: str) -> None:
    source = f'{{% extends "errors/{name}.html" %}}'
    with app.test_request_context():
        html = render_template_string(source, incident="a1b2c3d4", action="/x", fields=[("ghi", "chú")])
    inspect_page(html)
    assert "a1b2c3d4" in html


@pytest.mark.parametrize("name", ["500", "503"])
def test_the_page_of_a_bug_needs_nothing_of_the_application(name: str) -> None:
    bare = Flask("bare", template_folder="../../app/templates", root_path=__file__.rpartition("/")[0])
    with bare.app_context():
        html = bare.jinja_env.get_template(f"errors/{name}.html").render(incident="a1b2c3d4")
    inspect_page(html)
    assert "a1b2c3d4" in html


def test_a_first_visit_fits_into_one_round_of_a_slow_line(app: Flask, browser: Browser) -> None:
    page = browser.open("/tro-giup-khong-co", expect=404)
    files = app.extensions["assets"]
    wire = len(gzip.compress(page.data)) + files.size("css/learner.css", "gzip") + files.size("js/app.js", "gzip")
    assert wire < FIRST_VISIT / 2, "the frame of a page leaves half of the 14 KB to its words"
    assert len(re.findall(r'<(?:link rel="stylesheet"|script|img)[^>]+(?:href|src)=./', page.text)) == 2


class Parts(HTMLParser):
    """Collects what stands in each part of the page of components."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[str, int] = {}
        self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("id") or ""
        if tag == "section" and name.startswith("bo-phan-"):
            self._name = name.removeprefix("bo-phan-")
        part = given.get("data-part")
        if part:
            self.shown.setdefault(f"{self._name}.{part}", 0)
        elif self.shown:
            self.shown[next(reversed(self.shown))] += 1


def public_macros(app: Flask) -> set[str]:
    """Return every macro that a template may take from the components, as Jinja knows them."""
    found = set()
    with app.test_request_context():
        for name in app.jinja_env.list_templates(filter_func=lambda name: name.startswith("components/")):
            if name == "components/textsize.html":
                continue  # A piece of the layout without a macro: the header of the page shows it.
            template = app.jinja_env.get_template(name)
            own = set(re.findall(r"macro (\w+)\(", Path(str(template.filename)).read_text()))
            exported = {each for each in dir(template.module) if each in own and not each.startswith("_")}
            found |= {f"{Path(name).stem}.{each}" for each in exported}
    return found


def test_the_page_for_developers_shows_every_macro(app: Flask) -> None:
    page = app.test_client().get("/bo-phan")
    parts = Parts()
    parts.feed(page.text)

    assert page.status_code == 200
    assert parts.shown.keys() == public_macros(app), "each macro has its sample in templates/operations/parts"
    assert not {name for name, elements in parts.shown.items() if not elements} - {"preview_card.preview_card"}
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids)), sorted(one for one in set(ids) if ids.count(one) > 1)


def test_a_real_installation_has_no_page_for_developers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "settings", app.extensions["settings"].model_copy(update={"demo": False}))
    assert app.test_client().get("/bo-phan").status_code == 404
