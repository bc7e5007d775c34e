"""What makes a network unusable, and where the refusal points. The table is the reference."""

from __future__ import annotations

import pyarrow as pa
import pytest

from trimtab.app.economies import read_network
from trimtab.kernel import InputRejectedError
from trimtab.messages import Language, explain_error
from trimtab.simulation.economies import network_economy

OCCUPATIONS = ("code,title,employment,mean_wage,p", "a,A,100,50,0.1", "b,B,50,,0.2", "c,C,1,9,")
EDGES = ("src,dst,prob", "a,a,0.5", "a,b,0.5", "b,b,1", "c,c,0.75", "c,a,0.25")

WRONG = """
what is wrong                    | in | line | written instead         | code | place
a negative probability           | e  | 3    | a,b,-0.5                | 010  | e:3:prob
a probability that is no number  | e  | 3    | a,b,half                | 010  | e:3:prob
a probability that is not finite | e  | 3    | a,b,inf                 | 010  | e:3:prob
NaN written as text              | e  | 3    | a,b,nan                 | 010  | e:3:prob
a blank probability              | e  | 3    | a,b,                    | 010  | e:3:prob
a row that sums to 0.9           | e  | 3    | a,b,0.4                 | 014  | o:2:code
a row that sums to 1.1           | e  | 3    | a,b,0.6                 | 014  | o:2:code
a source that is not listed      | e  | 4    | z,b,1                   | 009  | e:4:src
a target that is not listed      | e  | 4    | b,z,1                   | 009  | e:4:dst
an occupation nobody leaves      | o  | 5    | c,C,1,9,+d,D,5,1,       | 013  | o:5:code
an occupation nobody can enter   | e  | 5    | c,b,0.75                | 015  | o:4:code
an entrance of probability zero  | e  | 5    | c,c,0+c,b,0.75          | 015  | o:4:code
an edge given twice              | e  | 3    | a,b,0.25+a,b,0.25       | 012  | e:4:dst
a code given twice               | o  | 3    | a,B,50,,0.2             | 005  | o:3:code
a blank code                     | o  | 3    | ,B,50,,0.2              | 004  | o:3:code
negative employment              | o  | 3    | b,B,-50,,0.2            | 006  | o:3:employment
no employment                    | o  | 3    | b,B,0,,0.2              | 006  | o:3:employment
blank employment                 | o  | 3    | b,B,,,0.2               | 006  | o:3:employment
employment that is no number     | o  | 3    | b,B,many,,0.2           | 006  | o:3:employment
a wage that is no number         | o  | 3    | b,B,50,low,0.2          | 007  | o:3:mean_wage
a wage of zero                   | o  | 3    | b,B,50,0,0.2            | 007  | o:3:mean_wage
text in a column of numbers      | o  | 3    | b,B,50,,x               | 008  | o:3:p
no column prob                   | e  | 1    | src,dst,weight          | 002  | e:prob
no column employment             | o  | 1    | code,title,jobs,wage,p  | 002  | o:employment
no column code                   | o  | 1    | id,title,employment,w,p | 002  | o:code
""".strip().splitlines()[1:]


def _write(folder, edges=EDGES, occupations=OCCUPATIONS):
    files = folder / "edges.csv", folder / "occupations.csv"
    for path, lines in zip(files, (edges, occupations), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return files


def _changed(lines, at, written):
    kept = list(lines)
    # Further lines replace those of the same start below, so that the rest of the table stays.
    kept[at - 1 : at] = written.split("+")
    return kept


def test_the_table_starts_from_a_sound_network(tmp_path):
    network = read_network(*_write(tmp_path))
    assert network.economy.employed[:, 0].tolist() == [100, 50, 1]
    assert list(network.columns) == ["p"]


def _table(lines):
    header, *rows = (line.split(",") for line in lines)
    return pa.table({name: [row[at] or None for row in rows] for at, name in enumerate(header)})


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row.split("|")[0].strip())
def test_is_refused_at_its_place(row):
    _, file, line, written, code, place = (cell.strip() for cell in row.split("|"))
    edges, occupations = EDGES, OCCUPATIONS
    if file == "e":
        edges = _changed(EDGES, int(line), written)
    else:
        at = min(int(line), len(OCCUPATIONS))
        occupations = _changed(OCCUPATIONS, at, written)
    with pytest.raises(InputRejectedError) as refused:
        network_economy(_table(occupations), _table(edges))
    assert refused.value.code == "SIMULATION-001"
    told = {(problem.code, problem.place) for problem in refused.value.problems}
    place = place.replace("e:", "edges:", 1) if place[0] == "e" else f"occupations{place[1:]}"
    assert (f"SIMULATION-{code}", place) in told


def test_everything_wrong_is_told_at_once(tmp_path):
    edges = ("src,dst,prob", "a,a,-1", "a,b,x", "b,b,0.5", "z,a,1", "c,c,1", "c,c,1")
    occupations = ("code,employment", "a,0", "b,-3", "c,10", "c,10")
    with pytest.raises(InputRejectedError) as refused:
        read_network(*_write(tmp_path, edges, occupations))
    codes = {problem.code[-3:] for problem in refused.value.problems}
    assert codes >= {"005", "006", "009", "010", "012", "014"}
    for language in Language:
        said = explain_error(refused.value, language)
        assert "{" not in said
        assert said.count("\n") == len(refused.value.problems)


def test_many_faults_of_one_kind_do_not_hide_the_others(tmp_path):
    edges = ["src,dst,prob", *(f"a,u{at},0.1" for at in range(200)), "b,b,-1", "c,c,1"]
    with pytest.raises(InputRejectedError) as refused:
        read_network(*_write(tmp_path, edges))
    assert refused.value.params["count"] > 200
    assert "SIMULATION-010" in {problem.code for problem in refused.value.problems}


def test_a_table_without_rows_is_refused(tmp_path):
    with pytest.raises(InputRejectedError) as refused:
        read_network(*_write(tmp_path, edges=EDGES[:1]))
    assert [problem.code for problem in refused.value.problems] == ["SIMULATION-003"]


def test_an_unknown_basis_is_refused(tmp_path):
    occupations = ("code,employment,basis", "a,1,published", "b,1,guessed", "c,1,modelled")
    with pytest.raises(InputRejectedError) as refused:
        read_network(*_write(tmp_path, occupations=occupations))
    assert [p.place for p in refused.value.problems] == ["occupations.csv:3:basis"]


def test_places_are_lines_of_the_file_also_after_blank_lines(tmp_path):
    edges = ("src,dst,prob", "", "a,a,0.5", "", "a,b,0.5", "b,b,-1", "c,c,1")
    with pytest.raises(InputRejectedError) as refused:
        read_network(*_write(tmp_path, edges))
    assert "edges.csv:6:prob" in {problem.place for problem in refused.value.problems}
