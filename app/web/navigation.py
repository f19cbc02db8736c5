"""What the header offers to whom, and where a link may lead back to."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from app.core.text import N_
from app.web.access import Permission
from app.web.language import words

# Endpoints are names, not imports: what is low may point to what is high.
MAIN = (
    ("catalog.home", N_("Bài học"), None),
    ("registry.my_page", N_("Trang của tôi"), Permission.LEARN),
    ("quiz.help_page", N_("Kèm cặp"), Permission.HELP_LEARNERS),
    ("community.classes", N_("Lớp học"), Permission.HELP_LEARNERS),
    ("authoring.board", N_("Soạn bài"), Permission.WRITE_COURSES),
)
OFFICE = (
    ("reports.overview", N_("Tổng quan"), Permission.SEE_REGISTER),
    ("registry.eligible", N_("Đề nghị"), Permission.PROPOSE),
    ("registry.approvals", N_("Duyệt"), Permission.SEE_REGISTER),
    ("registry.records", N_("Sổ đăng ký"), Permission.SEE_REGISTER),
    ("registry.push_board", N_("VNeID"), Permission.SEE_PUSH),
    ("registry.people", N_("Người dân"), Permission.SEE_PEOPLE),
    ("identity.accounts", N_("Tài khoản"), Permission.SEE_ACCOUNTS),
)


@dataclass(frozen=True)
class NavLink:
    """One entry of a navigation."""

    text: str
    href: str
    current: bool = False
    count: int | None = None


def init_app(app: Flask) -> None:
    """Give the templates their navigations."""
    app.jinja_env.globals.update(main_nav=main_nav, office_nav=office_nav)


def first_page() -> str:
    """Return where somebody begins after signing in: their office, their own page, or the lessons."""
    office = office_nav()
    if office:
        return office[0].href
    return url_for("registry.my_page") if current_user.may(Permission.LEARN) else url_for("catalog.home")


def main_nav() -> list[NavLink]:
    """Return the entries of the header for who is asking; "Cán bộ" leads to the first page they may open there."""
    office = office_nav()
    links = _links(MAIN)
    if office:
        links.append(NavLink(words("Cán bộ"), office[0].href, current=any(link.current for link in office)))
    return links


def office_nav() -> list[NavLink]:
    """Return the entries of the officials' navigation for who is asking."""
    return _links(OFFICE)


def own_path(wanted: str | None, default: str = "/") -> str:
    """Return a path of this site to go on to, never an address elsewhere (requirement S28)."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return default
    if "\\" in wanted or any(ord(char) < 32 for char in wanted):
        return default
    return wanted


def _links(entries: tuple[tuple[str, str, Permission | None], ...]) -> list[NavLink]:
    known = current_app.view_functions
    return [
        NavLink(words(text), url_for(endpoint), current=request.endpoint == endpoint)
        for endpoint, text, permission in entries
        if endpoint in known and (permission is None or current_user.may(permission))
    ]
