"""What the page tells people to write is what reading accepts."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from trimtab.kernel import Region
from trimtab.rules import Reason, Validity, load_rulebook
from trimtab.rules.lint import lint_folders

PLACE = Region("CN-310000")
KEY = "minimum_wage_cny_month"


def _blocks(repository: Path) -> list[str]:
    page = (repository / "docs/how-to/write-a-rule.md").read_text(encoding="utf-8")
    return re.findall(r"^```yaml\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)


def test_the_examples_are_read_and_answer(repository, tmp_path):
    file, ending, dispute, _ = _blocks(repository)
    folder = tmp_path / "our-rules"
    folder.mkdir()
    (folder / "wage.yaml").write_text(file + ending, encoding="utf-8")
    assert lint_folders(folder, today=date(2026, 11, 23)).problems == ()
    book = load_rulebook(folder)
    assert book.at(KEY, PLACE, date(2027, 8, 1)).number == 2840
    assert book.at(KEY, PLACE, date(2028, 7, 1)).validity is Validity.EXPIRED
    assert book.at(KEY, PLACE, date(2027, 8, 1), date(2026, 11, 22)).number == 2740

    (folder / "wage.yaml").write_text(
        file.replace("cny_month", "share").replace("[1000, 10000]", "[0, 1]").split("      - ")[0]
        + dispute,
        encoding="utf-8",
    )
    answer = load_rulebook(folder).at("minimum_wage_share", PLACE, date(2027, 8, 1))
    assert answer.reason is Reason.DISPUTED
    assert len(answer.alternatives) == 2
