"""The report as a file: whole, the same bytes again, nothing fetched, every case of evidence."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

import trimtab.reports.backtest as room
from trimtab.kernel import Estimate, StateError
from trimtab.messages import LANGUAGES, explain_error, has_text, keys
from trimtab.reports.backtest import render_backtest_report, write_backtest_report

SOURCE = Path(room.__file__).parent
TEMPLATE = SOURCE.parent / "templates" / "backtest_report.html.j2"


@pytest.fixture(scope="module")
def document(made_up):
    return render_backtest_report(made_up.report())


def test_it_is_small_and_needs_nothing_from_anywhere(document):
    assert len(document.encode()) < 2_000_000
    assert not re.search(r"https?://|//cdn|@import|url\(", document)
    assert not re.search(r"\son[a-z]+=|javascript:", document)
    assert document.count("<script>") == 1 and "default-src 'none'" in document


def test_the_same_report_gives_the_same_bytes(document, made_up):
    assert render_backtest_report(made_up.report()) == document


def test_held_out_and_development_scores_stand_apart(document):
    for language in ("zh", "en"):
        edition = document.split(f'class="edition edition-{language}"')[1].split("</article>")[0]
        held_out, development = edition.split('class="part part-held_out"')[1].split(
            'class="part part-development"'
        )
        for figure in ("comparison", "delays", "promises", "reliability", "sensitivity"):
            assert held_out.count(f'"figure figure-{figure}"') == 1
            assert development.count(f'"figure figure-{figure}"') == 1
            assert (
                f"{figure if figure != 'comparison' else 'scores'}-held_out-{language}.csv"
                in held_out
            )
        assert "development-" not in held_out


@pytest.mark.parametrize(
    "options",
    [
        {"developed": False, "other": False},
        {"dated": False, "developed": False},
        {"dated": False, "developed": True},
        {"regions": 1, "developed": False},
    ],
    ids=["held out only", "no downturn at all", "development only", "one region"],
)
def test_it_is_whole_whatever_the_evidence(made_up, options):
    document = render_backtest_report(made_up.report(**options))
    shown = re.sub(r"<(style|script)>.*?</\1>|<[^>]+>", " ", document, flags=re.S)
    assert not re.search(r"\bnan\b|\bNone\b|\binf\b|[{}]|backtest_report\.", shown)
    assert document.count('class="lead"') == 2 * 3
    unscored = options.get("dated") is False
    assert ("none can be called hit or false" in document) is unscored
    assert ("figure-delays" in document) is (not unscored or options["developed"])


def test_nothing_scored_says_that_it_cannot_be_told(made_up):
    document = render_backtest_report(made_up.report(dated=False, developed=False))
    assert "cannot be told" in document and "无法判断" in document
    assert "key-figures" not in document.split("</style>")[1]


def _finding_nothing(study):
    """The same study had ours raised no alarm that hits."""
    ours, nan = study.scored[0], float("nan")
    never = Estimate(nan, nan, nan, "months")
    none = replace(
        ours.scores,
        hits=0,
        hit_rate=Estimate(0.0, 0.0, 1.0, "share"),
        median_lag_reference=never,
        median_lag_known=never,
        hits_before_start=never,
    )
    first, *others = study.result.detectors
    result = replace(study.result, detectors=(replace(first, scores=none), *others))
    wide = Estimate(-1.0, float("-inf"), float("inf"), "share")
    differences = tuple(
        replace(one, hit_rate=wide, median_lag_known=never) for one in study.differences
    )
    missed = tuple(
        replace(one, hit_rate=none.hit_rate, median_lag_known=never)
        if one.detector == ours.detector
        else one
        for one in study.sensitivity
    )
    return replace(study, result=result, differences=differences, sensitivity=missed)


def test_a_part_in_which_nothing_is_found_is_told_in_its_own_words(made_up):
    whole = made_up.report(developed=False, other=False)
    document = render_backtest_report(replace(whole, held_out=_finding_nothing(whole.held_out)))
    leads = " ".join(re.findall(r'<p class="lead">(.*?)</p>', document))
    assert "found none" in leads and "一个也未识别出" in leads
    assert "cannot tell" not in leads and "interval not known" not in document
    assert "尚无法给出区间" not in document and "无法判断 个月" not in document
    assert leads.count("gives no interval") == 1 and "cannot tell to" not in document
    assert "0次命中" not in document and "of the 0 hits" not in document


def test_an_old_report_is_replaced_whole_and_a_missing_folder_refused(made_up, tmp_path):
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    write_backtest_report(made_up.report(), path)
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(StateError) as caught:
        write_backtest_report(made_up.report(), tmp_path / "nowhere" / "report.html")
    assert caught.value.code == "REPORT-010"
    assert all("nowhere" in explain_error(caught.value, language) for language in LANGUAGES)


def _told() -> set[str]:
    """Keys asked for by ``tell`` in code and template; ``name.*`` where the end is computed."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "tell":
                parts = (
                    node.args[0].values
                    if isinstance(node.args[0], ast.JoinedStr)
                    else [node.args[0]]
                )
                found |= (
                    {"".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in parts)}
                    if all(isinstance(p, ast.Constant | ast.FormattedValue) for p in parts)
                    else set()
                )
    found |= set(re.findall(r'\btell\("([\w.]+)"', TEMPLATE.read_text(encoding="utf-8")))
    return found


def test_every_word_asked_for_exists_and_every_word_is_asked_for():
    asked = _told()
    assert len(asked) > 60
    patterns = [
        re.compile("backtest_report." + re.escape(k).replace(r"\*", r"[\w.]+")) for k in asked
    ]
    for language in LANGUAGES:
        held = [key for key in keys(language) if key.startswith("backtest_report.")]
        lacking = [p.pattern for p in patterns if not any(p.fullmatch(key) for key in held)]
        assert lacking == []
        computed = (
            "backtest_report.detector.",
            "backtest_report.method.",
            "backtest_report.limit.",
        )
        idle = [
            key
            for key in held
            if not key.startswith(computed) and not any(p.fullmatch(key) for p in patterns)
        ]
        assert idle == []
        assert has_text("backtest_report.detector.trimtab", language)
