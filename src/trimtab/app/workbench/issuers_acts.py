"""What is done to issuers: registered, accredited, given keys, freed of keys that were stolen."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import uuid4

from trimtab.app.places import parse_region
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.issuers import issuer_of_key
from trimtab.app.workbench.issuers_keys import revoke_key
from trimtab.app.workbench.time_zone import office_time_zone
from trimtab.credentials.issuing.registry import add_accreditation, add_issuer, end_accreditation
from trimtab.credentials.types import Accreditation, Issuer, KeyEnd
from trimtab.kernel import InputRejectedError


def day_of(typed: str, field: str) -> date:
    """A day as a form gives it. Raises InputRejectedError WEB-175."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise InputRejectedError("WEB-175", field=field, value=typed[:20]) from None


def register_issuer(
    bench: Workbench,
    asking: str,
    issuer_id: str,
    titles: dict[str, str],
    region: str,
    department: str,
    reason: str,
) -> Issuer:
    """Enter an issuer; ``region`` is a code or a name. Raises what ``add_issuer`` raises."""
    title = {language: words.strip() for language, words in titles.items() if words.strip()}
    if not title:
        raise InputRejectedError("WEB-176")
    new = Issuer(issuer_id.strip(), title, str(parse_region(region)), department or None)
    with bench.office.work(asking, reason) as work:
        return add_issuer(work, new)


def accredit(
    bench: Workbench,
    asking: str,
    issuer_key: str,
    standard: str,
    level: str,
    region: str,
    since: str,
    until: str,
    authority: str,
    legal_basis: str,
    reason: str,
) -> Accreditation:
    """Accredit an issuer. Raises InputRejectedError WEB-175 for what is no day or grade, and what
    ``add_accreditation`` raises."""
    if not (level.isascii() and level.isdigit()):
        raise InputRejectedError("WEB-175", field="level", value=level[:20])
    with bench.office.work(asking, reason) as work:
        issuer = issuer_of_key(work, issuer_key)
        return add_accreditation(
            work,
            Accreditation(
                str(uuid4()),
                issuer.issuer_id,
                standard.strip() or "*",
                int(level),
                str(parse_region(region)),
                day_of(since, "since"),
                day_of(until, "until") if until.strip() else None,
                authority.strip(),
                legal_basis.strip(),
            ),
        )


def stop_accreditation(
    bench: Workbench, asking: str, accreditation_id: str, until: str, reason: str
) -> Accreditation:
    """End an accreditation on a day. Raises what ``end_accreditation`` raises."""
    with bench.office.work(asking, reason) as work:
        return end_accreditation(work, accreditation_id, day_of(until, "until"))


def key_end(bench: Workbench, asking: str, key_id: str, end: str, since: str, reason: str) -> None:
    """Revoke a key as a form asks for it: from the beginning of a day on the office's clock.

    Raises InputRejectedError WEB-175 for what is no reason or day, and what ``revoke_key`` raises.
    """
    if end not in set(KeyEnd):
        raise InputRejectedError("WEB-175", field="end", value=end[:20])
    at = datetime.combine(day_of(since, "since"), time(), office_time_zone(bench))
    revoke_key(bench, asking, key_id, KeyEnd(end), at, reason)
