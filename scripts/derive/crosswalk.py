"""CES industries to NAICS, 2017 and 2022.

    python scripts/derive/crosswalk.py --source src/trimtab/reference/codes_ces_2017.csv

Digits 3 to 8 of a CES code are its NAICS 2017 code. Match types: ``exact``; ``close`` (mostly the
same establishments); ``broad`` (the NAICS code holds more than the industry); ``narrow`` (it holds
a part of it: several rows together make up the industry). What NAICS 2022 changed is written down
in ``CHANGED_2022``, from the change notes of the revision. Government is ownership in CES, not
industry: its link to sector 92 is never exact.
"""

from __future__ import annotations

from collections.abc import Iterator

from record import Origin, read_rows, source_argument, write_rows

Links = list[tuple[str, str]]

# CES sums and cells whose digits are not one NAICS code.
SPECIAL: dict[str, Links] = {
    "10000000": [("21", "narrow"), ("1133", "narrow")],
    "10113300": [("1133", "exact")],
    "10210000": [("21", "exact")],
    "20000000": [("23", "exact")],
    "20238001": [("238", "broad")],
    "20238002": [("238", "broad")],
    "30000000": [("31-33", "exact")],
    "31336001": [("3361", "narrow"), ("3362", "narrow"), ("3363", "narrow")],
    "32329000": [("312", "narrow"), ("316", "narrow")],
    "41420000": [("42", "exact")],
    "42000000": [("44-45", "exact")],
    "42452100": [("4522", "exact")],
    "43000000": [("48-49", "close")],  # without the Postal Service, which is government
    "44220000": [("22", "exact")],
    "50000000": [("51", "exact")],
    "55520000": [("52", "exact")],
    "55530000": [("53", "exact")],
    "55000000": [("52", "narrow"), ("53", "narrow")],
    "60000000": [("54", "narrow"), ("55", "narrow"), ("56", "narrow")],
    "60540000": [("54", "exact")],
    "60550000": [("55", "exact")],
    "60560000": [("56", "exact")],
    "65000000": [("61", "narrow"), ("62", "narrow")],
    "65610000": [("61", "close")],  # private only
    "65620000": [("62", "close")],  # private only
    "65622000": [("622", "close")],  # private only
    "70000000": [("71", "narrow"), ("72", "narrow")],
    "70710000": [("71", "exact")],
    "70720000": [("72", "exact")],
    "80000000": [("81", "close")],  # private households are left out
    "80813000": [("813", "exact")],
    "55523000": [("523", "narrow"), ("525", "narrow")],
    "31339000": [("339", "exact")],
    "90000000": [("92", "close")],
    "90910000": [("92", "broad")],
    "90911000": [("92", "broad")],
    "90919120": [("491", "exact")],
    "90920000": [("92", "broad")],
    "90921611": [("611", "broad")],
    "90922000": [("92", "broad")],
    "90930000": [("92", "broad")],
    "90931611": [("611", "broad")],
    "90932000": [("92", "broad")],
    # The parts that remain of a parent.
    "10212000-R": [("2122", "narrow"), ("2123", "narrow")],
    "31334000-R": [("3343", "narrow"), ("3346", "narrow")],
    "31336000-R": [("3364", "narrow"), ("3365", "narrow"), ("3366", "narrow"), ("3369", "narrow")],
    "42441000-R": [("4412", "narrow"), ("4413", "narrow")],
    "55522100-R": [("52212", "narrow"), ("52213", "narrow"), ("52219", "narrow")],
    "55522000-R": [("5222", "narrow"), ("5223", "narrow")],
    "60540000-R": [("5414", "narrow"), ("5417", "narrow"), ("5418", "narrow"), ("5419", "narrow")],
    "60561300-R": [("56131", "narrow"), ("56133", "narrow")],
    "60561000-R": [
        ("5611", "narrow"),
        ("5612", "narrow"),
        ("5615", "narrow"),
        ("5616", "narrow"),
        ("5619", "narrow"),
    ],
    "65621000-R": [("6212", "narrow"), ("6213", "narrow"), ("6215", "narrow"), ("6219", "narrow")],
    "65623000-R": [("6232", "narrow"), ("6233", "narrow"), ("6239", "narrow")],
    "65624000-R": [("6241", "narrow"), ("6242", "narrow"), ("6243", "narrow")],
    # Sums that are no NAICS level.
    "00000000": [],
    "31000000": [("321", "narrow"), ("327", "narrow")]
    + [(str(code), "narrow") for code in (331, 332, 333, 334, 335, 336, 337, 339)],
    "32000000": [
        (str(code), "narrow") for code in (311, 312, 313, 314, 315, 316, 322, 323, 324, 325, 326)
    ],
    "40000000": [("22", "narrow"), ("42", "narrow"), ("44-45", "narrow"), ("48-49", "narrow")],
}
# Where the NAICS 2022 code differs from the 2017 code.
CHANGED_2022: dict[str, Links] = {
    "41425000": [("425", "close")],  # electronic markets moved into the wholesaling industries
    "42442000": [("4491", "close")],
    "42443000": [("4492", "close")],
    "42445000": [("445", "close")],
    "42446000": [("456", "close")],
    "42447000": [("4571", "close")],
    "42448000": [("458", "close")],
    "42451000": [("4591", "narrow"), ("4592", "narrow")],
    "42452000": [("455", "close")],
    "42452100": [("4551", "close")],
    "42453000": [
        ("4593", "narrow"),
        ("4594", "narrow"),
        ("4595", "narrow"),
        ("4599", "narrow"),
    ],
    "42454000": [("44-45", "broad")],  # dissolved: now counted by what is sold; fuel is 4572
    "55522100-R": [("52213", "narrow"), ("52218", "narrow")],
    "50511000": [("513", "close")],  # now with internet publishing
    "50515000": [("516", "close")],  # now with streaming and social networks
    "50518000": [("518", "close")],
    "50519000": [("519", "close")],  # internet publishing and portals left it
}


def links_2017(code: str) -> Links:
    if code in SPECIAL:
        return SPECIAL[code]
    return [(code[2:].rstrip("0"), "exact")]


def rows(codes: list[str]) -> Iterator[tuple[str, str, str]]:
    for code in codes:
        for local, match in links_2017(code):
            yield f"CES@2017:{code}", f"NAICS@2017:{local}", match
        for local, match in CHANGED_2022.get(code, links_2017(code)):
            yield f"CES@2017:{code}", f"NAICS@2022:{local}", match


def main() -> None:
    listed = read_rows(source_argument(__doc__, "codes_ces_2017.csv").name)
    write_rows(
        "ces_naics.csv",
        ("ces", "naics", "match"),
        rows([row["code"] for row in listed]),
        Origin(
            "CES industries to NAICS 2017 and 2022 with the kind of match",
            "CES industry codes; NAICS 2022 change notes",
            "US Bureau of Labor Statistics; US Census Bureau",
            "facts; the judgement of closeness is ours, Apache-2.0",
            "scripts/derive/crosswalk.py",
            notes="exact, close, broad (NAICS holds more), narrow (NAICS holds a part).",
        ),
    )


if __name__ == "__main__":
    main()
