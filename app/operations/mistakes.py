"""What an operator can put right, in one line instead of a traceback: no database, no tables, an unwritable folder."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from app.core import readiness
from app.core.errors import Refusal
from app.core.settings import WrongSettings
from app.core.text import N_

SETTINGS = N_("Cấu hình chưa đúng:")
BUSY = N_("Cơ sở dữ liệu đang bận việc khác, chưa làm gì. Chạy lại sau ít giây.")
NO_FILE = N_("Không đọc hoặc ghi được %(path)s (%(reason)s).")


@contextmanager
def in_one_line() -> Iterator[None]:
    """End the process with one line, exit code 1, for what an operator can put right; a bug goes on as it is."""
    try:
        yield
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        sys.exit(sentence)


def sentence_of(error: BaseException) -> str | None:
    """Return what to tell about an error that ended a command; None for a bug, which keeps its traceback.

    About an error of the database it asks the database, so it needs the application's context then.
    """
    if isinstance(error, WrongSettings):
        return f"{SETTINGS}\n{error}"
    if isinstance(error, Refusal):
        return error.text()
    if isinstance(error, DBAPIError):
        return BUSY if readiness.is_busy(error) else readiness.problem()
    if isinstance(error, OSError) and error.filename is not None:
        return NO_FILE % {"path": error.filename, "reason": error.strerror}
    return None
