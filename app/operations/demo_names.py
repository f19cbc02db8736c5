"""Made-up names, years and numbers for the demo commune: plausible, and surely nobody's (number prefix 999)."""

from dataclasses import dataclass
from datetime import date
from random import Random

from app.people.models import Group
from app.people.rules import FEMALE, MALE

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vi", "Vũ", "Đặng", "Bùi", "Đỗ", "Hà", "Lý", "Chu", "La", "Nông")
WEIGHTS = (34, 12, 10, 7, 7, 6, 5, 4, 4, 3, 3, 2, 2, 1, 1)
MIDDLE = {MALE: ("Văn", "Đức", "Quang", "Xuân", "Hữu", "Minh"), FEMALE: ("Thị", "Thị", "Thị", "Thu", "Ngọc", "Thanh")}
GIVEN = {
    MALE: ("An", "Bình", "Chiến", "Dũng", "Đạt", "Đông", "Giang", "Hải", "Hiếu", "Hòa", "Hùng", "Khánh", "Lâm", "Long",
           "Mạnh", "Nam", "Phúc", "Quân", "Sơn", "Thắng", "Tiến", "Toàn", "Trung", "Tuấn", "Việt", "Vinh"),
    FEMALE: ("Ánh", "Bích", "Chi", "Cúc", "Diệp", "Đào", "Hà", "Hằng", "Hạnh", "Hiền", "Hoa", "Hồng", "Huệ", "Hương",
             "Lan", "Liên", "Loan", "Mai", "Nga", "Nhung", "Oanh", "Phượng", "Quyên", "Thảo", "Thúy", "Yến"),
}  # fmt: skip
# The commune's real list of thôn is not known to us: these names are invented and say so.
HAMLETS = ("Mẫu Đồng", "Mẫu Suối", "Mẫu Đồi", "Mẫu Chợ", "Mẫu Trên", "Mẫu Dưới", "Mẫu Cầu", "Mẫu Đình", "Mẫu Rừng")
YEAR = 2026
AGES = ((6, 14, 10), (15, 17, 6), (18, 34, 28), (35, 59, 36), (60, 88, 20))


@dataclass(frozen=True)
class Invented:
    """One invented person."""

    full_name: str
    sex: str
    birth_date: date
    group: Group
    number: str


def invent(random: Random, serial: int, group: Group | None = None) -> Invented:
    """Invent the `serial`-th person; the same random state gives the same person."""
    sex = random.choice((MALE, FEMALE))
    low, high, _ = random.choices(AGES, weights=[weight for *_, weight in AGES])[0]
    if group is Group.PUPILS:
        low, high = 17, 17
    elif group is not None:
        low, high = max(low, 22), max(high, 59)
    birth = date(YEAR - random.randint(low, high), random.randint(1, 12), random.randint(1, 28))
    family = random.choices(FAMILIES, weights=WEIGHTS)[0]
    name = f"{family} {random.choice(MIDDLE[sex])} {random.choice(GIVEN[sex])}"
    chosen = group or _group(random, YEAR - birth.year)
    return Invented(name, sex, birth, chosen, _number(sex, birth.year, serial))


def _group(random: Random, age: int) -> Group:
    if age < 18:
        return Group.PUPILS
    if age > 60:
        return Group.RESIDENTS
    return random.choices((Group.RESIDENTS, Group.WORKERS, Group.OFFICIALS), weights=(78, 18, 4))[0]


def _number(sex: str, year: int, serial: int) -> str:
    century = 2 * (year // 100 - 19) + (1 if sex == FEMALE else 0)
    return f"999{century}{year % 100:02d}{serial:06d}"
