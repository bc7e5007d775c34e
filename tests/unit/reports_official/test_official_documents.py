"""Official documents: the geometry of GB/T 9704-2012 in the file itself, and the same words in
Word and PDF."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from trimtab.kernel import EnvironmentLackingError
from trimtab.messages import Language
from trimtab.reports.official import (
    Annex,
    Letterhead,
    OfficialDocument,
    Section,
    Table,
    pdf,
    render_pdf,
    render_word,
)
from trimtab.reports.official.pdf import printed_strings, render_pages

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TABLE = Table("", ("措施", "期限"), (("新增培训名额", "2026年12月31日"),))
DOCUMENT = OfficialDocument(
    language=Language.ZH,
    letterhead=Letterhead(
        "示例省就业局", "各有关部门", "示就发〔2026〕1号", copy_number="000001", secrecy="内部",
        urgency="加急", copies_to=("省财政厅",), printed_by="示例省就业局办公室",
    ),
    title="关于稳定岗位的决定",
    sections=(
        Section("依据", ("一段正文。",)),
        Section("措施", (), TABLE),
        Section("复盘", ("#strong[不是标记] *x* _y_ $z$",)),
    ),
    dated=date(2026, 11, 23),
    note="事项编号2026-0001",
    annexes=(Annex("依据清单", (Section("清单", ("附件正文。",)),)),),
)  # fmt: skip


@pytest.mark.parametrize("sign", ["\0", "\x01", "\x0b", "\x0c", "\ufffe", "\ud800"])
def test_signs_that_cannot_be_printed_are_blanks(sign):
    """As in text pasted from another program; once signed it cannot be corrected any more."""
    table = replace(TABLE, rows=((f"培{sign}训", "2026年12月31日"),))
    document = replace(
        DOCUMENT,
        title=f"关于{sign}岗位的决定",
        letterhead=replace(DOCUMENT.letterhead, issuer=f"示例{sign}局"),
        sections=(Section(f"依{sign}据", (f"一段{sign}正文。",), table),),
    )
    found = words(render_word(document))
    assert "关于 岗位的决定" in found and "培 训" in found
    assert any("一段 正文。" in one for one in found)


def test_a_title_longer_than_a_property_of_a_file_is_set_whole():
    title = "稳" * 300
    assert title in "".join(words(render_word(replace(DOCUMENT, title=title))))


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return etree.fromstring(file.read(f"word/{name}.xml"))


def words(content: bytes) -> list[str]:
    found = []
    for paragraph in part(content, "document").iter(f"{W}p"):
        text = "".join(
            "\t" if one.tag == f"{W}tab" else one.text or ""
            for one in paragraph.iter(f"{W}t", f"{W}tab")
            if one.getparent().tag == f"{W}r"
        )
        if text:
            found.append(text)
    return found


def millimetres(twips: str) -> float:
    return int(twips) / 1440 * 25.4


def test_page_is_that_of_the_standard():
    page = part(render_word(DOCUMENT), "document").find(f".//{W}sectPr")
    margins = page.find(f"{W}pgMar")
    sides = {one: millimetres(margins.get(W + one)) for one in ("top", "left", "right", "bottom")}
    assert sides == pytest.approx({"top": 37, "left": 28, "right": 26, "bottom": 35}, abs=0.02)
    size = page.find(f"{W}pgSz")
    across = millimetres(size.get(f"{W}w")) - sides["left"] - sides["right"]
    down = millimetres(size.get(f"{W}h")) - sides["top"] - sides["bottom"]
    assert (across, down) == pytest.approx((156, 225), abs=0.05)
    grid = page.find(f"{W}docGrid")
    assert grid.get(f"{W}type") == "linesAndChars"
    lines = down / 25.4 * 72 / (int(grid.get(f"{W}linePitch")) / 20)
    pitch = 16 + int(grid.get(f"{W}charSpace")) / 4096
    assert int(lines) == 22
    assert across / 25.4 * 72 / pitch == pytest.approx(28, abs=0.01)


def test_type_is_that_of_the_standard():
    document = part(render_word(DOCUMENT), "document")
    faces = {}
    for run in document.iter(f"{W}r"):
        text = "".join(one.text or "" for one in run.iter(f"{W}t"))
        size, fonts = run.find(f".//{W}sz"), run.find(f".//{W}rFonts")
        points = None if size is None else int(size.get(f"{W}val")) / 2
        faces[text] = (fonts.get(f"{W}eastAsia"), points, run.find(f".//{W}color") is not None)
    assert faces["示例省就业局文件"] == ("方正小标宋简体", 48.0, True)
    assert faces["关于稳定岗位的决定"] == ("方正小标宋简体", 22.0, False)
    assert faces["一、依据"] == ("黑体", None, False)
    assert faces["一段正文。"] == ("仿宋", None, False)
    assert faces["内部"][0] == faces["加急"][0] == "黑体"
    styles = part(render_word(DOCUMENT), "styles")
    normal = next(one for one in styles if one.get(f"{W}styleId") == "Normal")
    assert normal.find(f".//{W}sz").get(f"{W}val") == "32"  # 3号, in half points


def test_red_line_stands_under_the_number():
    document = part(render_word(DOCUMENT), "document")
    line = document.find(f".//{W}pBdr/{W}bottom")
    assert line.get(f"{W}color") == "FF0000"
    assert int(line.get(f"{W}space")) / 72 * 25.4 == pytest.approx(4, abs=0.2)
    paragraph = line.getparent().getparent().getparent()
    assert "".join(one.text for one in paragraph.iter(f"{W}t")) == "示就发〔2026〕1号"


def test_order_of_the_elements():
    found = words(render_word(DOCUMENT))
    order = ["000001", "内部", "加急", "示例省就业局文件", "示就发〔2026〕1号", DOCUMENT.title,
             "各有关部门：", "一、依据", "二、措施", "附件：依据清单", "示例省就业局",
             "2026年11月23日", "（事项编号2026-0001）", "附件",
             "抄送：省财政厅。", "示例省就业局办公室"]  # fmt: skip
    places = [found.index(one) for one in order]
    assert places == sorted(places)


def test_page_numbers_stand_outside_on_both_sides():
    content = render_word(DOCUMENT)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        footers = [file.read(name) for name in file.namelist() if "footer" in name]
    sides = {re.search(rb'<w:jc w:val="(\w+)"', one)[1] for one in footers if b"PAGE" in one}
    assert sides == {b"left", b"right"}
    assert part(content, "settings").find(f"{W}mirrorMargins") is not None


@pytest.mark.parametrize("language", Language)
def test_word_and_pdf_print_the_same(language):
    document = replace(DOCUMENT, language=language)
    told = [one for line in words(render_word(document)) for one in re.split(r"[\t]| {3}", line)]
    printed = [one for line in printed_strings(document) for one in re.split(r"[\t]| {3}", line)]
    assert [one for one in told if one] == printed


def test_what_people_type_is_never_markup():
    assert "#strong[不是标记] *x* _y_ $z$" in printed_strings(DOCUMENT)


def test_pdf_is_the_same_twice_and_has_its_pages():
    assert render_pdf(DOCUMENT) == render_pdf(DOCUMENT)
    assert render_pdf(DOCUMENT).startswith(b"%PDF-")
    assert len(render_pages(DOCUMENT, 20)) == 3  # the last one is the annex


def test_draft_says_so():
    draft = replace(DOCUMENT, dated=None)
    assert "（草稿　未签发）" in words(render_word(draft))
    assert "（未签发）" in printed_strings(draft)


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    with pytest.raises(EnvironmentLackingError, match="OFFICIAL-001"):
        render_pdf(DOCUMENT)


def test_without_a_chinese_face_it_says_which(monkeypatch):
    monkeypatch.setattr(pdf, "_installed", lambda: ("DejaVu Sans",))
    with pytest.raises(EnvironmentLackingError, match="OFFICIAL-002"):
        render_pdf(DOCUMENT)
