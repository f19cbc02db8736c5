"""The closed list of roles; the value is what stands in the database."""

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
