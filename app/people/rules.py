"""What counts as a personal number, a name, a birth year: pure checks with plain Vietnamese messages."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app.core.text import N_, normal

# The 63 old codes (annex of TT 07/2016/TT-BCA, as listed in the domain notes, section 3.1). A number may carry another
# prefix since 1 July 2025 (not confirmed), so this warns and never refuses.
PREFIXES = frozenset(
    [
        "001",
        "002",
        "004",
        "006",
        "008",
        "010",
        "011",
        "012",
        "014",
        "015",
        "017",
        "019",
        "020",
        "022",
        "024",
        "025",
        "026",
        "027",
        "030",
        "031",
        "033",
        "034",
        "035",
        "036",
        "037",
        "038",
        "040",
        "042",
        "044",
        "045",
        "046",
        "048",
        "049",
        "051",
        "052",
        "054",
        "056",
        "058",
        "060",
        "062",
        "064",
        "066",
        "067",
        "068",
        "070",
        "072",
        "074",
        "075",
        "077",
        "079",
        "080",
        "082",
        "083",
        "084",
        "086",
        "087",
        "089",
        "091",
        "092",
        "093",
        "094",
        "095",
        "096",
    ]
)
NUMBER = re.compile(r"[0-9]{12}")
NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’.-])*")
MALE, FEMALE = "nam", "nữ"
AGE_OF_OWN_ACCOUNT = 16
OLDEST = 120


@dataclass(frozen=True)
class NumberCheck:
    """The verdict on a typed personal number: `error` refuses it, `warnings` are shown to the official."""

    number: str
    error: str | None = None
    warnings: tuple[str, ...] = ()


def check_number(typed: str, *, sex: str | None = None, birth_year: int | None = None) -> NumberCheck:
    """Check a personal number: exactly 12 ASCII digits; a leading zero belongs to it and is never added or dropped.

    Sources: Luật Căn cước 2023 Art. 12 (12 digits); NĐ 137/2015 Art. 13 and TT 07/2016 (what the parts once meant;
    therefore only warnings).
    """
    if NUMBER.fullmatch(typed):
        return NumberCheck(typed, warnings=tuple(_warnings(typed, sex, birth_year)))
    return NumberCheck(typed, error=_number_error(typed))


def _number_error(typed: str) -> str:
    if not typed.strip():
        return N_("Mời nhập số định danh 12 chữ số.")
    if re.fullmatch(r"[0-9]{11}", typed):
        return N_("Mới có 11 chữ số. Nếu chép từ Excel, số 0 ở đầu hay bị mất: mời nhìn lại trên thẻ.")
    if re.search(r"[eE]\+", typed):
        return N_("Số bị Excel đổi dạng (2.4E+10). Mời nhập lại đủ 12 chữ số trên thẻ.")
    if re.search(r"\d", typed) and not typed.isascii():
        return N_("Có chữ số không phải loại thường. Mời gõ lại bằng các phím 0–9.")
    if re.search(r"\s", typed):
        return N_("Số định danh viết liền, không có dấu cách hay xuống dòng.")
    return N_("Số định danh gồm đúng 12 chữ số, không có chữ cái hay dấu.")


def _warnings(number: str, sex: str | None, birth_year: int | None) -> list[str]:
    found = []
    if number[:3] not in PREFIXES:
        found.append(N_("Ba số đầu không nằm trong danh sách mã tỉnh cũ."))
    digit = int(number[3])
    if sex in (MALE, FEMALE) and (digit % 2 == 1) != (sex == FEMALE):
        found.append(N_("Chữ số thứ tư không khớp giới tính đã ghi."))
    if birth_year is not None and 1900 + 100 * (digit // 2) + int(number[4:6]) != birth_year:
        found.append(N_("Năm sinh trong số không khớp năm sinh đã ghi."))
    return found


def name_problem(name: str) -> str | None:
    """Return why this is not a person's name, or None."""
    name = normal(name)
    if not 2 <= len(name) <= 100:
        return N_("Mời ghi đầy đủ họ và tên, từ 2 đến 100 chữ.")
    if not NAME.fullmatch(unicodedata.normalize("NFC", name)):
        return N_("Họ tên chỉ gồm chữ cái và dấu cách.")
    return None


def birth_year_problem(year: int, today: date) -> str | None:
    """Return why this is not the birth year of somebody alive, or None."""
    if today.year - OLDEST <= year <= today.year:
        return None
    return N_("Năm sinh chưa đúng. Ví dụ: 1962.")


def may_register_alone(birth_year: int, today: date) -> bool:
    """Tell whether somebody born in this year is surely 16 or older; under 16 a guardian or teacher registers.

    Source: Law on Children (child = under 16) with law 91/2025/QH15, as read in the domain notes, section 4.1.
    """
    return today.year - birth_year > AGE_OF_OWN_ACCOUNT
