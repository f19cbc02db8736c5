"""The accounts of the demo commune: names relied on from outside, one password, one second-factor secret."""

from dataclasses import dataclass

from app.identity.words import Role
from app.people.models import Group

PASSWORD = "hocvu-demo-2026"
FACTOR_SECRET = "JBSWY3DPEHPK3PXP"
# The library refuses secrets this short. HMAC fills a short key up with zero bytes, so zeros (A in base 32) behind it
# change no code: an authenticator with the printed secret shows the right ones.
SAME_CODES = FACTOR_SECRET.ljust(32, "A")


@dataclass(frozen=True)
class DemoAccount:
    """One demo account and the person behind it."""

    login: str
    roles: tuple[Role, ...]
    group: Group
    is_verified: bool = True


def _pair(stem: str, group: Group, *roles: Role) -> list[DemoAccount]:
    return [DemoAccount(f"{stem}{n}", (Role.LEARNER, *roles), group) for n in (1, 2)]


ACCOUNTS = (
    *_pair("hocvien", Group.RESIDENTS),
    DemoAccount("hocvien3", (Role.LEARNER,), Group.RESIDENTS, is_verified=False),
    *_pair("canbo-hv", Group.OFFICIALS),
    *_pair("hocsinh", Group.PUPILS),
    *_pair("laodong", Group.WORKERS),
    *_pair("daisu", Group.RESIDENTS, Role.HELPER),
    *_pair("giaovien", Group.OFFICIALS, Role.TEACHER),
    *_pair("bientap", Group.OFFICIALS, Role.EDITOR),
    *_pair("vanhoa", Group.OFFICIALS, Role.CULTURE),
    *_pair("congan", Group.OFFICIALS, Role.POLICE),
    *_pair("lanhdao", Group.OFFICIALS, Role.LEADER),
    *_pair("kiemtra", Group.OFFICIALS, Role.INSPECTOR),
    *_pair("dulieu", Group.OFFICIALS, Role.DATA_OFFICER),
    *_pair("quantri", Group.OFFICIALS, Role.ADMIN),
)


def table(address: str) -> str:
    """Return what `make run` prints: where to look and whom to sign in as."""
    lines = [
        "",
        f"  Học Vụ Số (xã mẫu, dữ liệu bịa) đang chạy ở: {address}",
        f"  Mật khẩu chung: {PASSWORD}",
        f"  Khoá mã một lần (cho tài khoản có lớp bảo vệ thứ hai): {FACTOR_SECRET}",
        "",
        "  Tài khoản      Vai trò",
    ]
    for account in ACCOUNTS:
        labels = ", ".join(role.label for role in account.roles if role is not Role.LEARNER or len(account.roles) == 1)
        unverified = "" if account.is_verified else " (chưa xác minh)"
        lines.append(f"  {account.login:<14} {labels}{unverified}")
    return "\n".join([*lines, ""])
