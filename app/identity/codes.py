"""Codes read out by a helper: bound to one learner and to the telephone that asked, once, for ten minutes."""

import hmac
import secrets
from datetime import datetime

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from app.audit import service as audit
from app.audit.actions import Action
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, lock
from app.core.errors import Refusal
from app.core.runtime import vault
from app.core.text import N_
from app.identity import learners, rules, service, sessions, throttle
from app.identity.models import Account, CodeRequest
from app.identity.words import Assurance
from app.people.models import Person

log = structlog.get_logger()
PLACE = "code_request|code|{}"
_MANY = N_("Vừa có nhiều máy xin mã từ cùng một nơi. Mời bác đợi ít phút rồi bấm lại.")


class TooManyRequests(Refusal):
    """Very many telephones asked from one address within a short time."""

    status = 429


class NoSuchRequest(Refusal):
    """No telephone waits under this number."""

    status = 422


def ask(*, address: str) -> str:
    """Note that a telephone asks to be let in; return the secret it keeps, under which it is found again.

    Raises:
        TooManyRequests: this address must wait a little, or no number is free.
    """
    place = throttle.place_key("code", address)
    if throttle.is_blocked(place):
        raise TooManyRequests(_MANY)
    throttle.count_failure(place, free=rules.FREE_REGISTRATIONS, fade=rules.FADE_OF_REGISTRATIONS)
    lock("code-numbers")
    phone, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        CodeRequest(phone_hash=sessions.hash_of(phone), number=_free_number(now), ends_at=now + rules.REQUEST_LIVES)
    )
    return phone


def find(phone: str) -> CodeRequest | None:
    """Return what this telephone asked, while it is still open."""
    request = db.session.scalar(select(CodeRequest).where(CodeRequest.phone_hash == sessions.hash_of(phone)))
    return request if request is not None and _is_open(request) else None


def give(person: Person, number: str, *, actor: Actor) -> CodeRequest:
    """Make the code with which this learner is let in on the telephone that shows this number.

    Raises:
        NoSuchRequest: no telephone waits under it, or another learner was given a code there.
        HigherRole, NeedsGuardian: see `learners.account_for`.
    """
    waits = select(CodeRequest).where(CodeRequest.number == rules.digits(number), CodeRequest.ends_at > clock.now())
    request = db.session.scalar(waits.where(CodeRequest.account_id.is_(None)).with_for_update())
    if request is None:
        raise NoSuchRequest(N_("Không thấy máy nào đang chờ với số này. Mời bác nhìn lại số trên máy của người học."))
    account = learners.account_for(person, helper=actor)
    request.account_id, request.given_by_id = account.id, actor.person_id
    request.ends_at = clock.now() + rules.CODE_LIVES
    code = f"{secrets.randbelow(10**8):08d}"
    request.code_sealed = vault().seal(code.encode(), place=PLACE.format(request.id))
    subject = f"account:{account.public_id}"
    audit.record(Action.CODE_GIVEN, actor=actor, subject=subject, reason=f"request:{request.public_id}")
    return request


def given(person: Person, *, actor: Actor) -> CodeRequest | None:
    """Return the newest code that this helper has for this learner and that still works."""
    accounts = [account.id for account in learners.list_accounts(person.id)]
    query = select(CodeRequest).where(CodeRequest.account_id.in_(accounts), CodeRequest.given_by_id == actor.person_id)
    request = db.session.scalar(query.order_by(CodeRequest.id.desc()).limit(1))
    return request if request is not None and _is_open(request) else None


def read_out(request: CodeRequest) -> str:
    """Return the code as it is read out: two groups of four."""
    code = _code(request)
    return f"{code[:4]} {code[4:]}"


def open_with(phone: str, typed: str) -> str | None:
    """Return the token of a learner's session, or None; a wrong code counts, the fifth ends the request.

    The caller commits either way.
    """
    query = select(CodeRequest).where(CodeRequest.phone_hash == sessions.hash_of(phone)).with_for_update()
    request = db.session.scalar(query.execution_options(populate_existing=True))
    if request is None or not _is_open(request) or request.account_id is None:
        return None
    if not hmac.compare_digest(_code(request).encode(), rules.digits(typed).encode(errors="surrogatepass")):
        request.tries += 1
        if request.tries >= rules.CODE_TRIES:
            request.code_sealed = None
        log.info("identity.sign-in.failed", reason="refused", kind="code")
        return None
    request.used_at, request.code_sealed = clock.now(), None
    account = service.lock_account(request.account_id)
    if account.is_locked or service.is_official(account):
        return None
    log.info("identity.sign-in.passed", kind="code")
    return sessions.open_session(account, with_factor=False, method=Assurance.CODE)


def forget_ended(now: datetime) -> None:
    """Forget requests whose time is over; one that let its learner in stays a month, so that its owner can be told."""
    is_told = CodeRequest.used_at.is_not(None) & (CodeRequest.ends_at > now - rules.TOLD_FOR)
    db.session.execute(delete(CodeRequest).where(CodeRequest.ends_at <= now, ~is_told))


def last_used(person_id: int, since: datetime) -> CodeRequest | None:
    """Return the code that let somebody in last under this person's name since then."""
    query = select(CodeRequest).join(CodeRequest.account).where(Account.person_id == person_id)
    query = query.where(CodeRequest.used_at > since).options(joinedload(CodeRequest.given_by))
    return db.session.scalar(query.order_by(CodeRequest.used_at.desc(), CodeRequest.id.desc()).limit(1))


def _is_open(request: CodeRequest) -> bool:
    return request.ends_at > clock.now() and request.used_at is None and request.tries < rules.CODE_TRIES


def _code(request: CodeRequest) -> str:
    return vault().open(request.code_sealed or b"", place=PLACE.format(request.id)).decode()


def _free_number(now: datetime) -> str:
    taken = set(db.session.scalars(select(CodeRequest.number).where(CodeRequest.ends_at > now)))
    free = [number for number in map(str, range(1000, 10_000)) if number not in taken]
    if not free:
        raise TooManyRequests(_MANY)
    return secrets.choice(free)
