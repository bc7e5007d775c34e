"""Results of the credit bank in sentences of either language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from trimtab.credentials.bank import Framework, Gap, StackResult, Unused, load_book, to_credits
from trimtab.credentials.bank.pipeline import Step
from trimtab.messages import Language, in_words, text


def reason_sentence(name: str, params: Mapping[str, str], language: Language) -> str:
    """The sentence ``credits.reason.<name>``: outcomes, frameworks and levels in words."""
    shown = dict(params)
    if name == "not_valid":
        shown["outcome"] = text(f"verification.outcome.{shown['outcome']}", language)
    frameworks = load_book().frameworks
    if "level" in shown:
        framework = frameworks.get(shown.get("framework", ""))
        shown["level"] = level_words(framework, shown["level"], language)
    for name_of in ("framework", "from", "wanted"):
        if found := frameworks.get(shown.get(name_of, "")):
            shown[name_of] = in_words(found.title, language, found.framework_id)
    return text(f"credits.reason.{name}", language, **shown)


def level_words(framework: Framework | None, code: str, language: Language) -> str:
    """A level by its title, else by its code; in a framework nobody knows, as a level of it.

    A bare number misleads: grade 3 of China's eight is the intermediate worker, while people call
    the senior worker level three.
    """
    found = framework.level(code) if framework else None
    if found is not None and (title := in_words(found.title, language, "")):
        return title
    return text("web.credits.level", language, level=code)


def step_sentence(step: Step, language: Language) -> str:
    """A step of the pipeline and its answer."""
    title = text(f"credits.step.{step.name}", language)
    return f"{title}{_colon(language)}{reason_sentence(step.reason, step.params, language)}"


def unused_sentence(unused: Unused, language: Language) -> str:
    """Why an entry is not used."""
    return reason_sentence(unused.reason, unused.params, language)


def gap_sentences(
    result: StackResult, gap: Gap | None, language: Language, recognised: int = 0
) -> Iterator[str]:
    """What is lacking, need by need, and how it would be closed most cheaply; that it is advice.

    ``recognised``: hundredths of it that were recognised before.
    """
    if recognised:
        yield text("web.credits.recognised", language, credits=to_credits(recognised))
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
    titles = (one.title.get(language.value, one.course_id) for one in gap.courses)
    courses = language.between.join(titles)
    price = price_words(str(to_credits(gap.price)), gap.currency, language)
    if gap.remaining:
        return text(
            "credits.reason.closes_part",
            language,
            remaining=to_credits(gap.remaining),
            courses=courses,
            price=price,
        )
    return text("credits.reason.closes", language, courses=courses, price=price)


def price_words(amount: str, currency: str, language: Language) -> str:
    """A price with its currency, thousands apart.

    >>> price_words("1400", "CNY", Language.ZH), price_words("1400", "EUR", Language.EN)
    ('1,400元', '1,400 EUR')
    """
    shown = f"{Decimal(amount):,f}"
    if currency == "CNY":
        return text("web.credits.price_cny", language, amount=shown)
    return f"{shown} {currency}"


def _colon(language: Language) -> str:
    return "：" if language is Language.ZH else ": "
