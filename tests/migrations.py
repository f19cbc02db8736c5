"""Walk the migrations on an empty database: up, no difference to the models, down, up again."""

import subprocess
import sys
import tempfile
from pathlib import Path

from app.operations.keys import ensure_keys


def main() -> int:
    """Run each step as the command an operator would; stop at the first that fails."""
    with tempfile.TemporaryDirectory(prefix="hocvu-migrations-") as folder:
        ensure_keys(Path(folder))
        for step in (("upgrade",), ("check",), ("downgrade", "base"), ("upgrade",), ("check",)):
            command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", *step]
            environ = {"HOCVU_DATA_DIR": folder, "HOCVU_DEMO": "1", "PATH": ""}
            done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"db {' '.join(step)} failed:\n{done.stdout}{done.stderr}")
                return 1
    print("migrations: up, check, down, up, check: ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
