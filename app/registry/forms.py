"""The shape of what officials type; what it means is decided by the services."""

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.text import N_
from app.registry.slots import LONGEST_REASON
from app.web.forms import BaseForm, TextField

NOBODY = ""


class ReasonForm(BaseForm):
    """An act and why."""

    reason = TextAreaField(N_("Lý do"), [InputRequired(), Length(min=5, max=LONGEST_REASON)])


class DecisionForm(ReasonForm):
    """A decision on names that were shown, and why."""

    shown_hash = HiddenField()


class RevocationForm(BaseForm):
    """Why a record should be revoked."""

    ground = TextAreaField(N_("Căn cứ (văn bản, điều khoản)"), [InputRequired(), Length(min=5, max=400)])
    evidence = TextAreaField(N_("Bằng chứng (biên bản, đơn, ngày tháng)"), [InputRequired(), Length(min=5, max=500)])


class LetterForm(BaseForm):
    """What should become of a letter that stopped, why, and which written answer of the gateway says so."""

    outcome = RadioField(
        N_("Làm gì với bản tin này?"),
        [InputRequired()],
        choices=[
            SelectChoice(value="retry-wait", label=N_("Gửi lại đúng bản tin này")),
            SelectChoice(value="rejected", label=N_("Ghi là cổng không nhận, không gửi nữa")),
        ],
    )
    reason = TextAreaField(N_("Lý do"), [InputRequired(), Length(min=5, max=LONGEST_REASON)])
    answer = TextAreaField(N_("Trả lời bằng văn bản của cổng"), [InputRequired(), Length(min=5, max=500)])


class ShownForm(ReasonForm):
    """Why what was asked is not done."""

    shown = HiddenField()


class ProposalForm(BaseForm):
    """The names of a new list come as ticks; the note is for the leader."""

    note = TextField(N_("Ghi chú cho lãnh đạo"), [Length(max=300)])


class FirstLookForm(BaseForm):
    """The first official reads the card: the number exactly as typed, who it is, what was seen."""

    number = StringField(N_("Số định danh trên thẻ"), [InputRequired(), Length(max=40)])
    listed = RadioField(N_("Người này là ai trong danh sách dân cư?"), [InputRequired()])
    note = TextAreaField(N_("Đã xem giấy tờ gì, ở đâu?"), [InputRequired(), Length(min=5, max=300)])

    def offer(self, choices: list[tuple[str, str]]) -> "FirstLookForm":
        """Offer these residents of the list, and nobody."""
        last = (NOBODY, N_("Không có trong danh sách"))
        self.listed.choices = [SelectChoice(value=value, label=label) for value, label in [*choices, last]]
        return self


class SecondLookForm(BaseForm):
    """The second official reads the card again."""

    number = StringField(N_("Số định danh trên thẻ"), [InputRequired(), Length(max=40)])
