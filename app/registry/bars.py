"""What bars an identity check or a link, each with the sentence an official reads."""

from app.core.actor import Actor
from app.core.errors import NotAllowed, Refusal
from app.core.text import N_
from app.learning import service as learning
from app.people import rules as people_rules
from app.people import service as people
from app.people.models import CheckState, IdentityCheck, IdentityState, Person
from app.people.natural import natural_persons
from app.quiz import service as quiz
from app.registry import queries


class WrongNumber(Refusal):
    """What was typed is not a personal number, or not the one that was typed before."""

    status = 400


class NoNote(Refusal):
    """The official did not say what they saw."""

    status = 400


class CannotLink(Refusal):
    """These two cannot be made one, or this one needs no check; the sentence says why."""


class NumberDisputed(CannotLink):
    """A number was typed for one person that belongs to another, or is not the one the resident list has for them."""

    def __init__(self, problem: str, about: Person, **details: str) -> None:
        super().__init__(problem, **details)
        self.about = about


class SameOfficial(NotAllowed):
    """The second look is the first official's own, or somebody checks themselves."""


def checked(number: str, person: Person) -> people_rules.NumberCheck:
    """Return the number with what is odd about it for this person.

    Raises:
        WrongNumber: not twelve digits.
    """
    verdict = people_rules.check_number(number, sex=person.sex, birth_year=person.birth_year)
    if verdict.error:
        raise WrongNumber(verdict.error)
    return verdict


def ensure_waiting(check: IdentityCheck) -> None:
    """Let only an undecided check pass.

    Raises:
        CannotLink: it was decided.
    """
    if check.state is not CheckState.WAITING:
        raise CannotLink(N_("Lần kiểm tra này đã được quyết định rồi. Mời xem lại tình trạng mới nhất."))


SELF = N_("Không ai tự xác minh cho chính mình. Mời một cán bộ khác làm việc này.")
TWICE = N_("Số định danh phải do hai người khác nhau nhập. Mời một cán bộ khác xác nhận.")


def ensure_other(actor: Actor, ids: list[int], problem: str) -> None:
    """Let the actor pass only as another natural person than all of these.

    Raises:
        SameOfficial: with `problem`, the actor is one of them.
    """
    natural = natural_persons({actor.person_id, *ids})
    if natural[actor.person_id] in {natural[one] for one in ids}:
        raise SameOfficial(problem)


def ensure_possible(person: Person, listed: Person | None, number: str) -> None:
    """Let the check of an unverified person pass, with the row of the resident list they may be.

    Raises:
        CannotLink: verified already, or these two cannot be made one.
        NumberDisputed: the number says that it is somebody else.
    """
    if person.state is not IdentityState.UNVERIFIED:
        raise CannotLink(N_("Người này đã được xác minh rồi."))
    if listed is not None:
        _ensure_linkable(person, listed)
    target = listed or person
    owner = people.find_by_number(number)
    if owner is not None and owner.id != target.id:
        raise NumberDisputed(
            N_("Số này đã có ở %(name)s, %(hamlet)s. Nếu đúng là một người, mời chọn tên đó trong danh sách dân cư."),
            owner,
            name=owner.full_name,
            hamlet=owner.hamlet.name,
        )
    if target.number_index is not None and owner is None:
        raise NumberDisputed(
            N_("Số trên thẻ khác số đã ghi trong danh sách dân cư. Mời xem lại đã chọn đúng người chưa."), target
        )


def _ensure_linkable(person: Person, listed: Person) -> None:
    if person.is_listed or not listed.is_listed or listed.id == person.id:
        raise CannotLink(N_("Chỉ gắn người tự đăng ký với một người trong danh sách dân cư."))
    if listed.state in (IdentityState.MERGED, IdentityState.SUSPENDED):
        raise CannotLink(N_("Dòng này của danh sách dân cư không còn dùng. Mời chọn dòng khác."))
    if learning.has_history(listed.id) or quiz.has_history(listed.id) or queries.has_record(listed.id):
        raise CannotLink(
            N_("%(name)s trong danh sách dân cư đã có kết quả học riêng nên không gộp được. Mời báo Phòng Văn hóa."),
            name=listed.full_name,
        )
