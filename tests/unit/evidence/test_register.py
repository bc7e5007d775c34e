"""The register finds, refuses and layers effects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trimtab.app.evidence import find_effects, open_evidence, write_effects
from trimtab.evidence import EMBEDDED_FILE, evidence_register, read_effects
from trimtab.kernel import UnknownCodeError, UsageError
from trimtab.kernel.evidence import Qualitative
from trimtab.kernel.evidence_vocabulary import Design, EvidenceVerification, Lever
from trimtab.messages import Language, explain_error

REGISTER = evidence_register()


@pytest.mark.parametrize("effect", list(REGISTER), ids=lambda effect: effect.id)
def test_no_recalled_or_qualitative_effect_is_a_default_anywhere(effect):
    forbidden = (
        effect.verification is EvidenceVerification.RECALLED
        or isinstance(effect.finding, Qualitative)
        or effect.design is Design.DESCRIPTIVE
    )
    assert effect.usable_as_default is not forbidden
    if forbidden:
        for to in ("CN", "US", "FR"):
            with pytest.raises(UsageError):
                REGISTER.require_default(effect.id, to)


@pytest.mark.parametrize(
    ("id", "code"),
    [
        ("ckw-2018-table-hiring-subsidy-longer", "EVIDENCE-002"),
        ("crepon-2013-displacement", "EVIDENCE-002"),  # recalled counts before qualitative
        ("wia-training-earnings-30m", "EVIDENCE-003"),
        ("sweden-study-support-2022", "EVIDENCE-004"),
        ("resea-nevada-2014-earnings-5y", "EVIDENCE-005"),
    ],
)
def test_why_an_effect_is_refused(id, code):
    with pytest.raises(UsageError) as refused:
        REGISTER.require_default(id, to="CN")
    assert refused.value.code == code
    for language in Language:
        assert id in explain_error(refused.value, language)


def test_money_is_a_default_at_home_and_its_relative_effect_elsewhere():
    at_home = REGISTER.require_default("resea-nevada-2014-earnings-5y", to="US")
    assert at_home.estimate == pytest.approx(0.9 * 13234)  # the market is not stated
    relative = REGISTER.require_default("resea-nevada-2014-earnings-5y-relative", to="CN")
    assert relative.estimate == pytest.approx(0.54 * 0.13)


def test_an_unknown_id_names_the_nearest():
    with pytest.raises(UnknownCodeError) as unknown:
        REGISTER.get("resea-nevada-earnings-5y")
    assert unknown.value.code == "EVIDENCE-001"
    assert "resea-nevada-2014-earnings-5y" in str(unknown.value.params["near"])


def test_find_narrows_by_everything_asked():
    found = REGISTER.find(lever=Lever.TRAINING, design=Design.META_ANALYSIS, usable=False)
    assert {effect.lever for effect in found} == {Lever.TRAINING}
    assert "mckenzie-2017-vocational-training" in {effect.id for effect in found}
    assert all(effect.usable_as_default for effect in REGISTER.find(usable=True))
    assert REGISTER.find(lever=Lever.UNEMPLOYMENT_BENEFIT) == ()


def test_usable_somewhere_leaves_out_money_of_another_country():
    anywhere = {effect.id for effect in REGISTER.find(usable=True)}
    in_china = {effect.id for effect in REGISTER.find(usable=True, to="CN-310000")}
    assert anywhere - in_china == {
        effect.id for effect in REGISTER if effect.id in anywhere and effect.finding.unit.is_money
    }
    assert in_china and anywhere - in_china


@pytest.mark.parametrize("words", ["nevada COUNSELLING", "内华达 面谈"])
def test_search_wants_every_word_in_either_language(words):
    found = {effect.id for effect in REGISTER.find(search=words)}
    assert "resea-nevada-2014-earnings-5y" in found
    assert not any(id.startswith("ckw") for id in found)


def test_an_unlisted_option_is_refused():
    with pytest.raises(UsageError) as refused:
        find_effects(REGISTER, lever="magic", design=None, usable=False, to=None, search="")
    assert (refused.value.code, refused.value.params["option"]) == ("EVIDENCE-030", "--lever")


def test_an_own_file_adds_and_replaces_and_the_last_wins(pilot, write):
    recalled = "ckw-2018-table-training-short"
    verified = pilot | {"id": recalled, "note_en": "Read.", "note_zh": "已核看。"}
    first = write(pilot, verified, name="first.csv")
    second = write(pilot | {"estimate": "0.05"}, name="second.csv")
    register = open_evidence([first, second])
    assert len(register) == len(REGISTER) + 1
    assert register.get(recalled).usable_as_default
    assert register.get(pilot["id"]).finding.estimate == 0.05
    assert register.file_of(pilot["id"]) == str(second)
    assert register.file_of(recalled) == str(first)
    assert register.file_of("taa-earnings-10y") == EMBEDDED_FILE
    assert not evidence_register().get(recalled).usable_as_default


def test_what_is_written_out_reads_back_as_it_was(tmp_path):
    path = tmp_path / "register.csv"
    write_effects(tuple(REGISTER), path)
    assert tuple(read_effects(path).values()) == tuple(REGISTER)


def test_writing_elsewhere_than_csv_or_nowhere_is_refused(tmp_path):
    for path, code in (
        (tmp_path / "a.docx", "APP-001"),
        (tmp_path / "no" / "a.csv", "EVIDENCE-029"),
    ):
        with pytest.raises(UsageError) as refused:
            write_effects(tuple(REGISTER), path)
        assert refused.value.code == code


def test_effects_are_frozen_and_stay_sound():
    effect = REGISTER.get("taa-earnings-10y")
    with pytest.raises(AttributeError):
        effect.study = "another"  # type: ignore[misc]
    assert replace(effect, fade_out_months=24).fade_out_months == 24
