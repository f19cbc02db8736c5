"""The shape of what people type to register and to sign in."""

from collections.abc import Iterable

from wtforms import BooleanField, IntegerField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.core import clock
from app.core.text import N_
from app.identity import rules
from app.identity.words import Role
from app.people import rules as people_rules
from app.people.models import Group, Hamlet, Person, Purpose
from app.web.forms import BaseForm, TextField

GROUPS = {
    Group.RESIDENTS: N_("Người dân"),
    Group.WORKERS: N_("Người lao động trong doanh nghiệp, hợp tác xã"),
    Group.PUPILS: N_("Học sinh, sinh viên"),
    Group.OFFICIALS: N_("Cán bộ, công chức, viên chức"),
}
CONSENTS = {
    Purpose.LEARNING: N_("Lưu tên, năm sinh, thôn và kết quả học của tôi để tôi học ở đây."),
    Purpose.REGISTRY: N_("Khi tôi học xong, đưa kết quả vào sổ của xã và chuyển Công an xã để ghi nhận trên VNeID."),
    Purpose.STATISTICS: N_("Dùng kết quả của tôi, không kèm tên, để xã làm thống kê."),
    Purpose.CONTACT: N_("Xã được nhắn cho tôi về lớp học (qua người trong thôn, Zalo hoặc tin nhắn)."),
}


def hamlet_choices(hamlets: Iterable[Hamlet]) -> list[SelectChoice]:
    """Return the choices of a thôn; none is chosen beforehand, so nobody lands in the first one by accident."""
    nothing = SelectChoice(value="", label=N_("– chọn thôn –"))
    return [nothing, *(SelectChoice(value=hamlet.code, label=hamlet.name) for hamlet in hamlets)]


def _clean_name(form: BaseForm, field: StringField) -> None:
    problem = people_rules.name_problem(field.data or "")
    if problem:
        raise ValidationError(problem)


def _living_year(form: BaseForm, field: IntegerField) -> None:
    problem = people_rules.birth_year_problem(field.data or 0, clock.today())
    if problem:
        raise ValidationError(problem)


def _usable_login(form: BaseForm, field: StringField) -> None:
    problem = rules.login_problem(rules.clean_login(field.data or ""))
    if problem:
        raise ValidationError(problem)


class RegisterForm(BaseForm):
    """A resident registers: no number, no telephone, no e-mail; one unticked box for each purpose."""

    full_name = TextField(N_("Họ và tên"), [InputRequired(), Length(max=100), _clean_name])
    birth_year = IntegerField(N_("Năm sinh"), [InputRequired(), _living_year])
    hamlet = SelectField(N_("Thôn"), [InputRequired()])
    group = RadioField(
        N_("Bác thuộc nhóm nào?"),
        choices=[SelectChoice(value=group.value, label=label) for group, label in GROUPS.items()],
        default=Group.RESIDENTS.value,
    )
    login = TextField(N_("Tên đăng nhập, tự đặt"), [InputRequired(), Length(max=60), _usable_login])
    password = PasswordField(N_("Mật khẩu, tự đặt"), [InputRequired(), Length(max=rules.LONGEST)])
    consent_learning = BooleanField(CONSENTS[Purpose.LEARNING])
    consent_registry = BooleanField(CONSENTS[Purpose.REGISTRY])
    consent_statistics = BooleanField(CONSENTS[Purpose.STATISTICS])
    consent_contact = BooleanField(CONSENTS[Purpose.CONTACT])

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password that others would guess first."""
        own = [self.login.data or "", *(self.full_name.data or "").split(), str(self.birth_year.data or "")]
        problem = rules.password_problem(field.data or "", official=False, own_words=own)
        if problem:
            raise ValidationError(problem)

    def validate_consent_learning(self, field: BooleanField) -> None:
        """Nobody can have an account without having it stored."""
        if not field.data:
            raise ValidationError(N_("Cần đồng ý mục này thì hệ thống mới lưu được việc học của bác."))

    def purposes(self) -> list[Purpose]:
        """Return the purposes that were ticked."""
        return [purpose for purpose in Purpose if self[f"consent_{purpose.value}"].data]


class SignInForm(BaseForm):
    """Name and password, and whether others use this device too."""

    login = TextField(N_("Tên đăng nhập"), [InputRequired(), Length(max=60)])
    password = PasswordField(N_("Mật khẩu"), [InputRequired(), Length(max=rules.LONGEST)])
    is_shared = BooleanField(N_("Máy này nhiều người dùng chung"))


class CodeForm(BaseForm):
    """The one-time code of the second factor."""

    code = TextField(N_("Mã 6 chữ số đang hiện trong ứng dụng"), [InputRequired(), Length(max=12)])


class NewPasswordForm(BaseForm):
    """A password set by a link, chosen by the account's owner; officials need a longer one."""

    password = PasswordField(N_("Mật khẩu mới"), [InputRequired(), Length(max=rules.LONGEST)])

    def __init__(self, *, official: bool, own_words: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.official, self.own_words = official, own_words

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password too weak for its owner."""
        problem = rules.password_problem(field.data or "", official=self.official, own_words=self.own_words)
        if problem:
            raise ValidationError(problem)


class NewAccountForm(BaseForm):
    """An official's account: for a verified person of the commune, with a role that a leader will grant."""

    person = RadioField(N_("Tài khoản này của ai?"), [InputRequired()])
    login = TextField(N_("Tên đăng nhập"), [InputRequired(), Length(max=60), _usable_login])
    role = SelectField(
        N_("Vai trò"),
        [InputRequired()],
        choices=[SelectChoice(value=role.value, label=role.label) for role in Role if role is not Role.LEARNER],
    )

    def offer(self, persons: Iterable[Person]) -> None:
        """Offer these persons; birth year, thôn and the end of the number tell namesakes apart."""
        self.person.choices = [SelectChoice(value=str(one.public_id), label=_told_apart(one)) for one in persons]


def _told_apart(person: Person) -> str:
    parts = [person.full_name, str(person.birth_year), person.hamlet.name, person.masked_number]
    return " · ".join(part for part in parts if part)
