"""The closed lists of quizzes that tables and rules share; the values are what stands in the database."""

from enum import StrEnum


class ExtraTime(StrEnum):
    """How much longer than others a learner may take: so many per cent of the limit more, or any time."""

    NONE = "none"
    QUARTER = "25"
    HALF = "50"
    DOUBLE = "100"
    UNLIMITED = "no-limit"
