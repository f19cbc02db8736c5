"""What a learner would see of a module's questions, for the people who write them."""

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any

from app.content.words import Scoring
from app.quiz.kinds.base import NOTHING
from app.quiz.kinds.registry import rules_on
from app.quiz.layout import lay
from app.quiz.questions import Question
from app.quiz.rules import Shown
from app.quiz.showing import Look, ShownQuestion, shown_question

# One seed for all previews: while an author writes, nothing changes places on its own.
SEED = "preview"
FRESH = Look()
WITH_KEY = Look(
    allowed=Shown(verdict=True, explanation=True, key=True),
    is_open=False,
    is_practice=True,
    share=Fraction(1),
    every_feedback=True,
)


def shown_questions(snapshot: Mapping[str, Any], *, with_key: bool = False) -> list[ShownQuestion]:
    """Return the questions of a snapshot in the order of the file, as they stand on a fresh sheet.

    With `with_key` each is answered rightly and closed, with its right answer in words, its hint, its explanation and
    the feedback of every option. Questions that have no id yet get one for the page. The snapshot may be of a text
    with errors: a question that its kind can't read, an unclear number or a step that leads nowhere, is left out.
    """
    scoring, found = Scoring(snapshot["meta"]["scoring"]), []
    for number, record in enumerate(snapshot["questions"], 1):
        named = record | {"id": record["id"] or f"moi{number:05}"}
        with suppress(ValueError, LookupError):
            found.append(_shown(Question.read(named, scoring), with_key=with_key))
    return found


def _shown(question: Question, *, with_key: bool) -> ShownQuestion:
    (laid,) = lay([question], shuffles=False, seed=SEED)
    if not with_key:
        return shown_question(question, laid, NOTHING, FRESH)
    return shown_question(question, laid, rules_on(laid).right(laid["key"]), WITH_KEY)
