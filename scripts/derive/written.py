"""Records the lists that were written by hand: facts too small or too scattered for a package.

    python scripts/derive/written.py

Run it after a correction of one of them; it renews rows and hash in ``SOURCES.toml``.
"""

from __future__ import annotations

from record import REFERENCE, Origin, read_rows, record

SCRIPT = "scripts/derive/written.py (written by hand)"
FACTS = "facts"
OURS = "Apache-2.0 (ours)"
NBER = "National Bureau of Economic Research, Business Cycle Dating Committee"
WRITTEN = {
    "codes_ces_2017.csv": Origin(
        "CES industries of the payroll data, with parents, in English and Chinese",
        "BLS CES industry list (NAICS 2017 basis)",
        "US Bureau of Labor Statistics",
        "public domain; Chinese titles are ours",
        SCRIPT,
        notes="-R is what remains of a parent beside its published children; its title is ours.",
    ),
    "codes_gbt4754_2017.csv": Origin(
        "Industrial classification for national economic activities, sections A to T",
        "GB/T 4754-2017",
        "国家质量监督检验检疫总局、国家标准化管理委员会",
        FACTS,
        SCRIPT,
    ),
    "codes_isco_08.csv": Origin(
        "International Standard Classification of Occupations 2008: groups of 1 to 3 digits",
        "ISCO-08 structure",
        "International Labour Organization",
        "facts (codes and names)",
        SCRIPT,
        notes="Chinese titles of major and sub-major groups are ours.",
    ),
    "exposure_isco08_submajor.csv": Origin(
        "Generative-AI exposure by ISCO-08 sub-major group",
        "Gmyrek, Berg et al., ILO Working Paper 140 (2025) and its 2023 predecessor; group means",
        "International Labour Organization",
        "facts computed from published scores (CC BY 4.0)",
        SCRIPT,
        notes="Plain mean over the 4-digit occupations of the group; lowest and highest beside "
        "it. Scores run from 0 to 1.",
    ),
    "exposure_soc2018_major.csv": Origin(
        "AI exposure by SOC 2018 major group, four published measures",
        "Eloundou et al. 2023, GPTs are GPTs (beta and alpha as rated by GPT-4, beta as rated by "
        "people); Felten, Raj, Seamans 2021, AIOE (standardised); weights BLS OEWS May 2025",
        "the authors named",
        "facts computed from published scores",
        SCRIPT,
        notes="Employment-weighted. The measures disagree by construction (Eloundou beta against "
        "AIOE: Spearman 0.86 over 683 occupations): carry the spread, never one number. AIOE "
        "uses SOC 2010 codes matched directly: 673 of 830 occupations.",
    ),
    "recessions_us.csv": Origin(
        "Recessions of the United States, 1857 to 2020",
        "NBER chronology of peaks and troughs",
        NBER,
        FACTS,
        SCRIPT,
        notes="start is the month after the peak, end the month of the trough.",
    ),
    "recession_announcements_us.csv": Origin(
        "The days on which NBER announced the turning points since 1980",
        "NBER announcements",
        NBER,
        FACTS,
        SCRIPT,
        notes="A label was not known before its announcement. Earlier dates had none.",
    ),
    "regions_us.csv": Origin(
        "US states, DC and three territories: postal and FIPS codes, census regions and divisions",
        "FIPS 5-2; Census Bureau, Census Regions and Divisions of the United States",
        "US Census Bureau; US Postal Service",
        "public domain; Chinese names follow common use",
        SCRIPT,
    ),
    "release_lags.csv": Origin(
        "Usual delay from the end of the reference period to the release, by indicator",
        "release calendars of the publishers, named in each row",
        "named in each row",
        FACTS,
        SCRIPT,
        notes="Days. verification says whether the row was read in a source or is a rule of "
        "thumb; replays with these lags are 'final vintage + release lag'.",
    ),
    "tile_grid_cn.csv": Origin(
        "Schematic tile grid of China's 34 province-level divisions",
        "own design: neighbours mostly touch",
        "Trimtab",
        OURS,
        SCRIPT,
        notes="A diagram, not a map: tiles show order, not borders or areas.",
    ),
    "tile_grid_us.csv": Origin(
        "Schematic tile grid of the US states and DC",
        "the common square tile grid, own arrangement",
        "Trimtab",
        OURS,
        SCRIPT,
        notes="A diagram, not a map.",
    ),
}


def main() -> None:
    for name, origin in WRITTEN.items():
        record(name, len(read_rows(name)), origin)
    listed = {path.name for path in REFERENCE.glob("*.csv")}
    print(f"{len(WRITTEN)} of {len(listed)} CSV files are written by hand")


if __name__ == "__main__":
    main()
