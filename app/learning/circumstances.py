"""How a passed attempt was made, as it stands in the evidence, and the words that tell it to officials."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from app.core.text import N_
from app.identity.words import Assurance
from app.learning.rules import Sentence
from app.learning.words import Medium


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How sure we are of who answered, on what, where a witness sat beside them, and whether somebody read aloud."""

    assurance: Assurance = Assurance.PASSWORD
    medium: Medium = Medium.SCREEN
    place: str | None = None
    is_read_aloud: bool = False

    def columns(self) -> dict[str, Any]:
        """Return them as columns of progress."""
        return {
            "assurance": self.assurance,
            "medium": self.medium,
            "place": self.place,
            "is_read_aloud": self.is_read_aloud,
        }

    @classmethod
    def of_facts(cls, passed: Mapping[str, Any]) -> Self | None:
        """Return those of a pass in stored evidence; None where the evidence is older than they are."""
        if "assurance" not in passed:
            return None
        return cls(
            assurance=Assurance(passed["assurance"]),
            medium=Medium(passed["medium"]),
            place=passed["place"],
            is_read_aloud=passed["read_aloud"],
        )


def facts_of(progress: Any) -> dict[str, Any]:
    """Return what the evidence says of how a pass was made; nothing for a pass from before it was kept."""
    if progress.assurance is None:
        return {}
    return {
        "assurance": progress.assurance.value,
        "medium": progress.medium.value,
        "place": progress.place,
        "read_aloud": bool(progress.is_read_aloud),
    }


ENTRIES = {
    Assurance.PAPER: N_("Nhập từ giấy"),
    Assurance.CARD: N_("Vào bằng thẻ học và mã PIN"),
    Assurance.CLASS: N_("Vào bằng thẻ học tại lớp"),
    Assurance.CODE: N_("Vào bằng mã do người hướng dẫn đọc"),
    Assurance.PASSWORD: N_("Vào bằng tên đăng nhập và mật khẩu"),
    Assurance.VNEID: N_("Vào bằng tài khoản VNeID"),
}


def say(made: Circumstances, witness: str | None) -> Sentence:
    """Return the one sentence on how an attempt was made; `witness` is the name of who opened it, if anybody did."""
    on_paper = made.medium is Medium.PAPER
    parts = [Sentence(N_("Làm trên giấy, nhập hai lần") if on_paper else ENTRIES[made.assurance])]
    if witness is None:
        parts.append(Sentence(N_("không có người chứng kiến")))
    elif made.place:
        seen = N_("có người chứng kiến: %(name)s, tại %(place)s")
        parts.append(Sentence(seen, {"name": witness, "place": made.place}))
    else:
        parts.append(Sentence(N_("có người chứng kiến: %(name)s"), {"name": witness}))
    if made.is_read_aloud:
        parts.append(Sentence(N_("có người đọc giúp câu hỏi")))
    return Sentence(N_("%(parts)s."), parts=tuple(parts))
