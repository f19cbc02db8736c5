"""The chain in the database: contiguous, in the act's own transaction, append-only, verified, exported, anchored."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from app.audit import anchors, service, verify
from app.audit.actions import Action
from app.audit.models import AuditEntry, AuditPayload
from app.audit.verify import Outcome
from app.core.actor import Actor
from app.core.db import db, transaction

pytestmark = pytest.mark.storage

LEADER = Actor(person_id=2, person="p-2", account="a-2", roles="lanh-dao")


@pytest.fixture(autouse=True)
def _own_folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        app.extensions, "settings", app.extensions["settings"].model_copy(update={"data_dir": tmp_path})
    )


def acts(count: int) -> None:
    """Record acts, each in its own transaction."""
    for n in range(count):
        with transaction():
            service.record(
                Action.RECORD_APPROVED,
                actor=LEADER,
                subject=f"record:{n}",
                from_state="proposed",
                to_state="approved",
                payload={"name": "Nguyễn Thị Hoa", "n": n},
            )


def test_an_act_is_one_line_that_follows_the_one_before() -> None:
    acts(3)

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    contents = [json.loads(entry.entry) for entry in entries]
    assert [content["seq"] for content in contents] == [1, 2, 3]
    assert [content["prev"] for content in contents[1:]] == [entry.hash.hex() for entry in entries[:2]]
    assert len({content["origin"] for content in contents}) == 1
    assert contents[0] | {"origin": "", "at": "", "commitment": ""} == {
        "origin": "",
        "epoch": 1,
        "seq": 1,
        "prev": "0" * 64,
        "at": "",
        "actor": "p-2",
        "account": "a-2",
        "role": "lanh-dao",
        "action": "registry.record.approved",
        "object": "record:0",
        "from": "proposed",
        "to": "approved",
        "reason": "",
        "commitment": "",
    }
    assert service.head() == f"sha256:{entries[-1].hash.hex()}"


def test_the_chain_holds_no_personal_text() -> None:
    acts(1)

    assert "Nguyễn" not in db.session.scalars(select(AuditEntry.entry)).one()


def test_an_act_that_is_undone_leaves_no_line_and_no_gap() -> None:
    acts(1)
    with pytest.raises(TypeError), transaction():
        service.record(Action.RECORD_APPROVED, actor=LEADER, subject="record:x", payload={"score": 0.5})
    acts(1)

    assert list(db.session.scalars(select(AuditEntry.seq).order_by(AuditEntry.seq))) == [1, 2]


def test_the_empty_chain_has_a_head_of_zeros() -> None:
    assert service.head() == "sha256:" + "0" * 64


def test_the_stored_chain_verifies_and_erased_details_do_not_break_it() -> None:
    acts(5)
    with transaction():
        db.session.execute(delete(AuditPayload).where(AuditPayload.seq == 3))

    assert anchors.check().outcome is Outcome.OK


def test_changed_details_are_found() -> None:
    acts(5)
    with transaction():
        db.session.execute(update(AuditPayload).where(AuditPayload.seq == 3).values(payload={"name": "Ai khác"}))

    assert anchors.check().sentence == "bị sửa ở dòng 3"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 2",
        "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE seq = 2 ON CONFLICT (seq) DO UPDATE SET action = 'x'",
    ],
)
def test_the_database_refuses_to_change_a_line(statement: str) -> None:
    acts(3)

    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text(statement))
    assert anchors.check().outcome is Outcome.OK


def test_the_database_refuses_to_replace_a_line() -> None:
    acts(3)
    if db.session.get_bind().dialect.name != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")

    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 2"))


def test_an_export_with_its_checkpoint_convinces_somebody_outside(tmp_path: Path) -> None:
    acts(4)
    anchors.make_checkpoint()
    acts(2)
    file = tmp_path / "export.jsonl"

    assert anchors.export(file, details=False) == 6

    assert "Nguyễn" not in file.read_text(encoding="utf-8")
    held = verify.read_checkpoints(tmp_path / "checkpoints")
    key = (tmp_path / "checkpoints" / anchors.PUBLIC_KEY).read_bytes()
    assert verify.verify(verify.read_export(file), held, key).outcome is Outcome.OK


def test_a_checkpoint_is_not_made_over_nothing_or_over_a_broken_chain() -> None:
    with pytest.raises(anchors.ChainBroken):
        anchors.make_checkpoint()
    acts(3)
    with transaction():
        db.session.execute(update(AuditPayload).where(AuditPayload.seq == 3).values(payload={"name": "Ai khác"}))

    with pytest.raises(anchors.ChainBroken):
        anchors.make_checkpoint()


def test_the_commands_verify_export_and_anchor(app: Flask, tmp_path: Path) -> None:
    acts(3)
    run = app.test_cli_runner().invoke
    file, held = str(tmp_path / "e.jsonl"), str(tmp_path / "checkpoints")

    assert run(args=["audit", "checkpoint"]).exit_code == 0
    assert run(args=["audit", "export", file]).exit_code == 0
    key = str(tmp_path / "checkpoints" / anchors.PUBLIC_KEY)
    done = run(args=["audit", "verify", file, "--checkpoints", held, "--pubkey", key])
    assert (done.exit_code, done.output) == (0, "nguyên vẹn: 3 dòng, 1 mốc ngoài khớp\n")
    assert run(args=["audit", "verify"]).exit_code == 0


def test_the_verify_command_answers_with_its_exit_code(app: Flask, tmp_path: Path) -> None:
    acts(3)
    file = tmp_path / "e.jsonl"
    anchors.export(file, details=True)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([lines[0], lines[2]]) + "\n", encoding="utf-8")

    done = app.test_cli_runner().invoke(args=["audit", "verify", str(file)])

    assert done.exit_code == 2
