"""The shape of what is typed around cards, PINs and codes."""

from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.core.text import N_
from app.identity.forms import CONSENTS
from app.people.models import Purpose
from app.web.forms import BaseForm

LONGEST = 20  # Digits with whatever people put between them.


class OpenCardForm(BaseForm):
    """The PIN of a card; in an open class nothing is asked."""

    pin = PasswordField(N_("Mã PIN 4 số của bác"), [Length(max=LONGEST)])


class ChoosePinForm(BaseForm):
    """A learner's new PIN, and the one of before where it is asked for."""

    old = PasswordField(N_("Mã PIN đang dùng"), [Length(max=LONGEST)])
    pin = PasswordField(N_("Mã PIN mới, 4 số"), [InputRequired(), Length(max=LONGEST)])
    again = PasswordField(N_("Gõ lại mã PIN mới"), [InputRequired(), Length(max=LONGEST)])


class ReadCodeForm(BaseForm):
    """The eight digits a helper reads out."""

    code = StringField(N_("Mã 8 số"), [InputRequired(), Length(max=LONGEST)])


class PhoneNumberForm(BaseForm):
    """The number that stands on the learner's telephone."""

    number = StringField(N_("Số đang hiện trên máy của người học"), [InputRequired(), Length(max=LONGEST)])


class IssueForm(BaseForm):
    """A guardian's yes, asked for a child only."""

    guardian = BooleanField(N_("Cha mẹ hoặc người giám hộ đã nghe giải thích và đồng ý cho cháu học ở đây."))


class ThatIsMeForm(BaseForm):
    """The learner's own yes at the first opening, where none stands in the ledger."""

    consent_learning = BooleanField(CONSENTS[Purpose.LEARNING])
