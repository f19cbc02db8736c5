"""One form for each kind of question: plain fields, rows of them, and no grammar to remember."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.authoring.composing import MOST_STEPS
from app.authoring.row_forms import LONGEST_LINE, Column, RowForm, line, rows
from app.authoring.typed import MOST_ROWS
from app.content.kinds.practice import CONFIRMERS
from app.content.schema import END, Comparer, Kind
from app.core.text import N_
from app.web.forms import TextField

LONGEST_TEXT = 5_000


class QuestionForm(RowForm):
    """What the forms of all kinds share."""

    title = TextField(N_("Câu hỏi"), [InputRequired(), Length(max=LONGEST_LINE)])
    prompt = TextAreaField(N_("Lời dẫn, tin nhắn hoặc câu chuyện"), [Length(max=LONGEST_TEXT)])
    explanation = TextField(N_("Giải thích sau khi nộp"), [Length(max=LONGEST_LINE)])
    hint = TextField(N_("Gợi ý khi trả lời chưa đúng"), [Length(max=LONGEST_LINE)])


def _whole(label: str) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(0, 100)])


def _choice(label: str, *choices: tuple[str, str]) -> SelectField:
    """Return a choice that stands at its first option, also where the page had no room for it."""
    return SelectField(label, choices=_choices(*choices), default=choices[0][0])


def _choices(*choices: tuple[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in choices]


FEEDBACK = (line, N_("Lời nhắn khi chọn dòng {row}"))
RIGHT = (BooleanField, N_("Dòng {row} đúng"))


@rows(4, 2, MOST_ROWS, {"text_{row}": (line, N_("Phương án {row}")), "feedback_{row}": FEEDBACK})
class OneForm(QuestionForm):
    """One right answer among several."""

    right = TextField(N_("Phương án đúng"))
    keep_order = BooleanField(N_("Giữ đúng thứ tự này, không trộn"))


@rows(4, 2, MOST_ROWS, {"text_{row}": (line, N_("Phương án {row}")), "right_{row}": RIGHT, "feedback_{row}": FEEDBACK})
class SeveralForm(QuestionForm):
    """Several right answers."""

    keep_order = BooleanField(N_("Giữ đúng thứ tự này, không trộn"))
    all_right = BooleanField(N_("Chỉ tính điểm khi chọn đúng hết"))


@rows(4, 2, MOST_ROWS, {"text_{row}": (line, N_("Đoạn {row}")), "right_{row}": RIGHT, "feedback_{row}": FEEDBACK})
class SignsForm(QuestionForm):
    """A message in parts; some of them give it away."""


class TrueFalseForm(QuestionForm):
    """One statement."""

    answer = RadioField(
        N_("Câu này đúng hay sai?"), choices=_choices(("Đúng", N_("Đúng")), ("Sai", N_("Sai"))), validate_choice=False
    )


TRUTH = (
    lambda label: _choice(label, ("", N_("– chọn –")), ("Đ", N_("Đúng")), ("S", N_("Sai"))),
    N_("Ý {row}: đúng hay sai"),
)


@rows(4, 2, MOST_ROWS, {"text_{row}": (line, N_("Ý {row}")), "truth_{row}": TRUTH, "feedback_{row}": FEEDBACK})
class StatementsForm(QuestionForm):
    """A group of statements, each true or false."""

    steps = BooleanField(N_("Tính điểm theo bậc như đề thi: đúng 1, 2, 3, 4 ý được 0,1 – 0,25 – 0,5 – 1 điểm"))


@rows(3, 1, MOST_ROWS, {"text_{row}": (line, N_("Việc {row}"))})
class PracticeForm(QuestionForm):
    """Something to do by hand, ticked by the person who watches."""

    confirmer = _choice(N_("Ai xác nhận?"), *((word, word) for word in CONFIRMERS.values()))
    minimum = IntegerField(N_("Cần làm được mấy việc?"), [Optional(), NumberRange(1, MOST_ROWS)])


@rows(4, 3, MOST_ROWS, {"text_{row}": (line, N_("Bước {row}"))})
class OrderForm(QuestionForm):
    """Steps in their right order."""

    all_right = BooleanField(N_("Chỉ tính điểm khi xếp đúng hết"))


@rows(4, 2, MOST_ROWS, {"text_{row}": (line, N_("Vế trái {row}")), "answer_{row}": (line, N_("Vế phải {row}"))})
class MatchForm(QuestionForm):
    """Pairs that belong together; a right side on its own is an extra wrong answer."""


@rows(1, 1, MOST_ROWS, {"accepted_{row}": (line, N_("Cách viết khác {row}"))})
class ShortForm(QuestionForm):
    """A word, a number to call, an address to type."""

    answer = TextField(N_("Câu trả lời đúng"), [InputRequired(), Length(max=200)])
    comparer = _choice(
        N_("So thế nào?"),
        (Comparer.EXACT, N_("Đúng chữ (không kể hoa thường, dấu cách, dấu chấm cuối)")),
        (Comparer.FOLDED, N_("Gõ không dấu cũng được")),
        (Comparer.PHONE, N_("Số điện thoại (chỉ so chữ số)")),
        (Comparer.ADDRESS, N_("Địa chỉ web (sai một chữ là sai)")),
    )


class NumberForm(QuestionForm):
    """A number, and how far off an answer may be."""

    answer = TextField(N_("Số đúng"), [InputRequired(), Length(max=60)])
    tolerance = TextField(N_("Cho phép lệch bao nhiêu?"), [Length(max=20)])
    unit = TextField(N_("Đơn vị"), [Length(max=30)])


@rows(
    3,
    2,
    MOST_ROWS,
    {
        "text_{row}": (line, N_("Vùng {row} là gì?")),
        "right_{row}": RIGHT,
        "left_{row}": (_whole, N_("Trái {row}")),
        "top_{row}": (_whole, N_("Trên {row}")),
        "to_right_{row}": (_whole, N_("Phải {row}")),
        "bottom_{row}": (_whole, N_("Dưới {row}")),
        "feedback_{row}": FEEDBACK,
    },
)
class HotspotForm(QuestionForm):
    """A place in a picture, always with the list of its areas."""

    picture = _choice(N_("Ảnh"), ("", N_("– chọn –")))
    picture_text = TextField(N_("Mô tả ảnh"), [Length(max=LONGEST_LINE)])

    def offer(self, names: Iterable[str]) -> None:
        """Offer the pictures of the lesson's folder."""
        self.picture.choices = _choices(("", N_("– chọn –")), *((name, name) for name in names))


def _target(label: str) -> SelectField:
    steps = (f"Bước {step}" for step in range(1, MOST_STEPS + 1))
    return _choice(label, (END, N_("Kết thúc câu chuyện")), *((step, step) for step in steps))


WAYS: dict[str, Column] = {}
for _n, _way in enumerate((N_("Bước {row}, cách 1"), N_("Bước {row}, cách 2"), N_("Bước {row}, cách 3")), 1):
    WAYS |= {
        f"choice_{{row}}_{_n}": (line, _way),
        f"target_{{row}}_{_n}": (_target, N_("Rồi đi tới")),
        f"good_{{row}}_{_n}": (BooleanField, N_("Xử trí đúng")),
        f"answer_{{row}}_{_n}": (line, N_("Lời nhắn")),
    }


@rows(2, 1, MOST_STEPS, {"said_{row}": (line, N_("Bước {row}: chuyện gì xảy ra?")), **WAYS})
class ScenarioForm(QuestionForm):
    """A story in steps; each way to act leads on or to the end."""


@dataclass(frozen=True)
class Entry:
    """One kind as a teacher chooses it: its address, its name, when it fits."""

    slug: str
    kind: Kind
    form: type[QuestionForm]
    name: str
    about: str

    def data(self, form: QuestionForm) -> dict[str, Any]:
        """Return what was typed into a form of this kind, as `inserting.question_text` reads it."""
        return {**form.data, "form": "group" if self.form is StatementsForm else ""}


ENTRIES = (
    Entry("mot-dap-an", Kind.ONE, OneForm, N_("Một đáp án"), N_("Chọn một trong vài phương án.")),
    Entry("nhieu-dap-an", Kind.SEVERAL, SeveralForm, N_("Nhiều đáp án"), N_("Chọn mọi phương án đúng.")),
    Entry("dung-sai", Kind.TRUE_FALSE, TrueFalseForm, N_("Đúng hay sai"), N_("Một câu, đúng hoặc sai.")),
    Entry("nhom-dung-sai", Kind.TRUE_FALSE, StatementsForm, N_("Nhóm ý đúng sai"), N_("Hai đến sáu ý như đề thi mới.")),
    Entry("tim-dau-hieu", Kind.SIGNS, SignsForm, N_("Tìm dấu hiệu"), N_("Chỉ ra chỗ đáng ngờ trong tin nhắn.")),
    Entry("tinh-huong", Kind.SCENARIO, ScenarioForm, N_("Tình huống"), N_("Câu chuyện rẽ nhánh theo cách xử trí.")),
    Entry("sap-xep", Kind.ORDER, OrderForm, N_("Sắp xếp"), N_("Xếp các bước theo thứ tự.")),
    Entry("ghep-doi", Kind.MATCH, MatchForm, N_("Ghép đôi"), N_("Nối mỗi việc với cách làm.")),
    Entry("tra-loi-ngan", Kind.SHORT, ShortForm, N_("Trả lời ngắn"), N_("Gõ một từ, số điện thoại, địa chỉ web.")),
    Entry("so", Kind.NUMBER, NumberForm, N_("Số"), N_("Gõ một con số, có thể cho lệch.")),
    Entry("diem-anh", Kind.HOTSPOT, HotspotForm, N_("Điểm ảnh"), N_("Chạm vào chỗ đúng trong ảnh.")),
    Entry("thuc-hanh", Kind.PRACTICE, PracticeForm, N_("Thực hành"), N_("Việc làm tận tay, có người xác nhận.")),
)
BY_SLUG = {entry.slug: entry for entry in ENTRIES}
