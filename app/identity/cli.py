"""Commands for accounts: the first ones of an installation, and a lost second factor."""

from datetime import date

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import lock, transaction
from app.core.errors import Refusal
from app.core.text import N_
from app.identity import factors, links, rules, service
from app.identity.models import Account
from app.identity.words import Role
from app.people import rules as people_rules
from app.people import service as people

identity_cli = AppGroup("identity", help="Tài khoản cán bộ.")
_ALREADY = N_("Đã có tài khoản giữ vai trò %(role)s. Tài khoản tiếp theo tạo ở trang Tài khoản, do lãnh đạo cấp.")
_NEED_TWO = N_("Cần --witness của đúng hai cán bộ khác nhau, không phải chủ tài khoản.")
# One of each: without a first Culture and a first Police official nobody could verify anybody, so nobody could be
# given a role. Everybody after them is a verified person, asked for and granted on the accounts page.
FIRST_ROLES = [role.value for role in (Role.ADMIN, Role.LEADER, Role.CULTURE, Role.POLICE)]


class AlreadyThere(Refusal):
    """The command line makes the first holder of a first role, and nobody after them."""


@identity_cli.command("create-admin")
@click.option("--name", required=True, help="Họ và tên.")
@click.option("--birth-year", required=True, type=int, help="Năm sinh.")
@click.option("--hamlet", required=True, help="Mã thôn; thôn chưa có thì được tạo cùng tên.")
@click.option("--login", required=True, help="Tên đăng nhập.")
@click.option("--role", type=click.Choice(FIRST_ROLES), default=Role.ADMIN.value, help="Vai trò đầu tiên.")
def create_admin(name: str, birth_year: int, hamlet: str, login: str, role: str) -> None:
    """Tạo tài khoản đầu tiên và in đường liên kết đặt mật khẩu, dùng một lần trong 24 giờ."""
    problem = (
        people_rules.name_problem(name)
        or people_rules.birth_year_problem(birth_year, clock.today())
        or rules.login_problem(rules.clean_login(login))
    )
    if problem:
        raise click.ClickException(problem)
    try:
        with transaction():
            lock(service.ROLES)
            if service.is_role_granted(Role(role)):
                raise AlreadyThere(_ALREADY, role=Role(role).label)
            home = people.find_hamlet(hamlet) or people.add_hamlet(hamlet, hamlet, starts_on=date(2025, 7, 1))
            person = people.add_person(people.NewPerson(name, birth_year, home))
            account = service.create_account(person, login=login, roles=[Role(role)], actor=SYSTEM)
            token = links.make_link(account)
    except Refusal as refusal:
        raise click.ClickException(refusal.text()) from None
    base = str(current_app.extensions["settings"].base_url).rstrip("/")
    click.echo(f"Đã tạo tài khoản {account.login}. Mở đường liên kết này để đặt mật khẩu:\n{base}/dat-mat-khau/{token}")


@identity_cli.command("reset-second-factor")
@click.argument("login")
@click.option("--witness", multiple=True, help="Tên đăng nhập của hai cán bộ đã gặp mặt người mất mã.")
@click.option("--code", multiple=True, help="Mã đang hiện của từng người, cùng thứ tự; không ghi thì sẽ hỏi.")
def reset_second_factor(login: str, witness: tuple[str, ...], code: tuple[str, ...]) -> None:
    """Xoá lớp bảo vệ thứ hai của một tài khoản khi hai cán bộ đã gặp mặt chủ tài khoản đều nhập mã của mình."""
    account = service.find_by_login(login)
    if account is None:
        raise click.ClickException(N_("Không có tài khoản này."))
    witnesses = _witnesses(witness, account)
    codes = code or tuple(click.prompt(f"Mã 6 chữ số của {one.login}", hide_input=True) for one in witnesses)
    if len(codes) != len(witnesses):
        raise click.ClickException(N_("Cần một --code cho mỗi --witness, cùng thứ tự."))
    with transaction():  # Wrong codes are counted, so this commits either way.
        right = [factors.accept(one, typed) for one, typed in zip(witnesses, codes, strict=True)]
        if all(right):
            factors.reset(account, actor=SYSTEM, witnesses=sorted(one.login for one in witnesses))
    if not all(right):
        raise click.ClickException(N_("Mã của người chứng kiến chưa đúng hoặc đã dùng rồi. Chưa đặt lại gì."))
    click.echo(f"Đã đặt lại lớp bảo vệ thứ hai của {rules.clean_login(login)}.")


def _witnesses(logins: tuple[str, ...], owner: Account) -> list[Account]:
    """Return the accounts of exactly two officials, two natural persons, neither of them the owner."""
    found = [one for one in map(service.find_by_login, logins) if one is not None and not one.is_locked]
    officials = [one for one in found if rules.needs_second_factor(service.granted_roles(one))]
    if len(logins) != 2 or len({one.person_id for one in officials} - {owner.person_id}) != 2:
        raise click.ClickException(_NEED_TWO)
    return officials
