"""The words of a page in the language its reader chose; a language is a folder under `app/translations`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from babel import Locale
from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import force_locale, get_locale, get_translations
from flask_login import current_user
from werkzeug.wrappers import Response

from app.web.extensions import babel

P = ParamSpec("P")
R = TypeVar("R")
VIETNAMESE = Locale("vi")
LASTS_SECONDS = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Look up which languages there are and give the templates `_`; views say theirs through Flask-Babel itself."""
    app.extensions["languages"] = find(app)
    app.config["LANGUAGE_COOKIE"] = "tieng" if app.extensions["settings"].demo else "__Host-tieng"
    app.jinja_env.globals.update(_=words, language_names=language_names, spoken=spoken, lang_of_course=lang_of_course)


def find(app: Flask) -> dict[str, Locale]:
    """Return the languages whose folders hold a compiled catalogue, Vietnamese first."""
    folders = [Path(folder) for folder in app.extensions["babel"].translation_directories]
    files = [file for folder in folders for file in sorted(folder.glob("*/LC_MESSAGES/messages.mo"))]
    with app.app_context():
        return {"vi": VIETNAMESE} | {_tag(found := _load(file)): found for file in files}


def languages() -> dict[str, Locale]:
    """Return the languages one can choose from by their names in addresses and cookies, Vietnamese first."""
    found: dict[str, Locale] = current_app.extensions["languages"]
    return found


def language_names() -> dict[str, str]:
    """Return what the languages call themselves, by their names in addresses and cookies."""
    names = {chosen: locale.get_display_name() or chosen for chosen, locale in languages().items()}
    return {chosen: name[0].upper() + name[1:] for chosen, name in names.items()}


def spoken_here() -> Locale:
    """Return the language of the request: the account's, else the one this browser chose, else Vietnamese.

    What the telephone is set to (Accept-Language) says nothing: it is often set by the shop. An object is returned,
    because reading its name anew costs a look at the disk.
    """
    if not has_request_context():
        return VIETNAMESE
    chosen = current_user.language or request.cookies.get(current_app.config["LANGUAGE_COOKIE"], "")
    return languages().get(chosen, VIETNAMESE)


def spoken() -> str:
    """Return the tag of the language a page is written in, for its `lang`."""
    return _tag(get_locale() or VIETNAMESE)


def lang_of_course() -> str:
    """Return the attribute that course content wears inside a page in another language: all courses are Vietnamese."""
    return "" if get_locale() == VIETNAMESE else " lang=vi"


def words(message: str, **details: Any) -> str:
    """Return the message in the language of the request, its `%(name)s` placeholders filled.

    The same as Flask-Babel's `gettext`, which asks for the language again at each of the forty words of a page.
    """
    spoken_now = g.get("_spoken")
    if spoken_now is None:
        spoken_now = g._spoken = get_translations()
    text: str = spoken_now.ugettext(message)
    return text % details if details else text


def remember(response: Response, chosen: str) -> None:
    """Keep the choice in the browser for a year. Vietnamese is what is there without a choice, so it leaves nothing."""
    name, secure = current_app.config["LANGUAGE_COOKIE"], current_app.config["SESSION_COOKIE_SECURE"]
    if chosen == "vi":
        response.delete_cookie(name, secure=secure, httponly=True, samesite="Lax")
    else:
        response.set_cookie(name, chosen, LASTS_SECONDS, secure=secure, httponly=True, samesite="Lax")


def forget(response: Response) -> None:
    """Go back to Vietnamese in this browser, for the next person at a device of many."""
    if current_app.config["LANGUAGE_COOKIE"] in request.cookies:
        remember(response, "vi")


@contextmanager
def in_vietnamese() -> Iterator[None]:
    """Say everything inside in Vietnamese."""
    before = g.pop("_spoken", None)
    with force_locale(VIETNAMESE):
        yield
    g._spoken = before


def on_paper(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that makes a sheet of paper: it is read by somebody else than who prints it, so it is Vietnamese."""

    @wraps(view)
    def in_their_words(*args: P.args, **kwargs: P.kwargs) -> R:
        with in_vietnamese():
            return view(*args, **kwargs)

    return in_their_words


def _tag(locale: Locale) -> str:
    return str(locale).replace("_", "-")


def _load(file: Path) -> Locale:
    """Read a catalogue once and for all; without its head, which gettext would give out for an empty sentence."""
    locale = Locale.parse(file.parents[1].name)
    translations = Translations.load(str(file.parents[2]), [locale])
    translations._catalog.pop("", None)
    babel.domain_instance.cache[str(locale), "messages"] = translations
    return locale
