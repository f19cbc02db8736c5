"""Commands for accounts: the first ones of an installation, and a lost second factor."""

from datetime import date

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.actor import SYSTEM
from app.core.db import transaction
from app.core.errors import Refusal
from app.core.text import N_
from app.identity import factors, links, rules, service
from app.identity.words import Role
from app.people import rules as people_rules
from app.people import service as people

identity_cli = AppGroup("identity", help="Tài khoản cán bộ.")
FIRST_ROLES = [Role.ADMIN.value, Role.LEADER.value]


@identity_cli.command("create-admin")
@click.option("--name", required=True, help="Họ và tên.")
@click.option("--birth-year", required=True, type=int, help="Năm sinh.")
@click.option("--hamlet", required=True, help="Mã thôn; thôn chưa có thì được tạo cùng tên.")
@click.option("--login", required=True, help="Tên đăng nhập.")
@click.option("--role", type=click.Choice(FIRST_ROLES), default=Role.ADMIN.value, help="Vai trò đầu tiên.")
def create_admin(name: str, birth_year: int, hamlet: str, login: str, role: str) -> None:
    """Tạo tài khoản đầu tiên và in đường liên kết đặt mật khẩu, dùng một lần trong 24 giờ."""
    problem = people_rules.name_problem(name) or rules.login_problem(rules.clean_login(login))
    if problem:
        raise click.ClickException(problem)
    try:
        with transaction():
            home = people.find_hamlet(hamlet) or people.add_hamlet(hamlet, hamlet, starts_on=date(2025, 7, 1))
            person = people.add_person(people.NewPerson(name, birth_year, home))
            account = service.create_account(person, login=login, password=None, roles=[Role(role)], actor=SYSTEM)
            token = links.make_link(account)
    except Refusal as refusal:
        raise click.ClickException(refusal.text()) from None
    base = str(current_app.extensions["settings"].base_url).rstrip("/")
    click.echo(f"Đã tạo tài khoản {account.login}. Mở đường liên kết này để đặt mật khẩu:\n{base}/dat-mat-khau/{token}")


@identity_cli.command("reset-second-factor")
@click.argument("login")
@click.option("--witness", multiple=True, help="Tên đăng nhập của hai cán bộ đã gặp mặt người mất mã.")
def reset_second_factor(login: str, witness: tuple[str, ...]) -> None:
    """Xoá lớp bảo vệ thứ hai của một tài khoản sau khi hai cán bộ khác đã gặp mặt chủ tài khoản."""
    account = service.find_by_login(login)
    witnesses = [service.find_by_login(name) for name in witness]
    if account is None:
        raise click.ClickException(N_("Không có tài khoản này."))
    officials = {w.person_id for w in witnesses if w and rules.needs_second_factor(service.granted_roles(w))}
    if len(officials - {account.person_id}) < 2:
        raise click.ClickException(N_("Cần --witness của hai cán bộ khác nhau, không phải chủ tài khoản."))
    with transaction():
        factors.reset(account, actor=SYSTEM, witnesses=sorted(rules.clean_login(name) for name in witness))
    click.echo(f"Đã đặt lại lớp bảo vệ thứ hai của {rules.clean_login(login)}.")
