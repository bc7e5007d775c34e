"""Which published files are understood, and what comes out. The tables are the documentation.

Figures are invented but for the rows of Eloundou et al., which are as published.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trimtab.app.exposure_files import read_score_files
from trimtab.exposure import Scores
from trimtab.exposure.reading import form_of
from trimtab.kernel import InputRejectedError

HEADERS = """
form            | header
eloundou        | O*NET-SOC Code,Title,dv_rating_alpha,dv_rating_beta,human_rating_beta
felten          | SOC Code,Occupation Title,AIOE
felten          | SOC Code,Occupation Title,Language Modeling AIOE
felten          | SOC Code,Occupation Title,Image Generation AIOE
ilo             | ISCO_08,Title,taskID,Task_ISCO,score_2025,mean_score_2025,SD_2025,potential25
observed_use    | occ_code,title,observed_exposure
task_modes      | task_name,feedback_loop,directive,task_iteration,validation,learning,filtered
long_task_modes | geo_id,geography,date_start,facet,level,variable,cluster_name,value
task_statements | O*NET-SOC Code,Title,Task ID,Task,Task Type
task_use        | task_name,pct
-               | SOC Code,Occupation Title
-               | industry,exposure
"""

ELOUNDOU = """\
O*NET-SOC Code,Title,dv_rating_alpha,dv_rating_beta,human_rating_beta
29-2011.00,Laboratory Technologists,0.07142857142857142,0.23214285714285712,0.23214285714285712
29-2011.01,Cytogenetic Technologists,0.20689655172413793,0.4224137931034483,0.33620689655172414
29-2012.00,Laboratory Technicians,0.0,0.21428571428571427,0.09523809523809523
35-2015.00,"Cooks, Short Order",0.0,0.0,0.0
"""
AIOE = """\
SOC Code,Occupation Title,AIOE
15-1121,Computer Systems Analysts,1.5
15-1132,"Software Developers, Applications",1.25
35-2015,"Cooks, Short Order",-1.75
"""
ILO = """\
ISCO_08,Title,score_2025,mean_score_2025,SD_2025,potential25
110,Commissioned officers,0.2,0.3,0.1,Minimal Exposure
110,Commissioned officers,0.4,0.3,0.1,Minimal Exposure
2512,Software developers,0.6,0.6,0.05,Exposed: Gradient 3
"""
MODES = """\
task_name,feedback_loop,directive,task_iteration,validation,learning,filtered
write code.,0.1,0.2,0.2,0.1,0.0,0.4
file papers.,0.0,0.5,0.0,0.0,0.5,0.0
never seen.,0.0,0.0,0.0,0.0,0.0,1.0
"""
STATEMENTS = """\
O*NET-SOC Code,Title,Task ID,Task
15-1252.00,Software Developers,1,Write code.
15-1252.00,Software Developers,2,File papers.
43-4071.00,File Clerks,3,File papers
35-2015.00,"Cooks, Short Order",4,Never seen.
"""
USE = "task_name,pct\nwrite code.,3.0\nfile papers.,2.0\n"


def _rows(table: str) -> list[tuple[str, str]]:
    lines = [line.split("|", 1) for line in table.strip().splitlines()[1:]]
    return [(form.strip(), header.strip()) for form, header in lines]


@pytest.mark.parametrize(("form", "header"), _rows(HEADERS))
def test_a_file_is_known_by_its_header(form: str, header: str):
    found = form_of(tuple(header.split(",")))
    assert (found.name if found else "-") == form


def _read(folder: Path, **texts: str) -> tuple[dict[str, Scores], object]:
    paths = []
    for name, text in texts.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    scores, modes = read_score_files(paths)
    return {one.measure.name: one for one in scores}, modes


def test_eight_digits_are_averaged_to_six(tmp_path: Path):
    found, modes = _read(tmp_path, occ_level=ELOUNDOU)
    assert modes is None
    assert set(found) == {"eloundou_gpt4_alpha", "eloundou_gpt4_beta", "eloundou_human_beta"}
    beta = found["eloundou_gpt4_beta"]
    assert beta.by_code()["SOC@2018:29-2011"] == pytest.approx((0.2321428571 + 0.4224137931) / 2)
    assert beta.by_code()["SOC@2018:35-2015"] == 0.0
    assert (beta.joining.rows, beta.joining.codes, beta.joining.lost) == (4, 3, ())


def test_soc_2010_is_carried_over_where_exact_and_counted_where_not(tmp_path: Path):
    found, _ = _read(tmp_path, aioe=AIOE)
    scores = found["felten_aioe"]
    assert scores.by_code() == {"SOC@2018:15-1211": 1.5, "SOC@2018:35-2015": -1.75}
    assert scores.joining.lost == ("15-1132",)  # software developers were redrawn in 2018


def test_the_ilo_mean_of_a_group_stands_in_each_of_its_tasks(tmp_path: Path):
    scores = _read(tmp_path, ilo=ILO)[0]["ilo_2025"]
    assert scores.by_code() == {"ISCO@08:0110": 0.3, "ISCO@08:2512": 0.6}
    assert scores.deviation.tolist() == [0.1, 0.05]
    assert scores.categories == ("Minimal Exposure", "Exposed: Gradient 3")
    assert scores.joining.rows == 3


def test_automation_is_directive_and_feedback_loop_by_use(tmp_path: Path):
    """Of "write code" 0.3 of 0.6 classified is automation, of "file papers" 0.5 of 1.0; the second
    belongs to two occupations, so each has half of its use."""
    _, modes = _read(tmp_path, modes=MODES, statements=STATEMENTS, use=USE)
    found = dict(zip(modes.codes, modes.automation, strict=True))
    assert found["SOC@2018:43-4071"] == pytest.approx(0.5)
    assert found["SOC@2018:15-1252"] == pytest.approx((3.0 * 0.5 + 1.0 * 0.5) / 4.0)
    assert set(found) == {"SOC@2018:43-4071", "SOC@2018:15-1252"}  # nothing was seen of cooks


def test_the_long_form_counts_conversations_of_the_globe(tmp_path: Path):
    head = "geo_id,geography,facet,variable,cluster_name,value\n"
    facet, count = "onet_task::collaboration", "onet_task_collaboration_count"
    rows = [
        f"GLOBAL,global,{facet},{count},write code.::directive,30",
        f"GLOBAL,global,{facet},{count},write code.::feedback loop,30",
        f"GLOBAL,global,{facet},{count},write code.::task iteration,20",
        f"GLOBAL,global,{facet},{count},write code.::not_classified,900",
        f"US,country,{facet},{count},write code.::learning,5000",
        "GLOBAL,global,collaboration,collaboration_count,learning,77",
    ]
    _, modes = _read(tmp_path, long=head + "\n".join(rows) + "\n", statements=STATEMENTS)
    assert modes.codes == ("SOC@2018:15-1252",)
    assert modes.automation == pytest.approx([0.75])


def test_statements_of_soc_2010_are_noticed(tmp_path: Path):
    earlier = STATEMENTS.replace("15-1252.00", "15-1121.00").replace("35-2015.00", "15-1111.00")
    _, modes = _read(tmp_path, modes=MODES, statements=earlier)
    assert "SOC@2018:15-1211" in modes.codes


REFUSED = """
code         | file                                                       | place
EXPOSURE-003 | SOC Code,AIOE\\n15-1121,1.0\\n151122,1.0\\n                 | 3:SOC Code
EXPOSURE-004 | O*NET-SOC Code,dv_rating_beta\\n15-1252.00,1.7\\n          | 2:dv_rating_beta
EXPOSURE-004 | SOC Code,AIOE\\n15-1121,high\\n                            | 2:AIOE
EXPOSURE-004 | SOC Code,AIOE\\n15-1121,nan\\n                             | 2:AIOE
EXPOSURE-005 | SOC Code,AIOE\\n15-1121,1.0\\n15-1121,2.0\\n               | 3:SOC Code
EXPOSURE-009 | ISCO_08,mean_score_2025\\n2512,0.5\\n2512,0.6\\n           | 3:mean_score_2025
"""


@pytest.mark.parametrize(
    ("code", "content", "place"),
    [tuple(cell.strip() for cell in line.split("|")) for line in REFUSED.strip().splitlines()[1:]],
)
def test_faults_are_refused_at_their_place(code: str, content: str, place: str, tmp_path: Path):
    with pytest.raises(InputRejectedError) as caught:
        _read(tmp_path, scores=content.replace("\\n", "\n"))
    assert caught.value.code == "EXPOSURE-002" and caught.value.params["n"] == 1
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == (code, f"scores.csv:{place}")


def test_whole_files_that_cannot_be_used(tmp_path: Path):
    for code, texts in {
        "EXPOSURE-001": {"a": "industry,exposure\nX,1\n"},
        "EXPOSURE-006": {"a": MODES},
        "EXPOSURE-007": {"a": AIOE, "b": AIOE},
        "EXPOSURE-008": {"a": "SOC Code,AIOE\n\n"},
    }.items():
        with pytest.raises(InputRejectedError) as caught:
            _read(tmp_path, **texts)
        assert caught.value.code == code


def test_the_sheet_of_a_workbook_is_found_below_its_title(tmp_path: Path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["About this workbook"])
    sheet = book.create_sheet("Appendix A")
    rows = [["AI occupational exposure"], [], ["SOC Code", "Occupation Title", "AIOE"]]
    for row in (*rows, ["15-1121", "Systems Analysts", 1.5], ["15-1121", "again", 1.4]):
        sheet.append(row)
    path = tmp_path / "AIOE_DataAppendix.xlsx"
    book.save(path)
    with pytest.raises(InputRejectedError) as caught:
        read_score_files([path])
    assert caught.value.problems[0].place == "AIOE_DataAppendix.xlsx[Appendix A]:5:SOC Code"
    sheet.delete_rows(5)
    book.save(path)
    (scores,), _ = read_score_files([path])
    assert scores.by_code() == {"SOC@2018:15-1211": 1.5}
    assert np.isfinite(scores.values).all()
