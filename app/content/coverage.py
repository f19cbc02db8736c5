"""Which skills of its frameworks a programme teaches and asks for, and which it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.content.figures import full_tag
from app.content.words import QuizMode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from app.content.schema import Framework, Group, Module, Skill


@dataclass(frozen=True, slots=True)
class SkillCoverage:
    """One skill: the keys of the lessons that teach it, and how many questions of assessments ask for it."""

    skill: Skill
    lessons: tuple[str, ...]
    questions: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """One framework, all of its skills in their order."""

    framework: Framework
    skills: tuple[SkillCoverage, ...]

    @property
    def taught(self) -> list[SkillCoverage]:
        """Return the skills that some lesson teaches."""
        return [one for one in self.skills if one.lessons]

    @property
    def missing(self) -> list[SkillCoverage]:
        """Return the skills that no lesson teaches yet."""
        return [one for one in self.skills if not one.lessons]


def coverage_of(
    modules: Mapping[str, Module], frameworks: Collection[Framework], group: Group | None
) -> list[Coverage]:
    """Return what a programme's modules, by key, cover of the group's own frameworks and of those they name.

    A lesson teaches what its head or one of its questions names; the questions of an assessment only ask.
    """
    every = list(frameworks)
    taught = {key: _tags(module, every) for key, module in modules.items() if not _assesses(module)}
    asked = [
        {full_tag(tag, module, every) for tag in question.skills}
        for module in modules.values()
        if _assesses(module)
        for question in module.questions
    ]
    named = {tag.rpartition(":")[0] for tags in (*taught.values(), *asked) for tag in tags}
    fitting = [one for one in every if one.id in named or (group and group in one.groups)]
    return [Coverage(one, tuple(_skill(one, skill, taught, asked) for skill in one.skills)) for one in fitting]


def _skill(
    framework: Framework, skill: Skill, taught: Mapping[str, set[str]], asked: Collection[set[str]]
) -> SkillCoverage:
    tag = f"{framework.id}:{skill.id}"
    lessons = tuple(key for key, tags in taught.items() if tag in tags)
    return SkillCoverage(skill, lessons, sum(tag in tags for tags in asked))


def _tags(module: Module, frameworks: list[Framework]) -> set[str]:
    named = {*module.meta.skills, *(tag for question in module.items for tag in question.skills)}
    return {full_tag(tag, module, frameworks) for tag in named}


def _assesses(module: Module) -> bool:
    return module.meta.quiz is QuizMode.ASSESSMENT
