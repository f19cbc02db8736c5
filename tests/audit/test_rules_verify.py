"""The offline verifier on plain lines: every way to tamper with an exported chain, and what it says."""

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.audit import verify
from app.audit.verify import NOTHING, Line, Outcome

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
SCRIPT = Path(verify.__file__)


def chain(length: int, *, origin: str = "xa", word: str = "approved", start: tuple[Line, ...] = ()) -> list[Line]:
    """Return a chain that holds, going on from `start`."""
    lines = list(start)
    for seq in range(len(lines) + 1, length + 1):
        prev = lines[-1].hash if lines else NOTHING
        payload, salt = {"name": f"Nguyễn Thị {seq}"}, f"{seq:032x}"
        commitment = hashlib.sha256(bytes.fromhex(salt) + text(payload).encode()).hexdigest()
        content = {"origin": origin, "epoch": 1, "seq": seq, "prev": prev, "action": word, "commitment": commitment}
        lines.append(line(content, salt=salt, payload=payload))
    return lines


def line(content: dict[str, Any], **kept: Any) -> Line:
    """Return a line whose hash is right."""
    return Line(text(content), hashlib.sha256(b"\x00" + text(content).encode()).hexdigest(), **kept)


def text(value: Any) -> str:
    """Return the canonical text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checkpoint(lines: list[Line], *, key: Ed25519PrivateKey = KEY) -> dict[str, Any]:
    """Return the signed checkpoint of a whole chain."""
    return verify.sign(list(verify.walk(lines))[-1], "2026-11-30T00:00:00+00:00", key)


def outcome(lines: list[Line], *held: dict[str, Any], key: bytes | None = PUBLIC) -> tuple[Outcome, str]:
    """Return what the verifier says."""
    finding = verify.verify(lines, held, key)
    return finding.outcome, finding.sentence


def test_an_untouched_chain_holds_with_every_checkpoint_a_prefix() -> None:
    lines = chain(20)
    held = [checkpoint(lines[:n]) for n in (1, 7, 8, 20)]

    assert outcome(lines, *held) == (Outcome.OK, "nguyên vẹn: 20 dòng, 4 mốc ngoài khớp")
    assert outcome([]) == (Outcome.OK, "nguyên vẹn: 0 dòng, 0 mốc ngoài khớp")


def test_an_edited_line_is_named() -> None:
    lines = chain(9)
    lines[4] = replace(lines[4], entry=lines[4].entry.replace("approved", "rejected"))

    assert outcome(lines) == (Outcome.ALTERED, "bị sửa ở dòng 5")


def test_a_line_edited_together_with_its_hash_is_named() -> None:
    lines = chain(9)
    content = json.loads(lines[4].entry) | {"action": "rejected"}
    lines[4] = line(content, salt=lines[4].salt, payload=lines[4].payload)

    assert outcome(lines) == (Outcome.ALTERED, "bị sửa ở dòng 5")


def test_edited_details_are_named() -> None:
    lines = chain(9)
    lines[4] = replace(lines[4], payload={"name": "Trần Văn Khác"})

    assert outcome(lines) == (Outcome.ALTERED, "bị sửa ở dòng 5")


@pytest.mark.parametrize("wrong", [{"salt": "không"}, {"entry": "{"}, {"entry": "[]"}, {"hash": ""}])
def test_a_line_that_is_no_line_is_named(wrong: dict[str, Any]) -> None:
    lines = chain(9)
    lines[4] = replace(lines[4], **wrong)
    if "entry" in wrong:
        lines[4] = replace(lines[4], hash=hashlib.sha256(b"\x00" + wrong["entry"].encode()).hexdigest())

    assert outcome(lines) == (Outcome.ALTERED, "bị sửa ở dòng 5")


def test_erased_details_still_verify() -> None:
    lines = [replace(one, salt=None, payload=None) for one in chain(9)]

    assert outcome(lines, checkpoint(chain(9)))[0] is Outcome.OK


def test_two_swapped_lines_are_a_gap() -> None:
    lines = chain(9)
    lines[3], lines[4] = lines[4], lines[3]

    assert outcome(lines) == (Outcome.GAP, "thiếu hoặc đổi chỗ: chờ dòng 4, gặp dòng 5")


@pytest.mark.parametrize("gone", [0, 4])
def test_a_removed_line_is_a_gap(gone: int) -> None:
    lines = chain(9)
    del lines[gone]

    assert outcome(lines)[0] is Outcome.GAP


def test_a_doubled_number_is_a_fork() -> None:
    lines = chain(5)
    other = chain(5, word="rejected", start=tuple(lines[:4]))

    assert outcome([*lines, other[4]])[0] is Outcome.FORK


def test_a_cut_tail_shows_only_against_a_checkpoint() -> None:
    lines = chain(9)

    assert outcome(lines[:6])[0] is Outcome.OK
    assert outcome(lines[:6], checkpoint(lines)) == (
        Outcome.ROLLBACK,
        "LÙI LẠI: mốc ngoài ghi 9 dòng, ở đây chỉ còn 6 dòng",
    )
    assert outcome([], checkpoint(lines))[0] is Outcome.ROLLBACK


def test_a_whole_rewrite_shows_only_against_a_checkpoint() -> None:
    rewritten = chain(9, word="rejected")

    assert outcome(rewritten)[0] is Outcome.OK
    assert outcome(rewritten, checkpoint(chain(9)))[0] is Outcome.FORK


def test_a_rollback_that_went_on_past_the_checkpoint_is_a_fork() -> None:
    lines = chain(9)
    gone_on = chain(12, word="other", start=tuple(lines[:6]))

    assert outcome(gone_on, checkpoint(lines[:5]), checkpoint(lines))[0] is Outcome.FORK


def test_an_epoch_that_goes_back_is_a_rollback() -> None:
    lines = chain(3)
    content = {"origin": "xa", "epoch": 0, "seq": 4, "prev": lines[-1].hash, "action": "x", "commitment": None}

    assert outcome([*lines, line(content)])[0] is Outcome.ROLLBACK


def test_lines_of_another_log_are_foreign() -> None:
    lines = chain(3)
    content = {"origin": "other", "epoch": 1, "seq": 4, "prev": lines[-1].hash, "action": "x", "commitment": None}

    assert outcome([*lines, line(content)])[0] is Outcome.FOREIGN
    assert outcome(chain(3, origin="other"), checkpoint(chain(9)))[0] is Outcome.FOREIGN


def test_a_forged_checkpoint_is_foreign() -> None:
    lines = chain(9)
    forged = checkpoint(lines, key=Ed25519PrivateKey.generate())
    shifted = checkpoint(lines) | {"head": "0" * 64}

    for held in (forged, shifted, {}, checkpoint(lines) | {"signature": "z"}, checkpoint(lines) | {"size": "9"}):
        assert outcome(lines, held)[0] is Outcome.FOREIGN


def test_without_a_key_the_verifier_says_that_signatures_were_not_looked_at() -> None:
    lines = chain(9)

    finding = outcome(lines, checkpoint(lines), key=None)

    assert finding[0] is Outcome.OK
    assert "chưa kiểm chữ ký" in finding[1]


def test_the_root_is_the_one_of_rfc_9162() -> None:
    leaves = [hashlib.sha256(b"\x00" + bytes([n])).digest() for n in range(7)]

    def root(part: list[bytes]) -> bytes:
        if len(part) == 1:
            return part[0]
        split = 1
        while split * 2 < len(part):
            split *= 2
        return hashlib.sha256(b"\x01" + root(part[:split]) + root(part[split:])).digest()

    tree = verify.Tree()
    for n, leaf in enumerate(leaves, start=1):
        tree.add(leaf)
        assert tree.root() == root(leaves[:n]).hex()


@pytest.mark.parametrize(
    ("tamper", "code"),
    [("nothing", 0), ("edit", 1), ("delete", 2), ("fork", 3), ("truncate", 4), ("forge", 5), ("noise", 1)],
)
def test_the_verifier_runs_alone_and_its_exit_code_says_what_it_found(tamper: str, code: int, tmp_path: Path) -> None:
    lines, held = chain(9), checkpoint(chain(9))
    if tamper == "edit":
        lines[4] = replace(lines[4], hash="0" * 64)
    elif tamper == "delete":
        del lines[4]
    elif tamper == "fork":
        lines = chain(9, word="other")
    elif tamper == "truncate":
        lines = lines[:4]
    elif tamper == "forge":
        held = checkpoint(lines, key=Ed25519PrivateKey.generate())
    rows = [json.dumps(asdict(one)) for one in lines] + (["{"] if tamper == "noise" else [])
    (tmp_path / "export.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "9.json").write_text(json.dumps(held), encoding="utf-8")
    (tmp_path / "key.pem").write_bytes(PUBLIC)

    # `-S`-like isolation: run from an empty folder, without the application on the path.
    command = [sys.executable, "-I", str(SCRIPT), "export.jsonl", "--checkpoints", "held", "--pubkey", "key.pem"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)

    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout
