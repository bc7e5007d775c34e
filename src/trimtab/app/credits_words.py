"""Results of the credit bank in sentences of either language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trimtab.credentials.bank import Gap, StackResult, Unused, to_credits
from trimtab.credentials.bank.pipeline import Step
from trimtab.messages import Language, text


def reason_sentence(name: str, params: Mapping[str, str], language: Language) -> str:
    """The sentence ``credits.reason.<name>``; an outcome of a verification in its own words."""
    shown = dict(params)
    if name == "not_valid":
        shown["outcome"] = text(f"verification.outcome.{shown['outcome']}", language)
    return text(f"credits.reason.{name}", language, **shown)


def step_sentence(step: Step, language: Language) -> str:
    """A step of the pipeline and its answer."""
    title = text(f"credits.step.{step.name}", language)
    return f"{title}{_colon(language)}{reason_sentence(step.reason, step.params, language)}"


def unused_sentence(unused: Unused, language: Language) -> str:
    """Why an entry is not used."""
    return reason_sentence(unused.reason, unused.params, language)


def gap_sentences(result: StackResult, gap: Gap | None, language: Language) -> Iterator[str]:
    """What is lacking, need by need, and how it would be closed most cheaply; that it is advice."""
    for need in result.needs:
        if need.asked and need.short:
            yield text(
                "credits.reason.short",
                language,
                credits=to_credits(need.short),
                need=need.title.get(language.value, need.need_id),
            )
    for limit in result.limits:
        if limit.short:
            short = to_credits(limit.short)
            yield text(f"credits.reason.short_{limit.name}", language, credits=short)
    if result.satisfied:
        yield text("credits.reason.complete", language)
    if gap is not None:
        yield _closing(gap, language)
    yield text("credits.reason.advice", language)


def _closing(gap: Gap, language: Language) -> str:
    if not gap.courses:
        return text("credits.reason.closes_nothing", language)
    between = "、" if language is Language.ZH else ", "
    courses = between.join(one.title.get(language.value, one.course_id) for one in gap.courses)
    price = to_credits(gap.price)
    if gap.remaining:
        return text(
            "credits.reason.closes_part",
            language,
            remaining=to_credits(gap.remaining),
            courses=courses,
            price=price,
            currency=gap.currency,
        )
    return text(
        "credits.reason.closes", language, courses=courses, price=price, currency=gap.currency
    )


def _colon(language: Language) -> str:
    return "：" if language is Language.ZH else ": "
