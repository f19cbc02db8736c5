"""What `deploy/` promises: the proxy takes the largest form, the headers stand once, a slow upload is not cut off."""

import re
from pathlib import Path

import pytest

from app.content.media import LARGEST

pytestmark = pytest.mark.pure
DEPLOY = Path(__file__).parents[2] / "deploy"
BYTES_A_SECOND = 1_000_000 / 8


def test_the_proxy_takes_in_the_largest_form_whole_and_says_no_header_twice() -> None:
    said = (DEPLOY / "nginx.conf").read_text()

    (size,) = re.findall(r"client_max_body_size (\d+)m;", said)
    assert int(size) * 1024 * 1024 >= LARGEST
    assert "proxy_request_buffering on;" in said
    assert "add_header" not in said
    assert said.count("{") == said.count("}")


def test_a_worker_without_a_proxy_waits_for_the_largest_form_over_one_megabit() -> None:
    (timeout,) = re.findall(r"^timeout = (\d+)$", (DEPLOY / "gunicorn.py").read_text(), re.MULTILINE)

    assert int(timeout) >= LARGEST / BYTES_A_SECOND


@pytest.mark.parametrize("name", ["hocvu-web", "hocvu-push"])
def test_a_service_runs_without_rights_it_does_not_need(name: str) -> None:
    said = (DEPLOY / f"{name}.service").read_text()

    assert {"User=hocvu", "NoNewPrivileges=true", "ProtectSystem=strict"} <= set(said.splitlines())
