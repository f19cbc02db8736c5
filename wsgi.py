"""The door for gunicorn and for `flask --app wsgi`."""

import os
import sys

from app import create_app
from app.core.settings import WrongSettings, load, without_secrets

os.umask(0o077)  # What the processes write (database, keys, exports) is for their owner alone.

# What teachers run on their own files touches no data, so it asks for no key; nor does making the first keys.
KEYLESS = ({"catalog", "check"}, {"catalog", "fmt"}, {"catalog", "show"}, {"keys", "new"})

try:
    app = create_app(without_secrets() if any(words <= set(sys.argv) for words in KEYLESS) else load())
except WrongSettings as error:
    sys.exit(f"Cấu hình chưa đúng:\n{error}")
