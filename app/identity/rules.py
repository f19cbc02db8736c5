"""The policy of sign-in on one page: roles, passwords, waiting times, how long a session lives."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from itertools import pairwise

from app.core.text import N_, fold
from app.identity.words import Role
from app.web.permissions import Permission as May

LEARNER = frozenset({May.LEARN})
PERMISSIONS: dict[Role, frozenset[May]] = {
    Role.LEARNER: LEARNER,
    Role.HELPER: LEARNER | {May.HELP_LEARNERS, May.ISSUE_CARDS},
    # A teacher proposes nobody: there are no classes yet that would say who their pupils are.
    Role.TEACHER: LEARNER | {May.HELP_LEARNERS, May.ISSUE_CARDS, May.GRANT_ATTEMPTS, May.WRITE_COURSES},
    Role.EDITOR: LEARNER | {May.WRITE_COURSES, May.PUBLISH_COURSES},
    Role.CULTURE: LEARNER
    | {May.SEE_PEOPLE, May.CONFIRM_IDENTITY, May.SEE_NUMBER, May.SEE_REGISTER, May.PROPOSE, May.HOLD}
    | {May.PROPOSE_REVOKE, May.SEE_PUSH, May.RESOLVE_PUSH, May.ISSUE_CARDS}
    | {May.GRANT_ATTEMPTS, May.VOID_ATTEMPTS},
    Role.POLICE: LEARNER
    | {May.SEE_PEOPLE, May.VERIFY_IDENTITY, May.CONFIRM_IDENTITY, May.SEE_NUMBER, May.SEE_REGISTER, May.HOLD}
    | {May.PROPOSE_REVOKE, May.SEE_PUSH},
    Role.LEADER: LEARNER
    | {May.SEE_PEOPLE, May.SEE_REGISTER, May.APPROVE, May.HOLD, May.RELEASE, May.SEE_PUSH, May.RESOLVE_PUSH}
    | {May.READ_AUDIT, May.SEE_ACCOUNTS, May.GRANT_ROLES},
    Role.INSPECTOR: frozenset({May.SEE_PEOPLE, May.SEE_NUMBER, May.SEE_REGISTER, May.SEE_PUSH, May.READ_AUDIT}),
    Role.DATA_OFFICER: frozenset({May.SEE_PEOPLE, May.SEE_NUMBER, May.READ_AUDIT}),
    Role.ADMIN: frozenset({May.SEE_ACCOUNTS, May.MANAGE_ACCOUNTS}),
}
# What one natural person must not do alone: propose (or verify) and approve, ask for roles and grant them.
INCOMPATIBLE = (
    frozenset({Role.CULTURE, Role.LEADER}),
    frozenset({Role.POLICE, Role.LEADER}),
    frozenset({Role.ADMIN, Role.LEADER}),
)

LEARNER_LENGTH, OFFICIAL_LENGTH, LONGEST = 8, 12, 128
# A local list stands in for a breach corpus: what people here would try first.
COMMON = (
    *("matkhau", "password", "12345678", "87654321", "qwertyui", "abcd1234", "iloveyou", "anhyeuem", "emyeuanh"),
    *("duonghuu", "hocvuso", "binhdanhocvu", "bacninh", "bacgiang", "vietnam", "vneid", "canbo", "congan"),
)

ABSOLUTE = timedelta(hours=8)
IDLE_LEARNER, IDLE_OFFICIAL = timedelta(minutes=30), timedelta(minutes=15)
# On a device of many hands: the page asks "are you there?" a minute before the session has rested too long.
IDLE_SHARED = timedelta(minutes=10)
FRESH_FACTOR = timedelta(minutes=5)
TOUCH_AFTER = timedelta(minutes=1)
FREE_TRIES, LONGEST_WAIT, FORGET_AFTER = 5, timedelta(minutes=15), timedelta(hours=24)
# A whole class sits behind one address: many tries there, few per name.
FREE_TRIES_OF_ADDRESS = 60
# A busy address is never quiet for a day and is not cleared by a success, so its count fades instead.
FADE_OF_ADDRESS = timedelta(minutes=10)
# Forty of a class, half of whom first choose a name that is taken, register in one lesson; with the count halved every
# half hour about sixty tries an hour go on. Whoever asks which names are taken spends the same count.
FREE_REGISTRATIONS, FADE_OF_REGISTRATIONS = 60, timedelta(minutes=30)
# A card in a stranger's hand: waits grow from the fifth wrong PIN on, and after these many in a row it is forgotten.
PIN_TRIES = 20
PRINTABLE = timedelta(hours=24)
# How long the owner of a card is told on their page what others did with it.
TOLD_FOR = timedelta(days=30)
CODE_LIVES, CODE_TRIES, REQUEST_LIVES = timedelta(minutes=10), 5, timedelta(minutes=15)
PIN, CODE = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{8}")
LOGIN = re.compile(r"(?=.*[a-z])[a-z0-9][a-z0-9._-]{2,39}")


def permissions_of(roles: Iterable[Role]) -> frozenset[May]:
    """Return everything that holders of these roles may do."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def needs_second_factor(roles: Iterable[Role]) -> bool:
    """Tell whether one of the roles stands above a learner (requirement S14)."""
    return any(role is not Role.LEARNER for role in roles)


def clashing(roles: Iterable[Role]) -> frozenset[Role]:
    """Return two of these roles that one natural person must not hold together, or nothing."""
    held = set(roles)
    return next((pair for pair in INCOMPATIBLE if pair <= held), frozenset())


def idle_limit(roles: Iterable[Role], *, is_shared: bool = False) -> timedelta:
    """Return how long a session may rest (requirement S03)."""
    if is_shared:
        return IDLE_SHARED
    return IDLE_OFFICIAL if needs_second_factor(roles) else IDLE_LEARNER


def clean_login(typed: str) -> str:
    """Return the sign-in name as it is stored: no accents, no spaces, lower case."""
    return re.sub(r"\s+", "", fold(typed))


def login_problem(login: str) -> str | None:
    """Return why this cleaned name cannot be a sign-in name, or None.

    A name of digits alone is refused: people would type their personal number or telephone (requirement S09).
    """
    if LOGIN.fullmatch(login):
        return None
    return N_("Tên đăng nhập gồm 3 đến 40 chữ hoặc số, có ít nhất một chữ cái. Ví dụ: hoa1962.")


def password_problem(password: str, *, official: bool, own_words: Iterable[str] = ()) -> str | None:
    """Return why this password is too weak, or None (requirement S11: length and lists, no composition rules)."""
    if official and len(password) < OFFICIAL_LENGTH:
        return N_("Mật khẩu của cán bộ cần ít nhất 12 ký tự.")
    if len(password) < LEARNER_LENGTH:
        return N_("Mật khẩu cần ít nhất 8 ký tự.")
    if len(password) > LONGEST:
        return N_("Mật khẩu dài quá, tối đa 128 ký tự.")
    plain = re.sub(r"[^a-z0-9]", "", fold(password))
    own = [re.sub(r"[^a-z0-9]", "", fold(word)) for word in own_words]
    if len(set(plain)) < 4 or any(_is_mostly(plain, word) for word in (*COMMON, *own)):
        return N_("Mật khẩu này dễ đoán. Mời bác ghép vài từ không liên quan, ví dụ ba thứ trong bếp và một con số.")
    return None


def _is_mostly(plain: str, word: str) -> bool:
    """Tell whether the password is the word with hardly anything added."""
    return len(word) >= 4 and word in plain and len(plain) - len(word) <= 4


def pin_problem(pin: str, *, birth_year: int) -> str | None:
    """Return why this cannot be a learner's PIN, or None: four digits, none of those everybody tries first."""
    if not PIN.fullmatch(pin):
        return N_("Mã PIN gồm đúng 4 chữ số.")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}) or pin == str(birth_year):
        return N_("Số này dễ đoán. Mời bác chọn số khác, đừng dùng năm sinh hay các số liền nhau.")
    return None


def digits(typed: str) -> str:
    """Return what was typed without the blanks, dots and dashes people put between digits."""
    return re.sub(r"[\s.-]", "", typed)


def wait_after(failures: int, *, free: int = FREE_TRIES) -> timedelta:
    """Return how long to wait after this many failures in a row: nothing at first, then doubling to a ceiling."""
    if failures < free:
        return timedelta(0)
    return min(timedelta(seconds=15 * 2 ** min(failures - free, 10)), LONGEST_WAIT)


def faded(failures: int, elapsed: timedelta, fade: timedelta) -> tuple[int, timedelta]:
    """Halve a count once for every `fade` gone by; return it with the time that is thereby used up."""
    steps = max(int(elapsed / fade), 0)
    return failures >> min(steps, 64), steps * fade


def network_of(address: str) -> str:
    """Return under which name tries from an address are counted: an IPv4 as it is, an IPv6 by its /64.

    A household or a school has a whole /64, so counting single IPv6 addresses would count nobody.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or IPv6Network((int(ip) >> 64 << 64, 64)))


def is_fresh(factor_at: datetime | None, now: datetime) -> bool:
    """Tell whether the second factor was shown within the last five minutes (requirement S05)."""
    return factor_at is not None and timedelta(0) <= now - factor_at <= FRESH_FACTOR
