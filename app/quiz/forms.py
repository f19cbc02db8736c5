"""What a helper types beside a learner: the place, and what they saw."""

from wtforms import BooleanField, FileField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.text import N_
from app.web.forms import BaseForm, TextField


class PlaceForm(BaseForm):
    """Where helper and learner sit together."""

    place = TextField(N_("Đang ở đâu?"), [DataRequired(N_("Ghi nơi bác và người học đang ngồi.")), Length(max=120)])


class PracticeForm(PlaceForm):
    """Which things the learner did by themselves, seen face to face."""

    ticked = SelectMultipleField(
        N_("Người học đã tự làm được"),
        [DataRequired(N_("Tích những việc người học đã tự làm được."))],
        coerce=int,
    )
    seen = BooleanField(
        N_("Tôi đã ngồi cạnh và nhìn tận mắt"), [InputRequired(N_("Chỉ xác nhận khi bác đã nhìn tận mắt."))]
    )


class HandInForm(BaseForm):
    """A file with answers from another device."""

    file = FileField(N_("Tệp câu trả lời"), [DataRequired(N_("Mời bác chọn tệp đã tải từ máy làm bài."))])
