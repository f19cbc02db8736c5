"""What a process that serves pages does not load."""

import subprocess
import sys

STARTED = """
import sys
from app import create_app
from app.core import readiness
from app.core.settings import without_secrets
create_app(without_secrets())
assert readiness.revisions()[-1] == "0001"
print([name for name in ("alembic", "mako", "markdown", "bleach", "nh3", "docx") if name in sys.modules])
"""


def test_serving_pages_loads_nothing_that_only_commands_and_children_need() -> None:
    done = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n", done.stdout + done.stderr
