"""What the tests of quizzes on paper start from: printed sheets, and the lines that answer them."""

from typing import Any

from app.community.models import ClassSession
from app.core import clock
from app.core.actor import Actor
from app.core.db import db, transaction
from app.people.models import Person
from app.quiz import paper_sheets, paper_sheets_typing
from app.quiz.kinds.base import Laid
from app.quiz.kinds.registry import rules_on
from app.quiz.models import PaperSheet
from app.quiz.paper_sheets_lines import read_line, shape_of, signs_of
from app.quiz.paper_sheets_typing import Head
from tests.quiz import given

PLACE = "Nhà văn hoá thôn"


def printed(
    actor: Actor, *persons: Person, blanks: int = 0, key: str = given.ASSESSMENT, found: ClassSession | None = None
) -> list[PaperSheet]:
    """Return sheets printed today, committed."""
    wanted = paper_sheets.Print(key, persons, blanks, PLACE, clock.today(), found)
    with transaction():
        batch = paper_sheets.print_sheets(wanted, actor=actor)
    return list(db.session.scalars(db.select(PaperSheet).where(PaperSheet.batch == batch).order_by(PaperSheet.id)))


def right_line(laid: Laid) -> str:
    """Return what a typist types of a question that was answered wholly right."""
    right, shape = rules_on(laid).right(laid["key"]), shape_of(laid)
    if isinstance(right, str):
        return right
    signs = dict(zip((number for _, number in laid["options"]), signs_of(laid), strict=True))
    if shape in ("letters", "areas"):
        return " ".join(signs[number] for number in right if number is not None)
    if shape == "truth":
        return "đs"[right[0] or 0]
    if shape == "order":
        return " ".join(str(right.index(number) + 1) for _, number in laid["options"])
    if shape == "truths":
        return " ".join("đs"[right[part] or 0] for part in laid["parts"])
    return " ".join(signs[right[part] or 0] for part in laid["parts"])


def lines(sheet: PaperSheet, *, wrong: int = 0) -> dict[str, str]:
    """Return the fields of a sheet answered rightly but for the first `wrong` questions, which stay empty."""
    return {f"cau-{n}": "" if n <= wrong else right_line(laid) for n, laid in enumerate(sheet.layout, 1)}


def answers(sheet: PaperSheet, *, wrong: int = 0) -> dict[str, Any]:
    """Return the answers that these lines stand for."""
    typed = lines(sheet, wrong=wrong)
    return {laid["id"]: read_line(laid, typed[f"cau-{n}"]) for n, laid in enumerate(sheet.layout, 1)}


def head(sheet: PaperSheet, witness: Person | None, **changed: Any) -> Head:
    """Return the head of a sheet as the first typist reads it."""
    return Head(**{"owner": None, "witness": witness, "held_on": sheet.held_on} | changed)


def typed_first(sheet: PaperSheet, witness: Person | None, actor: Actor, *, wrong: int = 0, **changed: Any) -> None:
    """Type a sheet the first time, committed."""
    with transaction():
        held = paper_sheets.find_sheet(sheet.code, to_change=True)
        paper_sheets_typing.type_first(held, head(sheet, witness, **changed), answers(sheet, wrong=wrong), actor=actor)


def typed_second(sheet: PaperSheet, actor: Actor, *, wrong: int = 0) -> None:
    """Type a sheet the second time and enter it where both agree, committed."""
    with transaction():
        held = paper_sheets.find_sheet(sheet.code, to_change=True)
        paper_sheets_typing.type_second(held, answers(sheet, wrong=wrong), actor=actor)
        if held.state == "agreed":
            paper_sheets_typing.enter(held, actor=actor)
