"""The closed lists of roles and of ways to sign in; the values are what stands in the database."""

from enum import StrEnum

from app.core.text import N_


class Role(StrEnum):
    """The roles of the commune (`registry-and-push`, section 1); what each may do is in `rules.PERMISSIONS`."""

    LEARNER = "hoc-vien"
    HELPER = "dai-su"
    TEACHER = "giao-vien"
    EDITOR = "bien-tap"
    CULTURE = "van-hoa"
    POLICE = "cong-an"
    LEADER = "lanh-dao"
    INSPECTOR = "kiem-tra"
    DATA_OFFICER = "du-lieu"
    ADMIN = "quan-tri"

    @property
    def label(self) -> str:
        """Return the Vietnamese name of the role."""
        return LABELS[self]


LABELS = {
    Role.LEARNER: N_("Học viên"),
    Role.HELPER: N_("Đại sứ số"),
    Role.TEACHER: N_("Giáo viên, hướng dẫn lớp"),
    Role.EDITOR: N_("Biên tập nội dung"),
    Role.CULTURE: N_("Chuyên viên Văn hóa – Xã hội"),
    Role.POLICE: N_("Công an xã"),
    Role.LEADER: N_("Lãnh đạo UBND xã"),
    Role.INSPECTOR: N_("Thanh tra, kiểm tra"),
    Role.DATA_OFFICER: N_("Phụ trách dữ liệu cá nhân"),
    Role.ADMIN: N_("Quản trị kỹ thuật"),
}


class Assurance(StrEnum):
    """How a learner showed who they are, weakest first (requirement S13); every attempt keeps the weakest it met."""

    PAPER = "paper"
    CARD = "card"
    CLASS = "class"
    CODE = "code"
    PASSWORD = "password"  # noqa: S105  # The name of a way to sign in.
    VNEID = "vneid"

    @property
    def label(self) -> str:
        """Return the way in plain Vietnamese words."""
        return ASSURANCES[self]


ASSURANCES = {
    Assurance.PAPER: N_("bài làm trên giấy"),
    Assurance.CARD: N_("thẻ học và mã PIN"),
    Assurance.CLASS: N_("thẻ học tại lớp"),
    Assurance.CODE: N_("mã do người hướng dẫn đọc"),
    Assurance.PASSWORD: N_("tên đăng nhập và mật khẩu"),
    Assurance.VNEID: N_("tài khoản VNeID"),
}
# These open a learner's session and nothing above it, on a device that others use too.
HANDED = frozenset({Assurance.CARD, Assurance.CLASS, Assurance.CODE})
_ORDER = tuple(Assurance)


def weakest(one: Assurance, other: Assurance) -> Assurance:
    """Return the weaker of two ways to show who one is."""
    return min(one, other, key=_ORDER.index)
