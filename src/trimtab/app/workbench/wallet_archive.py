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
from trimtab.app.workbench.wallet import WalletCertificate, my_certificates, owner
from trimtab.app.workbench.wallet_credits import my_credits
from trimtab.app.workbench.wallet_presenting import whole_twin
from trimtab.app.workbench.wallet_shares import shares_of
from trimtab.kernel import TrimtabError
from trimtab.messages import Language, text
from trimtab.office.canonical import canonical

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
            for name, content in _files(bench, actor, one, language, base_address, at, lacking):
                packed.writestr(name, content)
        packed.writestr("credits.json", _credits(bench, actor, language, at))
        packed.writestr("shares.json", _shares(bench, actor))
        packed.writestr("README.txt", _readme(language, base_address, at, lacking))
    return made.getvalue()


def _files(
    bench: Workbench,
    actor: str,
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
        name = f"{one.key}/certificate.sd-jwt"
        try:
            with bench.office.reading() as reading:
                holder_id = owner(reading, actor)
            yield name, whole_twin(bench, holder_id, one.certificate_id, at).encode()
        except TrimtabError as error:
            lacking.append(f"{name} ({error.code})")


def _credits(bench: Workbench, actor: str, language: Language, at: datetime) -> str:
    return json.dumps(
        asdict(my_credits(bench, actor, language, at)), ensure_ascii=False, indent=2, default=str
    )


def _shares(bench: Workbench, actor: str) -> str:
    with bench.office.reading() as reading:
        holder_id = owner(reading, actor)
    return canonical([asdict(one) for one in shares_of(accounts_of(bench), holder_id)])


def _readme(language: Language, base_address: str, at: datetime, lacking: list[str]) -> str:
    told = text(
        "web.wallet.archive.readme",
        language,
        moment=f"{at:%Y-%m-%d %H:%M} UTC",
        address=f"{base_address.rstrip('/')}/verify",
    ).strip()
    if lacking:
        told += "\n\n" + "\n  ".join([text("web.wallet.archive.lacking", language), *lacking])
    return told + "\n"
