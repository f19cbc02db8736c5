"""What is typed around classes."""

from datetime import datetime, timedelta
from typing import Any

from wtforms import DateField, StringField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length

from app.core import clock
from app.core.text import N_
from app.web.forms import BaseForm, TextField


class OpenClassForm(BaseForm):
    """Where and when a class meets; on the day and from the hour on which the page was opened."""

    place = TextField(N_("Học ở đâu?"), [DataRequired(N_("Ghi nơi học.")), Length(max=120)])
    day = DateField(N_("Ngày"), [InputRequired(N_("Chọn ngày học."))])
    starts = TimeField(N_("Từ giờ"), [InputRequired(N_("Ghi giờ bắt đầu, ví dụ 19:30."))])
    ends = TimeField(N_("Đến giờ"), [InputRequired(N_("Ghi giờ kết thúc, ví dụ 21:00."))])

    def __init__(self, **given: Any) -> None:
        now = clock.now().astimezone(clock.LOCAL).replace(second=0, microsecond=0)
        default = {"day": now.date(), "starts": now.time(), "ends": (now + timedelta(hours=2)).time()}
        super().__init__(**default | given)

    @property
    def starts_at(self) -> datetime:
        """Return the moment it begins."""
        return datetime.combine(self.day.data, self.starts.data, clock.LOCAL)

    @property
    def ends_at(self) -> datetime:
        """Return the moment it ends: on the next day where the hour is not after the beginning."""
        ends = datetime.combine(self.day.data, self.ends.data, clock.LOCAL)
        return ends if ends > self.starts_at else ends + timedelta(days=1)


class JoinForm(BaseForm):
    """The six digits on the leader's screen."""

    code = StringField(N_("Mã lớp 6 số"), [InputRequired(N_("Gõ 6 số đang hiện ở lớp.")), Length(max=20)])


class ReasonForm(BaseForm):
    """Why something is taken back."""

    reason = TextField(N_("Vì sao?"), [DataRequired(N_("Ghi lý do, ví dụ: bấm nhầm tên.")), Length(max=200)])
