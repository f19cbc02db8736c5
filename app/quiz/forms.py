"""What a helper types beside a learner, the help they promise, and why an official declares an attempt void."""

from wtforms import BooleanField, DateField, FileField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.text import N_
from app.quiz import accommodations, voiding
from app.quiz.words import ExtraTime
from app.web.forms import BaseForm, TextField

TIMES = {
    ExtraTime.NONE: N_("Như mọi người"),
    ExtraTime.QUARTER: N_("Thêm một phần tư"),
    ExtraTime.HALF: N_("Thêm một nửa"),
    ExtraTime.DOUBLE: N_("Gấp đôi"),
    ExtraTime.UNLIMITED: N_("Không giới hạn giờ"),
}


class PlaceForm(BaseForm):
    """Where helper and learner sit together."""

    place = TextField(N_("Đang ở đâu?"), [DataRequired(N_("Ghi nơi bác và người học đang ngồi.")), Length(max=120)])


class OpenForm(PlaceForm):
    """Where they sit, and whether the helper reads the questions aloud."""

    reads_aloud = BooleanField(N_("Tôi đọc câu hỏi cho người học nghe"))


class HelpForm(BaseForm):
    """Help of their own for a learner; the modules are given by the view."""

    module_key = SelectField(N_("Cho bài nào?"), validate_choice=True)
    extra_time = SelectField(
        N_("Thời gian làm bài"), choices=[SelectChoice(value=one.value, label=label) for one, label in TIMES.items()]
    )
    extra_attempts = SelectField(
        N_("Cho thêm lần làm bài"),
        choices=[SelectChoice(value=str(one), label=str(one)) for one in range(accommodations.MOST_ATTEMPTS + 1)],
        default="0",
    )
    has_reader = BooleanField(N_("Có người đọc câu hỏi cho nghe"))
    may_pause = BooleanField(N_("Được tạm dừng giữa bài có tính giờ"))
    reason = TextField(N_("Vì sao cần?"), [DataRequired(N_("Ghi lý do, để người sau hiểu.")), Length(min=5, max=300)])
    until = DateField(N_("Đến hết ngày"), [InputRequired(N_("Chọn ngày hết hạn."))])


class WithdrawForm(BaseForm):
    """Why a promise of help is taken back."""

    reason = TextField(N_("Vì sao thôi?"), [DataRequired(N_("Ghi lý do, để người sau hiểu.")), Length(min=5, max=300)])


class VoidForm(BaseForm):
    """Why an attempt counts for nothing."""

    reason = TextField(
        N_("Lý do"),
        [
            DataRequired(N_("Ghi rõ lý do; người học đọc được lý do này.")),
            Length(min=voiding.SHORTEST_REASON, max=voiding.LONGEST_REASON),
        ],
    )


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
