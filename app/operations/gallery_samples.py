"""What the page of components shows in them: forms in each state, questions of each kind, long words."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import clock
from app.web.forms import BaseForm, TextField

KINDS = ("neutral", "info", "wait", "done", "problem")
LONG_WORD = "Trungtâmphụcvụhànhchínhcôngvàchuyểnđổisốcộngđồng"
LONG = (
    "Bà con mang theo căn cước, sổ hộ khẩu cũ nếu còn giữ, và số điện thoại đang dùng đến bộ phận một cửa của xã "
    f"({LONG_WORD}) trước mười một giờ"
)
MISSING = "Mục này cần được điền."
PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'%3E%3C/svg%3E"


class SampleForm(BaseForm):
    """A field of each kind."""

    full_name = TextField("Họ và tên", [InputRequired(MISSING)])
    secret = PasswordField("Mật khẩu", [InputRequired(MISSING)])
    weight = TextField("Cân nặng")
    note = TextAreaField(LONG)
    hamlet = SelectField("Thôn", choices=[SelectChoice("mung", "Thôn Mùng"), SelectChoice("dai", LONG)])
    group = RadioField(
        "Nhóm", [InputRequired(MISSING)], choices=[SelectChoice("nd", "Người dân"), SelectChoice("d", LONG)]
    )
    sizes = SelectMultipleField(
        "Việc đã làm",
        [InputRequired(MISSING)],
        choices=[SelectChoice("a", "Đọc bài"), SelectChoice("b", "Thực hành")],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    agrees = BooleanField("Tôi đồng ý", [InputRequired(MISSING)])
    place = HiddenField(default="nhà văn hóa")


def samples() -> dict[str, Any]:
    """Return what the samples of the page are made of; call inside a request."""
    form = SampleForm(formdata=None, prefix="mau-")
    wrong = SampleForm(formdata=MultiDict({"sai-op": ""}), prefix="sai-")
    wrong.validate()
    big = SampleForm(formdata=None, prefix="to-")
    return {
        "form": form,
        "wrong": wrong,
        "big": big,
        "kinds": KINDS,
        "ends_at": clock.now(),
        "long": LONG,
        "long_word": LONG_WORD,
        "questions": questions(),
        "question_of": lambda code, widget, **given: question(widget, f"rieng{code}") | given,
        "kinds_of": lambda label, value: [{"label": f"{label} {kind}", "value": value, "kind": kind} for kind in KINDS],
    }


def questions() -> list[dict[str, Any]]:
    """Return a question of each widget, then one that is saved, one that is corrected, and one with long words."""
    widgets = ("one", "many", "signs", "hotspot", "text", "number", "parts", "order", "statements", "story")
    plain = [question(widget, f"mau{widget}") for widget in widgets]
    saved = question("one", "mausaved") | {"saved": True}
    right = {"kind": "done", "text": "Đúng rồi.", "html": "<p>Mã xác thực chỉ của riêng bác.</p>"}
    corrected = question("parts", "mauxong") | {"disabled": True, "feedback": right}
    wrong = question("many", "mausai") | {
        "disabled": True,
        "feedback": {"kind": "wait", "text": "Bác xem lại chỗ này."},
    }
    noted = question("number", "mauso") | {"value": "hai trăm", "note": "Máy chưa đọc được số này. Bác viết 200."}
    return [*plain, saved, corrected, wrong, noted, question("one", "maudai") | {"title": LONG, "hint": LONG}]


def question(widget: str, code: str) -> dict[str, Any]:
    """Return a question of a widget, as `components/question.html` describes it."""
    area = {"x": 10, "y": 20, "width": 40, "height": 60}
    options = [{"value": "k1", "text": "Không ai cả", "checked": True, "area": area}, {"value": "k2", "text": LONG}]
    part = {"name": f"q-{code}-1", "number": 1, "label": "Cán bộ gọi hỏi mã", "html": "<p>Điện thoại reo.</p>"}
    parts = [
        part | {"options": options},
        part | {"name": f"q-{code}-2", "number": 2, "label": LONG, "options": options},
    ]
    parts[0] |= {"verdict": "Đúng", "kind": "done", "chosen": "Không ai cả", "feedback_html": "<p>Phải thế.</p>"}
    return {
        "id": code,
        "widget": widget,
        "title": "Ai được biết mã xác thực của bác?",
        "prompt_html": "<p>Một người xưng là <strong>cán bộ</strong> gọi điện.</p>",
        "picture_html": f'<p><img src="{PICTURE}" alt="Tin nhắn có đường liên kết lạ" width="400" height="200"></p>',
        "options": options,
        "parts": parts,
        "value": "",
        "unit": "nghìn đồng",
    }
