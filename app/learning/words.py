"""The closed lists of learning; the values are what stands in the database."""

from enum import StrEnum


class Medium(StrEnum):
    """What an attempt was answered on; a paper sheet is typed in later."""

    SCREEN = "screen"
    PAPER = "paper"
