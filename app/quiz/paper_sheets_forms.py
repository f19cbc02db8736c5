"""What a helper types around sheets of paper."""

from typing import Any

from wtforms import DateField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.core import clock
from app.core.text import N_
from app.quiz.paper_sheets_rules import MOST_SHEETS
from app.web.forms import BaseForm, TextField


class PrintForm(BaseForm):
    """Where and when the sheets will be filled in, and how many have no name."""

    place = TextField(N_("Làm bài ở đâu?"), [DataRequired(N_("Ghi nơi làm bài.")), Length(max=120)])
    held_on = DateField(N_("Ngày làm bài"), [InputRequired(N_("Chọn ngày làm bài."))])
    blanks = IntegerField(
        N_("Thêm mấy phiếu chưa ghi tên?"),
        [InputRequired(N_("Ghi một số, không cần thì ghi 0.")), NumberRange(min=0, max=MOST_SHEETS)],
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"held_on": clock.today(), "blanks": 0} | given)


class HeadForm(BaseForm):
    """The head of a sheet: the day on it, and who was in the room."""

    held_on = DateField(N_("Ngày làm bài ghi trên phiếu"), [InputRequired(N_("Ghi ngày làm bài."))])
    witness = SelectField(
        N_("Ai có mặt trong phòng khi làm bài?"),
        [DataRequired(N_("Chọn người đã có mặt trong phòng khi người học làm bài."))],
    )

    def offer(self, witnesses: list[tuple[str, str]]) -> None:
        """Offer the helpers, as public id and name; practice asks for nobody."""
        if not witnesses:
            del self.witness
            return
        self.witness.choices = [SelectChoice("", ""), *(SelectChoice(value, name) for value, name in witnesses)]
