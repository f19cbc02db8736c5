"""The main job over plain HTTP, step by step; every act that was answered is remembered, to be looked for later."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import requests
from sqlalchemy import select

from app.content.library import Library, load_library
from app.core.db import db
from app.identity.models import Account
from app.people.models import Person
from tests.e2e import ticked
from tests.e2e.client import Client, Form, forms_of, words_of
from tests.e2e.house import House, inside

PLACE = "Nhà văn hoá thôn"
NAME, YEAR, NUMBER = "Trần Thị Mộng Mơ", 1962, "999162000777"
LOGIN, PASSWORD = "momo62", "nồi cơm gà trống"


@dataclass
class Acknowledged:
    """What the product said "done" to."""

    read: list[tuple[str, str]] = field(default_factory=list)
    answers: list[tuple[str, str, set[str]]] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    practices: list[tuple[str, str, str]] = field(default_factory=list)
    proposed: list[tuple[str, str]] = field(default_factory=list)
    approved: list[str] = field(default_factory=list)


@contextmanager
def database_of(house: House) -> Iterator[None]:
    """Read the database of a house."""
    with inside(house.environ):
        yield


def person_of(login: str) -> Person:
    """Return the person an account belongs to."""
    return db.session.scalars(select(Account).where(Account.login == login)).one().person


def public_id(house: House, login: str) -> str:
    """Return the id under which officials find the owner of an account."""
    with database_of(house):
        return str(person_of(login).public_id)


@cache
def courses() -> Library:
    """Return the courses as their authors wrote them, read once."""
    return load_library(ticked.folder(), today=date(2026, 11, 22))


@cache
def right_texts() -> dict[str, set[str]]:
    """Return the texts of the right options of every question of the library, by its id."""
    questions = [question for module in courses().modules.values() for question in module.questions]
    return {q.id: {option.text for option in q.options if option.correct} or {q.answer} for q in questions}


def done(answer: requests.Response) -> requests.Response:
    """Assert that an act was answered with a page, not with a refusal."""
    assert answer.status_code == 200, f"{answer.status_code} at {answer.url}: {words_of(answer.text)}"
    return answer


def form_to(client: Client, path: str, ending: str) -> Form:
    """Return the form of a page that goes to an address with this in it."""
    page = client.page(path).text
    form = next((form for form in forms_of(page) if ending in form.action), None)
    assert form, words_of(page)
    return form


def register(house: House) -> None:
    """A resident of the list registers herself."""
    home = house.add_listed(full_name=NAME, birth_year=YEAR, number=NUMBER)
    client = Client(house.base)
    form = next(form for form in client.forms("/dang-ky") if "full_name" in form.fields)
    typed = {"full_name": NAME, "birth_year": YEAR, "hamlet": home, "group": "nguoi-dan"}
    consents = {"consent_learning": "y", "consent_registry": "y"}
    done(client.send(form, "/dang-ky", login=LOGIN, password=PASSWORD, **typed, **consents))


def look_at_card(house: House, police: Client, second: Client) -> None:
    """Two officials read her card one after the other; the second look links her to the resident of the list."""
    path = f"/can-bo/nguoi-dan/{public_id(house, LOGIN)}"
    first = form_to(police, path, "/xem-the")
    listed = [value for name, value, text in first.choices if name == "listed" and NAME in text]
    assert len(listed) == 1, first.choices
    done(police.send(first, path, number=NUMBER, listed=listed[0], note="Xem thẻ căn cước tại trụ sở"))
    done(second.send(form_to(second, path, "/xac-nhan/"), path, number=NUMBER))


def learn(client: Client, login: str, group: str, acknowledged: Acknowledged) -> None:
    """Read every lesson, then answer and hand in the assessment that a helper opened."""
    programme = client.page(f"/hoc/{group}").text
    for path in dict.fromkeys(re.findall(r'href="(/hoc/[\w-]+/[\w-]+)"', programme)):
        for form in client.forms(path):
            if form.action.endswith("/da-doc"):
                done(client.send(form, path))
                acknowledged.read.append((login, form.action.removeprefix("/hoc/").removesuffix("/da-doc")))
    found = re.search(r"/bai-lam/[0-9a-f-]{36}", client.page("/toi").text)
    assert found, "the helper's attempt waits on her page"
    attempt, number = found.group(), 1
    while number:
        number = answer_one(client, attempt, number, acknowledged)
    submit = next(form for form in client.forms(f"{attempt}?cau=het") if form.action.endswith("/nop"))
    assert "ket-qua" in done(client.send(submit, attempt)).url
    acknowledged.attempts.append(attempt)


def answer_one(client: Client, attempt: str, number: int, acknowledged: Acknowledged) -> int:
    """Answer one question rightly; returns the number of the next one, 0 after the last."""
    page = client.page(f"{attempt}?cau={number}").text
    form = next((form for form in forms_of(page) if form.choices), None)
    assert form, words_of(page)
    names = {name for name, _, _ in form.choices}
    question = form.choices[0][0].removeprefix("q-")
    chosen = [value for _, value, text in form.choices if text in right_texts()[question]]
    answer = done(client.send(form, attempt, **dict.fromkeys(names, chosen)))
    acknowledged.answers.append((attempt, question, set(chosen)))
    next_place = re.search(r"cau=(\d+)", answer.url)
    return int(next_place.group(1)) if next_place else 0


def helper_opens(helper: Client, house: House, login: str, acknowledged: Acknowledged) -> None:
    """Open the assessment for a learner and confirm one practice where the programme has one."""
    path = f"/ke-cap/{public_id(house, login)}"
    page = helper.page(path).text
    opening = re.search(rf"{path}/mo-bai/[\w/-]+", page)
    assert opening, words_of(page)
    form = next(form for form in helper.forms(opening.group()) if "place" in form.fields)
    done(helper.send(form, opening.group(), place=PLACE))
    practice = re.search(rf"{path}/thuc-hanh/([\w-]+/[\w-]+)/([\w-]+)", page)
    if practice:
        form = next(form for form in helper.forms(practice.group()) if "place" in form.fields)
        ticked = [value for name, value, _ in form.choices if name == "ticked"]
        done(helper.send(form, practice.group(), place=PLACE, ticked=ticked, seen="y"))
        acknowledged.practices.append((login, practice.group(1), practice.group(2)))


def propose(official: Client, group: str, expected: set[str], acknowledged: Acknowledged) -> None:
    """Propose everybody of a group who is eligible by now; those expected, by public id, are among them."""
    path = f"/can-bo/so/de-nghi?nhom={group}"
    form = next((form for form in official.forms(path) if "nhom" in form.fields), None)
    assert form, words_of(official.page(path).text)
    people = [value for name, value, _ in form.choices if name == "person"]
    assert expected <= set(people), f"who finished {group} can be proposed"
    done(official.send(form, "/can-bo/so/de-nghi", person=people))
    acknowledged.proposed.extend((person, group) for person in people)


def waiting_lists(leader: Client) -> list[str]:
    """Return the addresses of the lists that wait for a decision."""
    return list(dict.fromkeys(re.findall(r"/can-bo/duyet/[0-9a-f-]{36}", leader.page("/can-bo/duyet").text)))


def approve_all(leader: Client, acknowledged: Acknowledged) -> None:
    """Approve every list that waits; afterwards none does."""
    for path in waiting_lists(leader):
        page = leader.page(path).text
        form = next((form for form in forms_of(page) if form.action == path), None)
        assert form, words_of(page)
        assert "Duyệt danh sách" in page, words_of(page)
        done(leader.send(form, path))
        acknowledged.approved.append(path.rpartition("/")[2])
    assert not waiting_lists(leader), "a list still waits"
