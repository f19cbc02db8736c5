"""An address for every page of the product, in a house where each has something to show."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select

from app.authoring import service as authoring
from app.community import service as community
from app.core import clock
from app.core.db import db, transaction
from app.identity import links
from app.identity import service as identity
from app.identity.models import Account
from app.push.models import OutboxMessage
from app.quiz import accommodations
from app.quiz.accommodations import Wish
from app.quiz.models import PaperSheet
from app.quiz.rules import Help
from app.registry.models import Proposal, RegistrySlot
from tests.e2e.client import Client
from tests.e2e.deeds import Acknowledged, database_of, helper_opens, public_id
from tests.e2e.house import House

LEARNER, MISSED = "hocvien1", "hocvien2"


def addresses_in(house: House) -> dict[str, str]:
    """Return an address for every page; a page that is missing here fails the test."""
    helper = Client(house.base).sign_in("daisu1")
    missed = missed_attempt(house, helper)
    helper_opens(helper, house, LEARNER, Acknowledged())
    found = re.search(r"/bai-lam/[0-9a-f-]{36}", Client(house.base).sign_in(LEARNER).page("/toi").text)
    assert found
    learner = f"/ke-cap/{public_id(house, 'hocvien3')}"
    listed = helper.page(learner).text
    opening, practice = (re.search(rf"{learner}/{word}/[\w/-]+", listed) for word in ("mo-bai", "thuc-hanh"))
    assert opening
    assert practice
    fixed = {
        "catalog.home": "/",
        "catalog.search": "/tim?q=dich+vu+cong",
        "catalog.hard_words": "/tu-kho",
        "catalog.skills": "/ky-nang/nguoi-dan",
        "catalog.help_page": "/tro-giup",
        "catalog.privacy": "/quyen-rieng-tu",
        "learning.programme": "/hoc/nguoi-dan",
        "identity.register": "/dang-ky",
        "identity.sign_in": "/dang-nhap",
        "identity.language_page": "/ngon-ngu",
        "community.classes": "/lop",
        "community.new_class": "/lop/moi",
        "community.join": "/lop/vao",
        "identity.ask_code": "/dang-nhap/nho-doc-ma",
        "identity.next_person": "/nguoi-tiep-theo",
        "identity.still_there": "/con-do-khong",
        "identity.is_it_you": "/bac-la-ai",
        "identity.open_sign_ins": "/toi/dang-nhap",
        "identity.choose_pin": "/toi/ma-pin",
        "identity.card_list": "/ke-cap/the?q=nguyen",
        "identity.card": f"{learner}/the",
        "identity.give_code": f"{learner}/ma",
        "identity.print_cards": "/ke-cap/the/in?kieu=muoi",
        "card.show": "/the",
        "syncing.waiting": "/cho-gui",
        "syncing.carried": "/mang-theo",
        "syncing.hand_in": "/cho-gui/nhan-tep",
        "operations.gallery": "/bo-phan",
        "identity.second_factor": "/dang-nhap/ma",
        "identity.renew_factor": "/dang-nhap/xac-nhan-ma",
        "identity.accounts": "/can-bo/tai-khoan",
        "identity.new_account": "/can-bo/tai-khoan/moi",
        "reports.overview": "/can-bo",
        "registry.approvals": "/can-bo/duyet",
        "registry.people": "/can-bo/nguoi-dan?hien=tat-ca",
        "registry.records": "/can-bo/so",
        "registry.eligible": "/can-bo/so/de-nghi",
        "registry.push_board": "/can-bo/vneid",
        "registry.my_page": "/toi",
        "registry.my_data": "/toi/du-lieu",
        "quiz.help_page": "/ke-cap?q=nguyen",
        "quiz.learner": learner,
        "quiz.open_assessment": opening.group(),
        "quiz.confirm_practice": practice.group(),
        "quiz.take": found.group(),
        "syncing.whole": f"{practice_of(house)}/tron-bai",
        "quiz.result": f"{missed}/ket-qua",
        **help_addresses(house, missed),
        "authoring.board": "/soan",
        "authoring.new": "/soan/moi",
        "authoring.import_file": "/soan/nhap-tu-tep",
    }
    return fixed | stored_addresses(house) | sheet_addresses(house)


def practice_of(house: House) -> str:
    """Let a learner begin the practice of the first lesson; returns the attempt's address."""
    client, lesson = Client(house.base).sign_in(LEARNER), lesson_of(house)
    begin = next(form for form in client.forms(lesson) if form.action.endswith("/lam-bai"))
    return client.send(begin, lesson).url.removeprefix(house.base).partition("?")[0]


def sheet_addresses(house: House) -> dict[str, str]:
    """Let a helper print one sheet of the assessment; returns the addresses of the pages about it."""
    client, choose = Client(house.base).sign_in("daisu2"), "/ke-cap/giay/in?bai=nguoi-dan/danh-gia-nguoi-dan"
    form = next(form for form in client.forms(choose) if "blanks" in form.fields)
    printed = client.send(form, choose, blanks="1", place="Nhà văn hoá thôn", held_on=clock.today().isoformat())
    assert printed.status_code == 200, printed.text
    with database_of(house):
        code = db.session.scalars(select(PaperSheet.code)).first()
    return {
        "sheets.desk": "/ke-cap/giay",
        "sheets.choose": choose,
        "sheets.on_paper": printed.url.removeprefix(house.base),
        "sheets.sheet": f"/ke-cap/giay/{code}",
        "sheets.void": f"/ke-cap/giay/{code}/huy",
    }


def missed_attempt(house: House, helper: Client) -> str:
    """Let a learner hand in an assessment without a single answer; returns its address."""
    helper_opens(helper, house, MISSED, Acknowledged())
    client = Client(house.base).sign_in(MISSED)
    found = re.search(r"/bai-lam/[0-9a-f-]{36}", client.page("/toi").text)
    assert found
    submit = next(form for form in client.forms(f"{found.group()}?cau=het") if form.action.endswith("/nop"))
    assert "ket-qua" in client.send(submit, found.group()).url
    return found.group()


def help_addresses(house: House, missed: str) -> dict[str, str]:
    """Let a teacher promise a learner help; returns the addresses of the pages about help and about void attempts."""
    with database_of(house):
        giver, learner = (
            db.session.scalars(select(Account).where(Account.login == login)).one()
            for login in ("giaovien1", "hocvien3")
        )
        wish = Wish("", Help(has_reader=True), "mắt kém, đọc chậm", clock.now() + timedelta(days=30))
        with transaction():
            actor = identity.actor_of(giver)
            row = accommodations.give(person=learner.person, wish=wish, actor=actor, gives_attempts=True)
        promise = f"/ke-cap/{learner.person.public_id}/ho-tro"
        taken_back = f"{promise}/{row.public_id}/thoi"
    sat = f"/ke-cap/{public_id(house, MISSED)}/bai-da-lam"
    return {
        "helping.give": promise,
        "helping.withdraw": taken_back,
        "voiding.sittings": sat,
        "voiding.ask": f"{sat}/{missed.rpartition('/')[2]}/huy",
    }


def stored_addresses(house: House) -> dict[str, str]:
    """Return the addresses of pages about one thing of the demo's history."""
    with database_of(house):
        waiting = db.session.scalars(select(Proposal).where(Proposal.outcome.is_(None))).first()
        approved = db.session.scalars(select(RegistrySlot).where(RegistrySlot.state == "approved")).first()
        assert waiting
        assert approved
        with transaction():
            account = db.session.scalars(select(Account).where(Account.login == "hocsinh1")).one()
            token = links.make_link(account)
        return (
            {
                "learning.lesson": lesson_of(house),
                "learning.print_lesson": f"{lesson_of(house)}/in",
                "identity.set_password": f"/dat-mat-khau/{token}",
                "registry.approval": f"/can-bo/duyet/{waiting.list_id}",
                "registry.record": f"/can-bo/so/{approved.public_id}",
                "registry.person": f"/can-bo/nguoi-dan/{public_id_of_unverified()}",
                "registry.letter": f"/can-bo/vneid/{db.session.scalars(select(OutboxMessage.id)).first()}",
            }
            | workshop_addresses()
            | class_addresses()
        )


def workshop_addresses() -> dict[str, str]:
    """Let a teacher change a lesson and send it to its review; returns the addresses of the pages about lessons."""
    account = db.session.scalars(select(Account).where(Account.login == "giaovien1")).one()
    writer = identity.actor_of(account)
    with transaction():
        draft = authoring.open_draft("nguoi-dan/vneid-muc-2", actor=writer)
        text = draft.text.replace("\n# ", "\nBác đọc chậm rãi.\n\n# ", 1)
        authoring.save(draft.id, text, base_revision=draft.revision, actor=writer)
    with transaction():
        draft = authoring.get_draft(draft.id)
        authoring.send_to_review(draft.id, base_revision=draft.revision, actor=writer)
    waiting, other = "/soan/nguoi-dan/vneid-muc-2", "/soan/nguoi-dan/an-toan-otp"
    pages = {"compare": "so-sanh", "history": "lich-su", "review": "duyet", "send_page": "gui-duyet"}
    more = {
        "edit": "",
        "choose_kind": "/chen",
        "question_form": "/chen/tinh-huong",
        "head": "/thong-tin",
        "media": "/media",
    }
    more |= {"questions": "/chat-luong", "regrade_page": "/cham-lai"}
    more |= {"preview_saved": "/xem-thu", "withdraw_page": "/rut-bai", "print_lesson": "/in", "export": "/xuat"}
    found = {f"authoring.{name}": f"{waiting}/{word}" for name, word in pages.items()}
    found["authoring.outline"] = "/soan/nguoi-dan/index/chuong-trinh"
    return found | {f"authoring.{name}": f"{other}{word}" for name, word in more.items()}


def class_addresses() -> dict[str, str]:
    """Open a class in which somebody is present; returns the addresses of its pages."""
    leader = identity.actor_of(db.session.scalars(select(Account).where(Account.login == "daisu2")).one())
    person = db.session.scalars(select(Account).where(Account.login == "laodong1")).one().person
    now = clock.now()
    with transaction():
        opened = community.open_class(
            leader=leader, place="Nhà văn hoá thôn", starts_at=now, ends_at=now + timedelta(hours=3)
        )
        community.note_present(opened, [person.public_id], actor=leader)
        door = community.shown_door(opened)
    assert door
    page = f"/lop/{opened.public_id}"
    return {
        "classes.work": page,
        "community.door": f"{page}/cua",
        "community.attendance": f"{page}/co-mat?q=nguyen",
        "community.take_back": f"{page}/co-mat/{person.public_id}/bo",
        "community.join_by_picture": urlsplit(door.address).path,
    }


def public_id_of_unverified() -> str:
    """Return the id of the demo's learner whose card nobody has seen, so the desk shows its forms."""
    return str(db.session.scalars(select(Account).where(Account.login == "hocvien3")).one().person.public_id)


def lesson_of(house: House) -> str:
    """Return the address of the first lesson that the programme's page leads to."""
    found = re.search(r'href="(/hoc/[\w-]+/[\w-]+)"', Client(house.base).page("/hoc/nguoi-dan").text)
    assert found
    return found.group(1)
