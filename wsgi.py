"""The door for gunicorn and for `flask --app wsgi`."""

import os
import sys
from types import TracebackType

from app import create_app
from app.core.settings import load, without_secrets
from app.operations import mistakes

os.umask(0o077)  # What the processes write (database, keys, exports) is for their owner alone.

# What teachers run on their own files touches no data, so it asks for no key; nor does making the first keys.
ON_FILES = ("check", "fmt", "show", "import", "convert")
KEYLESS = (*({"catalog", verb} for verb in ON_FILES), {"keys", "new"})

with mistakes.in_one_line():
    app = create_app(without_secrets() if any(words <= set(sys.argv) for words in KEYLESS) else load())


def end_in_one_line(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End a command with what its operator can do about it; what nobody foresaw keeps its traceback."""
    with app.app_context():
        sentence = mistakes.sentence_of(error)
    if sentence is None:
        sys.__excepthook__(kind, error, trace)
    else:
        sys.stderr.write(f"{sentence}\n")


sys.excepthook = end_in_one_line
