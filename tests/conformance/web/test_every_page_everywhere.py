"""Every page and every list of the API answers on each database, in both languages."""

from __future__ import annotations

from trimtab.web.access import Access, Entrance

ROLES = {
    "analyst": "zh", "auditor": "zh", "administrator": "en", "caseworker": "en",
    "policy_designer": "zh", "holder": "zh",
}  # fmt: skip
# What takes two finished runs, and some series.
OTHERWISE = {"/simulation/compare", "/api/v1/series/comparison"}
# Only to another page; the claim form is for a holder without a wallet, and the one here has one.
LEADING_ON = {"/qualifications", "/wallet/claim"}
COMPUTING, UNASKED = 503, 422  # the situation is not there yet; what must be asked for was not


def _addresses(routes) -> list[str]:
    """GET routes without a part to be filled in, behind a right or a sign-in."""
    found = set()
    for path, route in routes:
        asked = [one.call for one in route.dependant.dependencies if isinstance(one.call, Access)]
        if "GET" in route.methods and "{" not in path:
            found |= {path for one in asked if one.entrance is not Entrance.PUBLIC}
    return sorted(found - OTHERWISE)


def test_every_page_answers_in_both_languages(workbenches, application, client_as):
    addresses = _addresses(workbenches.routes_of(application))
    assert len(addresses) > 40
    opened, wrong = set(), []
    for role, language in ROLES.items():
        client = client_as(role, language)
        for address in addresses:
            answer = client.get(address, follow_redirects=False)
            unasked = answer.status_code == UNASKED and address.startswith("/api/")
            if answer.status_code == 200 or unasked:
                opened.add(address)
            elif answer.status_code not in {303, 403, COMPUTING}:
                wrong.append(f"{role} {address}: {answer.status_code} {answer.text[:200]}")
            if answer.status_code == COMPUTING and "WEB-050" not in answer.text:
                wrong.append(f"{role} {address}: {answer.text[:200]}")
    assert wrong == []
    pages = [one for one in addresses if not one.startswith("/api/")]
    lacking = [one for one in pages if one not in opened | LEADING_ON and "." not in one]
    assert lacking == []
