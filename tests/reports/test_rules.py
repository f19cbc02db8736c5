"""The targets of the plan, with plain values."""

from app.reports.rules import Figure, plan_of, problem_of


def test_the_plan_of_2026_has_five_indicators_and_its_source() -> None:
    plan = plan_of(2026)

    assert [target.code for target in plan.targets] == ["a", "b", "c", "d", "đ"]
    assert "Kế hoạch" in plan.source


def test_more_than_a_hundred_per_cent_is_kept_as_a_hundred_with_the_words_of_the_plan() -> None:
    (target,) = [target for target in plan_of(2026).targets if target.code == "a"]

    assert (target.percent, target.text) == (100, "trên 100%")


def test_learnt_here_and_confirmed_on_vneid_are_two_indicators_of_one_population() -> None:
    learnt, confirmed = (target for target in plan_of(2026).targets if target.group == "nguoi-dan")

    assert learnt.population == confirmed.population
    assert (learnt.figure, confirmed.figure) == (Figure.FINISHED, Figure.CONFIRMED)


def test_no_rate_without_a_denominator_and_none_above_a_hundred() -> None:
    assert problem_of(5, None) is not None
    assert problem_of(5, 4) is not None
    assert problem_of(4, 4) is None


def test_a_year_without_targets_has_none() -> None:
    assert plan_of(2035).targets == ()
