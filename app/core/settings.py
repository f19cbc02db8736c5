"""Everything the environment decides, read once at the start."""

import os
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "HOCVU_"
SECRETS = ("secret_key", "data_keys", "index_key", "audit_key", "gateway_key", "callback_secret")
HOME = ("127.0.0.1", "localhost", "::1", "[::1]")
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
POSTGRESQL = re.compile(r"^postgres(ql)?(\+psycopg)?://")
EXAMPLE = re.compile(r"change.?me|example|secret|password|12345", re.IGNORECASE)
# What the validation library says most often, in the words of the rest; what is not here stays as it says it.
SAYS = "Value error, "
IN_VIETNAMESE = {"missing": "chưa đặt", "extra_forbidden": "không có biến cấu hình nào tên này"}


class WrongSettings(Exception):  # noqa: N818
    """The environment is wrong; the text names every wrong variable, one a line."""


class Settings(BaseModel):
    """The settings of one process; built by `load`, frozen afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    secret_key: SecretStr
    data_keys: SecretStr
    index_key: SecretStr
    audit_key: SecretStr
    gateway_key: SecretStr
    callback_secret: SecretStr

    data_dir: Path = Path("var")
    courses_dir: Path = Path(__file__).resolve().parents[2] / "courses"
    database_url: str = ""
    queue_url: str = ""
    cache_url: str = ""
    base_url: HttpUrl = HttpUrl("http://127.0.0.1:8000")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    demo: bool = False
    trusted_proxies: int = Field(default=0, ge=0, le=2)

    gateway_url: HttpUrl | None = None
    push_pace: float = Field(default=1.0, gt=0, le=1)
    agency_code: str = Field(default="H00.00.00", pattern=r"^[A-Z0-9]+(\.[A-Z0-9]+)*$", max_length=35)
    commune_code: str = Field(default="07672", pattern=r"^\d{5}$")
    commune_name: str = "xã Dương Hưu"
    province_name: str = "tỉnh Bắc Ninh"

    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    llm_url: str = ""
    sentry_dsn: SecretStr = SecretStr("")

    @field_validator("data_dir", "courses_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.resolve()

    @field_validator("secret_key", "callback_secret", "index_key", "data_keys", "audit_key", "gateway_key")
    @classmethod
    def _strong(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if len(text) < 32 or EXAMPLE.search(text) or len(set(text)) < 10:
            raise ValueError(
                "ngắn quá, dễ đoán hoặc là ví dụ; cần ít nhất 32 ký tự ngẫu nhiên (flask --app wsgi keys new)"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, value: str) -> str:
        try:
            driver = make_url(value or "sqlite://").drivername
        except (ArgumentError, ValueError):  # The address may hold a password, so it is repeated nowhere.
            driver = ""
        if not POSTGRESQL.match(f"{driver}://") and driver != "sqlite":
            raise ValueError("chỉ nhận postgresql://người-dùng@máy/tên, hoặc để trống để dùng SQLite")
        if POSTGRESQL.match(value) and find_spec("psycopg") is None:
            raise ValueError("để dùng PostgreSQL cần cài thêm: pip install -r requirements-scale.txt")
        return value

    @model_validator(mode="after")
    def _keys_can_be_read(self) -> Self:
        self.key_ring()
        if len(_decoded(self.index_key.get_secret_value())) < 32:
            raise ValueError("INDEX_KEY cần ít nhất 32 byte viết bằng base64")
        return self

    @model_validator(mode="after")
    def _signing_keys_can_be_read(self) -> Self:
        wanted = {
            "AUDIT_KEY": (self.audit_key, Ed25519PrivateKey),
            "GATEWAY_KEY": (self.gateway_key, ec.EllipticCurvePrivateKey),
        }
        for name, (secret, kind) in wanted.items():
            try:
                key = load_pem_private_key(secret.get_secret_value().encode(), password=None)
            except ValueError:
                key = None
            if not isinstance(key, kind):
                raise ValueError(f"{name} không phải khoá riêng đúng loại dạng PEM ({kind.__name__})")
        return self

    @model_validator(mode="after")
    def _personal_data_travels_sealed(self) -> Self:
        if (
            self.gateway_url
            and not self.demo
            and self.gateway_url.scheme != "https"
            and self.gateway_url.host not in HOME
        ):
            raise ValueError("GATEWAY_URL cần https khi không phải DEMO=1")
        return self

    @model_validator(mode="after")
    def _demo_stays_at_home(self) -> Self:
        if self.demo and self.host not in HOME:
            raise ValueError("DEMO=1 chỉ trả lời ở địa chỉ 127.0.0.1")
        if self.push_pace < 1 and not self.demo:
            raise ValueError("PUSH_PACE nhỏ hơn 1 chỉ dùng khi DEMO=1")
        return self

    def key_ring(self) -> dict[str, bytes]:
        """Return the field keys by id, in order: the first one encrypts, all of them decrypt."""
        ring: dict[str, bytes] = {}
        for part in self.data_keys.get_secret_value().split(","):
            name, _, value = part.strip().partition(":")
            if not KEY_ID.fullmatch(name) or name in ring or len(key := _decoded(value)) != 32:
                raise ValueError("DATA_KEYS là danh sách mã:base64 của 32 byte; mã gồm chữ, số, - và _, mỗi mã một lần")
            ring[name] = key
        return ring

    def index_secret(self) -> bytes:
        """Return the key of the blind index."""
        return _decoded(self.index_key.get_secret_value())

    def database_uri(self) -> str:
        """Return the SQLAlchemy address of the database; SQLite in the data directory unless one is named."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'hocvu.sqlite3'}"
        return POSTGRESQL.sub("postgresql+psycopg://", self.database_url)

    def engine_options(self) -> dict[str, Any]:
        """Return how connections are made: SQLite waits for the writer, PostgreSQL is given up after five seconds."""
        is_server = POSTGRESQL.match(self.database_url)
        return {"connect_args": {"connect_timeout": 5} if is_server else {"timeout": 15}}

    def for_flask(self) -> dict[str, Any]:
        """Return Flask's own configuration."""
        return {
            "SECRET_KEY": self.secret_key.get_secret_value(),
            "SQLALCHEMY_DATABASE_URI": self.database_uri(),
            "SQLALCHEMY_ENGINE_OPTIONS": self.engine_options(),
            "SESSION_COOKIE_NAME": "hocvu" if self.demo else "__Host-hocvu",
            "SESSION_COOKIE_SECURE": not self.demo,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_REFRESH_EACH_REQUEST": False,
            "TRUSTED_HOSTS": [self.base_url.host, "127.0.0.1", "localhost"],
            "MAX_CONTENT_LENGTH": 1_000_000,
            "MAX_FORM_MEMORY_SIZE": 500_000,
            "MAX_FORM_PARTS": 1_000,
            "WTF_CSRF_TIME_LIMIT": 8 * 3600,
            "WTF_CSRF_SSL_STRICT": False,
            "BABEL_DEFAULT_LOCALE": "vi",
            "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        }


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Build the settings from `environ` (default: the process's environment over `.env`).

    Each secret may also come as `HOCVU_<NAME>_FILE`, a file that holds it; in demo a missing one is looked for in
    `<data_dir>/keys/`.

    Raises:
        WrongSettings: names every variable that is wrong, missing or unknown.
    """
    if environ is None:
        environ = dotenv(Path(".env")) | dict(os.environ)
    given = {name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX)}
    wrong = _read_secret_files(given)
    try:
        made = Settings.model_validate(given)
    except ValidationError as error:
        found = {"_".join(map(str, e["loc"])).upper(): IN_VIETNAMESE.get(e["type"], e["msg"]) for e in error.errors()}
        wrong = {name: text for name, text in found.items() if f"{name}_FILE" not in wrong} | wrong
    if wrong:
        raise WrongSettings("\n".join(f"{PREFIX}{name}: {text.removeprefix(SAYS)}" for name, text in wrong.items()))
    return made


def _read_secret_files(given: dict[str, str]) -> dict[str, str]:
    """Put the secrets that lie in files in their places; return what is wrong with which `…_FILE`."""
    wrong = {}
    keys = Path(given.get("data_dir", "var")) / "keys"
    for name in SECRETS:
        path = given.pop(f"{name}_file", None)
        if path is None and _is_yes(given.get("demo")) and name not in given and (keys / name).is_file():
            path = str(keys / name)
        if path is not None:
            try:
                given[name] = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, ValueError) as error:
                reason = error.strerror if isinstance(error, OSError) else "không phải tệp chữ"
                wrong[f"{name}_FILE".upper()] = f"không đọc được tệp {path} ({reason})"
    return wrong


def _is_yes(value: str | None) -> bool:
    """Read a switch before the settings are built, by the very rule that reads it there."""
    try:
        return TypeAdapter(bool).validate_python(value)
    except ValidationError:
        return False


def dotenv(path: Path) -> dict[str, str]:
    """Return the variables a `.env` file sets: `NAME=value` a line, quotes around the value left out."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise ValueError("không phải base64") from None


def without_secrets() -> Settings:
    """Build the settings for commands that touch no data: the secrets are thrown away with the process."""
    environ = dotenv(Path(".env")) | dict(os.environ)
    named = {f"{PREFIX}{name}".upper() for name in SECRETS}
    kept = {name: value for name, value in environ.items() if name.removesuffix("_FILE") not in named}
    return load(kept | {f"{PREFIX}{name}".upper(): value for name, value in new_secrets().items()})


def new_secrets() -> dict[str, str]:
    """Return fresh random secrets for an installation, by setting name."""
    signing = Ed25519PrivateKey.generate()
    gateway = ec.generate_private_key(ec.SECP256R1())
    return {
        "secret_key": secrets.token_urlsafe(48),
        "data_keys": f"k1:{_encoded(secrets.token_bytes(32))}",
        "index_key": _encoded(secrets.token_bytes(32)),
        "audit_key": _pem(signing),
        "gateway_key": _pem(gateway),
        "callback_secret": secrets.token_urlsafe(48),
    }


def _encoded(data: bytes) -> str:
    return b64encode(data).decode()


def _pem(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode().strip()
