"""How questions did, in words for those who write them, and counting attempts again by a corrected key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.authoring.history import authors_of_version
from app.catalog.storing import find_current
from app.content.words import Kind
from app.core.actor import Actor
from app.core.text import N_
from app.quiz import plans, regrading, remembering, results
from app.quiz.models import Regrade
from app.quiz.quality_rules import Ease, Tells
from app.quiz.regrading import Preview
from app.quiz.statistics import ModuleQuality, QuestionQuality

WHOLE = frozenset({Kind.ONE, Kind.SHORT, Kind.NUMBER})
# Where something else can be offered in the place of what nobody picks: the words "Đúng" and "Sai" and the harmless
# lines of a message belong where they are, and few may reach a step of a story.
REPLACEABLE = frozenset({Kind.ONE, Kind.SEVERAL, Kind.HOTSPOT})
TELLS = {
    Tells.WELL: (N_("Câu này phân biệt tốt: người nắm bài thì làm đúng."), "done"),
    Tells.FAIRLY: (N_("Câu này phân biệt được người nắm bài và người chưa nắm."), "done"),
    Tells.HARDLY: (N_("Câu này phân biệt kém: đúng hay sai hầu như không theo việc nắm bài."), "wait"),
    Tells.REVERSED: (N_("Câu này phân biệt ngược: người giỏi lại sai nhiều hơn. Mời xem lại đáp án."), "problem"),
    Tells.UNKNOWN: (N_("Mọi người làm như nhau nên chưa so được ai nắm bài, ai chưa."), "wait"),
}
EASE = {
    Ease.EASY: (N_("Hầu như ai cũng làm đúng, có thể hỏi sâu hơn."), "wait"),
    Ease.HARD: (N_("Ít người làm đúng: mời xem lại lời câu hỏi, bài học và đáp án."), "wait"),
}


@dataclass(frozen=True)
class Said:
    """One sentence about a question: a message id with its details, and how much it matters (the kind of a tag)."""

    message: str
    kind: str = "neutral"
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Beside:
    """A question of the published version beside the text in the editor; `line` is where its `Mã` stands there."""

    question: QuestionQuality
    line: int | None


@dataclass(frozen=True)
class RegradePage:
    """What counting again would do, and why who asks may not decide it (None: they may)."""

    preview: Preview
    problem: str | None

    @property
    def is_needed(self) -> bool:
        """Tell whether anything is left to do."""
        return bool(self.preview.tally.changed or self.preview.tally.open)


def read(key: str) -> ModuleQuality:
    """Return how the questions of a published lesson did.

    Raises:
        NotFound: no such lesson, or it is not published.
    """
    return remembering.quality_of(key)


def beside(key: str, text: str) -> list[Beside]:
    """Return the questions for the editor, as far as they have been met; nothing for what is not published."""
    if find_current(key) is None or key.endswith("/index"):
        return []
    lines = {line.strip(): number for number, line in enumerate(text.split("\n"), 1)}
    questions = remembering.quality_of(key).questions.values()
    return [Beside(one, lines.get(f"Mã: {one.id}")) for one in questions if one.met or one.stale]


def said(question: QuestionQuality) -> list[Said]:
    """Return what is to be said of a question, the figure first; what is missing while there are too few attempts."""
    found = []
    if question.facility is None or question.tells is None:
        few = {"met": question.met, "missing": question.missing}
        found.append(Said(N_("Mới có %(met)s lượt làm, cần thêm %(missing)s lượt."), details=few))
    else:
        percent = {"percent": question.facility * 100 // 1}
        right, share = N_("%(percent)s %% làm đúng."), N_("Trung bình được %(percent)s %% số điểm của câu.")
        found.append(Said(right if _is_all_or_nothing(question) else share, details=percent))
        message, kind = TELLS[question.tells]
        found.append(Said(message, kind))
        if question.ease in EASE:
            found.append(Said(*EASE[question.ease]))
    if question.picks and question.picks.answered and question.picks.unpicked and question.kind in REPLACEABLE:
        nobody = N_("Không ai chọn: %(texts)s. Nên thay bằng điều người học dễ nhầm.")
        found.append(Said(nobody, "wait", {"texts": "; ".join(question.picks.unpicked)}))
    if question.stale:
        old = N_("%(count)s lượt tính theo đáp án cũ, chưa chấm lại nên không kể ở đây.")
        found.append(Said(old, "wait", {"count": question.stale}))
    return found


def _is_all_or_nothing(question: QuestionQuality) -> bool:
    """Tell whether an answer is right or wrong as a whole, so that the mean share is the number of right ones."""
    is_statement = question.kind is Kind.TRUE_FALSE and question.picks is not None and not question.picks.rows
    return question.kind in WHOLE or is_statement


def has_corrected_key(key: str) -> bool:
    """Tell whether the published version corrects a key by which somebody's assessment was, or will be, counted."""
    if find_current(key) is None:
        return False
    plan = plans.plan_for(key)
    return bool(plan.corrected) and results.has_assessments(key, plan.version_ids)


def regrade_page(key: str, *, actor: Actor) -> RegradePage:
    """Return what counting a lesson's attempts again would do, as one publisher sees it; changes nothing.

    Raises:
        NotFound: no such lesson, or it is not published.
    """
    preview = regrading.preview(key)
    own = regrading.is_own_key(actor, _authors(preview.plan))
    return RegradePage(preview, regrading.OWN_KEY if own else None)


def regrade(key: str, *, shown: str, reason: str, actor: Actor) -> Regrade:
    """Count a lesson's attempts again as it was shown; raises what `app.quiz.regrading.regrade` raises."""
    authors = _authors(plans.plan_for(key))
    return regrading.regrade(key, shown=shown, reason=reason, actor=actor, authors=authors)


def _authors(plan: plans.Plan) -> frozenset[int]:
    """Return the natural persons who wrote the corrected keys; nobody where they came from a file."""
    return frozenset().union(*(authors_of_version(plan.key, number) for number in plan.written_in))
