"""The keys of a fresh installation: random, made once, readable by their owner only."""

import os
from pathlib import Path

from app.core.settings import new_secrets


def ensure_keys(data_dir: Path) -> bool:
    """Make the missing secrets of an installation under `<data_dir>/keys/` (mode 0600); tell whether any was made."""
    folder = data_dir / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    missing = {name: value for name, value in new_secrets().items() if not (folder / name).exists()}
    for name, value in missing.items():
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(value + "\n")
            file.flush()
            os.fsync(file.fileno())
    return bool(missing)
