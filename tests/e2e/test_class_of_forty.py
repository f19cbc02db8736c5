"""Forty learners behind one address, over plain HTTP against a real server: all come in, and guessing is stopped."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.cards import PIN, Holder, hand_out
from tests.e2e.client import Client, forms_of, words_of
from tests.e2e.house import House

pytestmark = pytest.mark.slow
LESSON = "/hoc/nguoi-dan/an-toan-otp"
CLASS, GUESSES, AT_ONCE, WITHIN = 40, 50, 8, 120


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run one house for the class."""
    whole = House(tmp_path_factory.mktemp("lop"), people_count=30)
    whole.start("web")
    yield whole
    whole.close()


def comes_in(client: Client, holder: Holder, pin: str = PIN) -> bool:
    """Scan the card and type the PIN as a telephone does; tell whether it opened."""
    page = client.page(f"/the/{holder.token}")
    form = next((form for form in forms_of(page.text) if "pin" in form.fields), None)
    if form is None:
        return False
    return "/bac-la-ai" in client.send(form, "/the", pin=pin).url


def learns(house: House, holder: Holder) -> str:
    """Come in, say "that is me" and begin a quiz; returns what happened."""
    client = Client(house.base)
    if not comes_in(client, holder):
        return "not in"
    asked = next(form for form in client.forms("/bac-la-ai") if "/bac-la-ai" in form.action)
    client.send(asked, "/bac-la-ai", consent_learning="y")
    start = next(form for form in client.forms(LESSON) if form.action.endswith("/lam-bai"))
    question = client.send(start, LESSON)
    yes = next(form for form in forms_of(question.text) if "la_toi" in form.fields)
    answer = client.send(yes, LESSON)
    return "learning" if re.search("/bai-lam/[0-9a-f-]{36}", answer.url) else words_of(answer.text)


def test_forty_learners_come_in_by_card_and_begin_a_quiz_from_one_address_within_two_minutes(hall: House) -> None:
    holders = hand_out(hall, [f"Học Viên Lớp {_letters(n)}" for n in range(CLASS)])
    begun = time.monotonic()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        ends = Counter(pool.map(lambda holder: learns(hall, holder), holders))

    assert ends == {"learning": CLASS}
    assert time.monotonic() - begun < WITHIN


def test_fifty_wrong_pins_on_one_card_are_stopped_while_the_others_come_in(hall: House) -> None:
    robbed, *others = hand_out(hall, [f"Người Mất Thẻ {_letters(n)}" for n in range(9)])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        guesses = pool.map(lambda n: comes_in(Client(hall.base), robbed, f"9{n:03d}"), range(GUESSES))
        neighbours = pool.map(lambda holder: comes_in(Client(hall.base), holder), others)

    assert not any(guesses)
    assert all(neighbours)
    assert not comes_in(Client(hall.base), robbed), "the right one has to wait too"


def test_fifty_wrong_passwords_on_one_account_are_stopped_while_the_others_come_in(hall: House) -> None:
    holder = hand_out(hall, ["Người Bên Cạnh"])[0]

    def tries(password: str) -> bool:
        client = Client(hall.base)
        form = next(form for form in client.forms("/dang-nhap") if "password" in form.fields)
        return client.send(form, "/dang-nhap", login="hocvien2", password=password).url.endswith("/toi")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert not any(pool.map(tries, [f"sai mật khẩu {n}" for n in range(GUESSES)]))

    assert not tries("hocvu-demo-2026"), "the right one has to wait too"
    assert comes_in(Client(hall.base), holder)
    assert Client(hall.base).sign_in("hocvien1")


def _letters(number: int) -> str:
    return f"{chr(ord('A') + number // 20)} {chr(ord('A') + number % 20)}"
