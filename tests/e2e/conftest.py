"""A house and a Chromium for the tests that walk through the product as people do."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect, sync_playwright

from tests.e2e.addresses import addresses_in
from tests.e2e.house import House
from tests.postgres import NewDatabase

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Minutes of attacks in a browser: `make attack` runs them, the suite does not wait for them.
collect_ignore = [] if os.environ.get("HOCVU_ATTACK") else ["test_payloads.py", "test_hostile.py"]


@pytest.fixture(autouse=True)
def own_database() -> None:
    """Say that these tests bring their own databases: nothing is rolled back for them."""


@pytest.fixture
def house(tmp_path: Path, new_database: NewDatabase) -> Iterator[House]:
    """Run a whole installation and end it by its process ids."""
    whole = House(tmp_path, database_url=new_database())
    whole.start()
    yield whole
    whole.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Run Debian's Chromium; where it is missing the tests say so and are skipped."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: the browser tests did not run")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        expect.set_options(timeout=20_000)  # A busy machine is slow, not wrong.
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, str]]]:
    """Run one house with enough people that some of them wait in a list, and say where its pages are."""
    whole = House(tmp_path_factory.mktemp("pages"), people_count=160)
    whole.start()
    yield whole, addresses_in(whole)
    whole.close()
