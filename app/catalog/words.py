"""The closed lists of the catalog: where a version came from, and what is said of each target group."""

from enum import StrEnum
from typing import NamedTuple

from app.core.text import N_


class Origin(StrEnum):
    """Whether a version was taken in from a folder of courses or published from the editor."""

    FILES = "files"
    EDITOR = "editor"


class GroupWords(NamedTuple):
    """The name of a group and a warm line that says whether the programme is for you."""

    name: str
    invitation: str


GROUPS = {
    "nguoi-dan": GroupWords(
        N_("Bà con nhân dân"),
        N_("Dùng điện thoại cho thạo, mở VNeID, giữ tiền khỏi kẻ lừa đảo. Học từ đầu, ai cũng theo được."),
    ),
    "nguoi-lao-dong": GroupWords(
        N_("Người lao động"),
        N_("Cho anh chị làm ở doanh nghiệp, hợp tác xã: giữ lương, tránh bẫy tuyển dụng, làm việc gọn hơn."),
    ),
    "hoc-sinh": GroupWords(
        N_("Học sinh"),
        N_("Lên mạng an toàn, dùng AI có chừng mực, rồi về chỉ lại cho ông bà, bố mẹ."),
    ),
    "can-bo": GroupWords(
        N_("Cán bộ, công chức, viên chức"),
        N_("Giữ dữ liệu của dân, ký số, dùng nền tảng số trong việc hằng ngày."),
    ),
    "nguoi-huong-dan": GroupWords(
        N_("Người hướng dẫn"),
        N_("Cho Đại sứ số, Tổ công nghệ số cộng đồng: cách kèm bà con mà không làm thay."),
    ),
}
