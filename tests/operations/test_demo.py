"""The demo commune: the same seed gives the same people, and it never gets near real data."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import create_app
from app.core import clock
from app.core import settings as environment
from app.core.db import db
from app.identity import factors
from app.identity.models import Account
from app.operations import demo
from app.operations.demo_accounts import ACCOUNTS, FACTOR_SECRET
from app.operations.keys import ensure_keys
from app.people import service as people
from app.people.models import Person
from app.registry import checker
from tests import factories
from tests.catalog import library
from tests.conftest import settings_for


@pytest.fixture
def own_database() -> None:
    """Say that these tests bring their own databases."""


def loaded(settings: environment.Settings, *, seed: int, count: int = 60) -> dict[str, Any]:
    """Load a commune into an empty database and return what is true of it."""
    with create_app(settings).app_context():
        library.real()
        made = demo.load(people=count, seed=seed)
        persons = db.session.scalars(select(Person).order_by(Person.id)).all()
        facts = [
            (str(p.public_id), p.full_name, p.birth_date, p.sex, p.hamlet_id, p.household_id, people.open_number(p))
            for p in persons
        ]
        accounts = {account.login: account for account in db.session.scalars(select(Account))}
        lead = accounts["lanhdao1"]
        answer = {
            "made": made,
            "facts": facts,
            "logins": set(accounts),
            "enrolled": factors.is_enrolled(lead),
            "findings": checker.check(),
        }
        with pytest.raises(demo.NotHere):
            demo.load(people=count, seed=seed)
        db.session.remove()
        db.engine.dispose()
    return answer


def test_the_same_seed_is_the_same_commune_and_another_is_not(
    own_database: None, migrated: Callable[[Path], environment.Settings], tmp_path: Path
) -> None:
    seeds = (("a", 7), ("b", 7), ("c", 8))
    first, again, other = (loaded(migrated(tmp_path / name), seed=seed) for name, seed in seeds)

    assert first["facts"] == again["facts"]
    assert first["made"] == again["made"]
    assert first["facts"] != other["facts"]
    assert all(number.startswith("999") for *_, number in first["facts"])
    assert first["logins"] == {account.login for account in ACCOUNTS}
    assert first["findings"] == []
    assert first["made"].finished > 0
    assert first["made"].records > 0


def test_the_command_says_what_it_made_and_refuses_a_second_time_in_one_line(
    own_database: None, migrated: Callable[[Path], environment.Settings], tmp_path: Path
) -> None:
    application = create_app(migrated(tmp_path / "var"))
    commands = application.test_cli_runner()
    published = commands.invoke(args=["catalog", "publish"])
    first, again = (commands.invoke(args=["demo", "load", "--people", "60"]) for _ in range(2))
    with application.app_context():
        db.engine.dispose()

    assert (published.exit_code, first.exit_code, again.exit_code) == (0, 0, 1)
    assert first.stdout.startswith("Đã tạo 60 người, 15 hộ, ")
    assert again.stderr == "Error: Cơ sở dữ liệu đã có người, không tạo xã mẫu nữa.\n"


@pytest.mark.storage
def test_the_printed_secret_gives_the_codes_that_the_accounts_take() -> None:
    from app.identity.words import Role
    from app.operations.demo_accounts import SAME_CODES

    account = factories.account(Role.LEADER)
    factors.set_secret(account, SAME_CODES)

    # An authenticator that was given the short secret: RFC 6238 by hand, since the library refuses secrets this short.
    assert factors.accept(account, code_of(FACTOR_SECRET))


def code_of(secret: str) -> str:
    """Return the six digits that an authenticator shows now."""
    import base64
    import hashlib
    import hmac
    import struct

    moment = struct.pack(">Q", int(clock.now().timestamp()) // 30)
    digest = hmac.digest(base64.b32decode(secret), moment, hashlib.sha1)
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def test_outside_demo_nothing_is_invented(own_database: None, tmp_path: Path) -> None:
    application = create_app(settings_for(tmp_path, demo="0", push_pace="1"))
    with application.app_context(), pytest.raises(demo.NotHere):
        demo.load(people=60, seed=1)


def test_keys_are_made_once_for_their_owner_alone(own_database: None, tmp_path: Path) -> None:
    assert ensure_keys(tmp_path)
    before = {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}
    assert not ensure_keys(tmp_path)

    assert {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()} == before
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (tmp_path / "keys").iterdir())
    environment.load({"HOCVU_DEMO": "1", "HOCVU_DATA_DIR": str(tmp_path)})
