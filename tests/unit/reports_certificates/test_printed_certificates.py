"""Certificates on paper: the PDF carries what verifies, the sheet what eyes read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from trimtab.credentials.badges import BadgeFace, bake_png, draw_badge, read_qr, unbake
from trimtab.kernel import EnvironmentLackingError, UsageError
from trimtab.messages import Language, text
from trimtab.reports.certificates import (
    PrintedCertificate,
    badge_png,
    render_certificate_page,
    render_certificate_pdf,
    render_certificate_picture,
)
from trimtab.reports.certificates.words import worded

ADDRESS = "https://awards.example/verify/0198f1c2-7d4e-7c11-9d0e-3f6a1b2c3d4e"
CREDENTIAL = json.dumps({"type": ["VerifiableCredential"], "name": "电工", "fill": "A" * 9000})
CERTIFICATE = PrintedCertificate(
    Language.ZH, "2026-000123", "电工", "江海省职业技能鉴定指导中心", "电工国家职业标准",
    date(2026, 11, 23), ADDRESS, CREDENTIAL, "Electrician", "王小明", "高级技师",
)  # fmt: skip
NAMES = {Language.ZH: "电工"}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("is_synthetic", [False, True])
def test_the_file_alone_carries_the_certificate(language, is_synthetic):
    given = replace(CERTIFICATE, language=language, is_synthetic=is_synthetic)
    made = render_certificate_pdf(given)
    assert made.startswith(b"%PDF-")
    assert unbake(made) == CREDENTIAL
    assert made == render_certificate_pdf(given)


@pytest.mark.parametrize("language", Language)
def test_the_printed_code_is_read_from_the_sheet(language):
    sheet = render_certificate_picture(replace(CERTIFICATE, language=language), 96)
    assert read_qr(sheet) == [ADDRESS]


def test_a_long_certificate_stays_on_one_sheet():
    given = replace(
        CERTIFICATE,
        title="工业机器人系统操作员（装配与调试方向）" * 2,
        holder_name="欧" * 20,
        issuer="江海省职业技能鉴定指导中心" * 3,
        standard="国家职业标准" * 12,
    )
    made = render_certificate_pdf(given)
    assert made.count(b"/Type/Page/") + made.count(b"/Type/Page\n") == 1


def test_typed_words_are_data_not_markup():
    odd = replace(
        CERTIFICATE, title='#pdf.attach("x") *b* $x$ <script>\x00', holder_name="<b>王</b>"
    )
    assert unbake(render_certificate_pdf(odd)) == CREDENTIAL
    page = render_certificate_page(odd)
    assert "<script" not in page
    assert "&lt;b&gt;王&lt;/b&gt;" in page


@pytest.mark.parametrize("language", Language)
def test_what_is_printed(language):
    words = worded(replace(CERTIFICATE, language=language, valid_until=date(2031, 11, 23)))
    assert "王小明" in words.statement
    assert "高级技师" in words.statement
    values = dict(words.rows)
    assert values[text("certificate.number", language)] == "2026-000123"
    assert "2031" in values[text("certificate.valid_until", language)]
    assert words.stamp == ""


def test_what_is_not_known_is_left_out():
    bare = replace(CERTIFICATE, holder_name=None, level=None, second_title=None)
    words = worded(bare)
    assert text("certificate.holder", Language.ZH) in words.statement
    assert text("certificate.level", Language.ZH) not in dict(words.rows)
    assert dict(words.rows)[text("certificate.valid_until", Language.ZH)] == text(
        "certificate.unlimited", Language.ZH
    )
    assert unbake(render_certificate_pdf(bare)) == CREDENTIAL


class Addresses(HTMLParser):
    """Everything a page would load, and whether it would run anything."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "link", "iframe", "object"):
            self.found.append(tag)
        for name, value in attributes:
            if name in ("src", "href", "srcset", "action", "style") or name.startswith("on"):
                self.found.append(f"{name}={value}")


@pytest.mark.parametrize("language", Language)
def test_the_page_loads_nothing_and_runs_nothing(language):
    given = replace(CERTIFICATE, language=language, is_synthetic=True)
    page = render_certificate_page(given)
    reader = Addresses()
    reader.feed(page)
    assert reader.found == []
    assert text("certificate.synthetic", language) in page
    assert CREDENTIAL[:40] not in page


def test_a_badge_becomes_a_picture_that_carries_the_certificate():
    drawn = badge_png(draw_badge(BadgeFace(NAMES, NAMES, 5)), side=256)
    assert unbake(bake_png(drawn, CREDENTIAL)) == CREDENTIAL


def test_an_address_no_code_holds_is_refused():
    with pytest.raises(UsageError, match="CREDENTIALS-238"):
        render_certificate_page(replace(CERTIFICATE, address="x" * 2000))


def test_without_typst_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("trimtab.reports.certificates.pdf.find_spec", lambda name: None)
    with pytest.raises(EnvironmentLackingError, match="CREDENTIALS-241"):
        render_certificate_pdf(CERTIFICATE)


def test_without_a_chinese_face_it_says_which(monkeypatch):
    from trimtab.reports.certificates import pdf

    pdf._faces.cache_clear()
    monkeypatch.setattr(pdf, "chosen", lambda face, installed: None)
    with pytest.raises(EnvironmentLackingError, match="CREDENTIALS-242"):
        render_certificate_pdf(CERTIFICATE)
    monkeypatch.undo()
    pdf._faces.cache_clear()


def test_without_resvg_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("trimtab.reports.certificates.pictures.find_spec", lambda name: None)
    with pytest.raises(EnvironmentLackingError, match="CREDENTIALS-243"):
        badge_png("<svg/>")
