"""The environment: a wrong start is one error that names every wrong variable."""

import base64
from pathlib import Path

import pytest

from app.core import settings
from app.core.settings import WrongSettings

KEY, OTHER = (base64.b64encode(bytes([start + n for n in range(32)])).decode() for start in (0, 100))


def environ(**given: str) -> dict[str, str]:
    """Return a right environment, bent by `given` (setting names in lower case)."""
    values = settings.new_secrets() | given
    return {f"HOCVU_{name.upper()}": value for name, value in values.items()}


def test_fresh_secrets_make_a_right_start() -> None:
    made = settings.load(environ())

    assert list(made.key_ring()) == ["k1"]
    assert made.database_uri().startswith("sqlite:///")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", "short"),
        ("secret_key", "change-me-please-change-me-please-change"),
        ("callback_secret", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("data_keys", "k1:" + base64.b64encode(b"x" * 16).decode() + "abcdefghijklmnop"),
        ("index_key", "!" * 10 + "abcdefghijklmnopqrstuvwxyz"),
        ("data_keys", f"a.b:{KEY}"),
        ("data_keys", f"a:{KEY},a:{OTHER}"),
        ("audit_key", settings.new_secrets()["gateway_key"]),
        ("gateway_key", "-----BEGIN nothing at all that is a key-----"),
        ("gateway_url", "http://203.0.113.9/"),
        ("port", "99999"),
        ("gateway_url", "not an address"),
        ("push_pace", "0.5"),
        ("commune_code", "7672"),
        ("database_url", "mysql://a@b/c"),
        ("database_url", "postgresql+psycopg2://a@b/c"),
        ("database_url", "postgresql://a@b:port/c"),
        ("database_url", "no address"),
    ],
)
def test_a_wrong_value_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(WrongSettings):
        settings.load(environ(**{name: value}))


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(WrongSettings) as found:
        settings.load({"HOCVU_PORT": "x", "HOCVU_COLOUR": "red"})

    assert {"HOCVU_PORT", "HOCVU_COLOUR", "HOCVU_SECRET_KEY"} <= {
        line.split(":")[0] for line in str(found.value).split("\n")
    }


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    given = environ()
    secret = given.pop("HOCVU_SECRET_KEY")
    (tmp_path / "secret").write_text(secret + "\n")

    made = settings.load(given | {"HOCVU_SECRET_KEY_FILE": str(tmp_path / "secret")})

    assert made.secret_key.get_secret_value() == secret


def test_secrets_never_show_in_a_printed_setting() -> None:
    made = settings.load(environ())

    assert made.secret_key.get_secret_value() not in repr(made)


def test_other_names_in_the_environment_are_ignored() -> None:
    settings.load(environ() | {"PATH": "/bin", "HOCVUX": "1"})


def test_postgresql_addresses_take_the_driver_we_ship() -> None:
    made = settings.load(environ(database_url="postgres://u@h/db"))

    assert made.database_uri() == "postgresql+psycopg://u@h/db"


def test_a_secret_file_that_cannot_be_read_is_named_alone(tmp_path: Path) -> None:
    given = environ()
    del given["HOCVU_SECRET_KEY"]
    (tmp_path / "noise").write_bytes(b"\xff\xfe\x00")

    for path in (tmp_path / "nowhere", tmp_path / "noise", tmp_path):
        with pytest.raises(WrongSettings) as found:
            settings.load(given | {"HOCVU_SECRET_KEY_FILE": str(path)})

        assert str(found.value).startswith(f"HOCVU_SECRET_KEY_FILE: không đọc được tệp {path} (")
        assert "\n" not in str(found.value)


def test_a_wrong_database_is_told_without_its_password() -> None:
    with pytest.raises(WrongSettings) as found:
        settings.load(environ(database_url="mysql://u:geheim@h/db"))

    assert str(found.value).startswith("HOCVU_DATABASE_URL: chỉ nhận postgresql://")
    assert "geheim" not in str(found.value)


@pytest.mark.parametrize(("said", "is_demo"), [("1", True), ("true", True), ("YES", True), ("0", False), ("", False)])
def test_one_rule_says_what_demo_is_and_where_its_keys_are(tmp_path: Path, said: str, is_demo: bool) -> None:
    (tmp_path / "keys").mkdir()
    for name, value in settings.new_secrets().items():
        (tmp_path / "keys" / name).write_text(value)
    given = {"HOCVU_DATA_DIR": str(tmp_path), "HOCVU_DEMO": said}

    if is_demo:
        assert settings.load(given).demo
    else:
        with pytest.raises(WrongSettings, match="HOCVU_SECRET_KEY: chưa đặt"):
            settings.load(given)
