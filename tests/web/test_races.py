"""Two clicks on one button at the same moment, on a database of their own."""

import threading

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.core.db import db
from app.people.models import Person
from tests import factories
from tests.browser import Browser
from tests.identity.test_views import filled

pytestmark = [pytest.mark.storage, pytest.mark.slow]
CLICKS = 6


def test_clicks_at_the_same_moment_get_one_answer(own_database: Flask) -> None:
    form = filled(hamlet=factories.hamlet().code) | {"op": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    db.session.remove()
    browser = Browser(own_database)
    form |= {"csrf_token": browser.token()}
    cookie = browser.client.get_cookie("hocvu")
    assert cookie is not None
    together, answers = threading.Barrier(CLICKS), list[TestResponse]()

    def click() -> None:
        client = own_database.test_client()
        client.set_cookie("hocvu", cookie.value)
        together.wait()
        answers.append(client.post("/dang-ky", data=form))

    threads = [threading.Thread(target=click) for _ in range(CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/toi")] * CLICKS
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
