"""Everything of a wallet in one archive: certificates in every form, credits, what was shared."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from trimtab.app.workbench.accounts import accounts_of
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificate_files import CertificateForm, certificate_file
from trimtab.app.workbench.time_zone import office_time_zone
from trimtab.app.workbench.wallet import WalletCertificate, my_certificates, owner
from trimtab.app.workbench.wallet_credits import my_credits
from trimtab.app.workbench.wallet_presenting import whole_twin
from trimtab.app.workbench.wallet_shares import shares_of
from trimtab.kernel import TrimtabError
from trimtab.messages import Language, format_moment, text
from trimtab.office.canonical import canonical

TWIN, TWIN_KEY = "certificate.sd-jwt", "certificate.sd-jwt.key.json"
_FORMS: tuple[CertificateForm, ...] = ("json", "png", "svg", "pdf")


def archive(
    bench: Workbench, actor: str, language: Language, base_address: str, at: datetime
) -> bytes:
    """A zip file. A file that this server cannot make is named in the readme, with the reason.

    Raises StateError WEB-162.
    """
    mine = my_certificates(bench, actor, language, at)
    made, lacking = io.BytesIO(), list[str]()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in mine:
            for name, content in _files(bench, one, language, base_address, at, lacking):
                packed.writestr(name, content)
        packed.writestr("credits.json", _credits(bench, actor, language, at))
        packed.writestr("shares.json", _shares(bench, actor))
        moment = format_moment(at, language, office_time_zone(bench))
        packed.writestr("README.txt", _readme(language, base_address, moment, lacking))
    return made.getvalue()


def _files(
    bench: Workbench,
    one: WalletCertificate,
    language: Language,
    base_address: str,
    at: datetime,
    lacking: list[str],
) -> Iterator[tuple[str, bytes]]:
    for form in _FORMS:
        name = f"{one.key}/{'badge' if form in ('png', 'svg') else 'certificate'}.{form}"
        try:
            file = certificate_file(
                bench, one.certificate_id, form, language, base_address, named=True
            )
            yield name, file.content
        except TrimtabError as error:
            lacking.append(f"{name} ({error.code})")
    if one.shareable:
        try:
            twin, key = whole_twin(bench, one.certificate_id, at)
            yield f"{one.key}/{TWIN}", twin.encode()
            yield f"{one.key}/{TWIN_KEY}", key.encode()
        except TrimtabError as error:
            lacking.append(f"{one.key}/{TWIN} ({error.code})")


def twin_archive(bench: Workbench, certificate_id: str, at: datetime) -> bytes:
    """The twin with everything in it and the key it is bound to, as a zip file.

    Raises as ``whole_twin``.
    """
    made, files = io.BytesIO(), whole_twin(bench, certificate_id, at)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in zip((TWIN, TWIN_KEY), files, strict=True):
            packed.writestr(name, content)
    return made.getvalue()


def _credits(bench: Workbench, actor: str, language: Language, at: datetime) -> str:
    return json.dumps(
        asdict(my_credits(bench, actor, language, at)), ensure_ascii=False, indent=2, default=str
    )


def _shares(bench: Workbench, actor: str) -> str:
    with bench.office.reading() as reading:
        holder_id = owner(reading, actor)
    return canonical([asdict(one) for one in shares_of(accounts_of(bench), holder_id)])


def _readme(language: Language, base_address: str, moment: str, lacking: list[str]) -> str:
    told = text(
        "web.wallet.archive.readme",
        language,
        moment=moment,
        address=f"{base_address.rstrip('/')}/verify",
    ).strip()
    if lacking:
        told += "\n\n" + "\n  ".join([text("web.wallet.archive.lacking", language), *lacking])
    return told + "\n"
