"""Three invented firms over two months, for the example sheet. Marked as synthetic there."""

from __future__ import annotations

from trimtab.messages import Language, text

_Cell = str | int | float | None


def example_rows(language: Language) -> list[dict[str, _Cell]]:
    """Rows that pass every check of the reader."""
    return [_row(language, *firm) for firm in _FIRMS]


# code, place, industry, month, base, last, hires, reasons left, adoption, created, removed,
# platform workers, orders, staff by occupation group 1 to 6
_Firm = tuple[
    str, str, str, str, int, int, int, dict[str, int], str, int, int, int, int, tuple[int, ...]
]
_FIRMS: tuple[_Firm, ...] = (
    ("SYN-001", "330100", "I", "2026-09", 420, 412, 9, {"voluntary": 6, "technology": 4},
     "in_use", 3, 7, 0, 0, (14, 260, 88, 45, 0, 4)),
    ("SYN-002", "440300", "C", "2026-09", 1860, 1841, 52, {"voluntary": 31, "contract_expiry": 22,
     "economic_layoff": 25}, "pilot", 0, 0, 0, 0, (36, 240, 110, 95, 4, 1330)),
    ("SYN-003", "510100", "G", "2026-09", 260, 258, 14, {"voluntary": 11, "retirement": 1},
     "none", 0, 0, 640, 81250, (8, 22, 30, 200, 0, 0)),
    ("SYN-001", "330100", "I", "2026-10", 420, 411, 6, {"voluntary": 5, "technology": 6},
     "in_use", 2, 8, 0, 0, (14, 255, 88, 45, 0, 4)),
    ("SYN-002", "440300", "C", "2026-10", 1860, 1815, 40, {"voluntary": 28, "relocation": 12},
     "pilot", 0, 0, 0, 0, (36, 240, 110, 95, 4, 1330)),
    ("SYN-003", "510100", "G", "2026-10", 260, 260, 10, {"voluntary": 9, "other": 1},
     "none", 0, 0, 655, 83900, (8, 22, 30, 200, 0, 0)),
)  # fmt: skip


def _row(
    language: Language, code: str, place: str, industry: str, month: str, base: int, last: int,
    hires: int, left: dict[str, int], adoption: str, created: int, removed: int, workers: int,
    orders: int, groups: tuple[int, ...],
) -> dict[str, _Cell]:  # fmt: skip
    now = last + hires - sum(left.values())
    row: dict[str, _Cell] = {
        "firm_code": code,
        "firm_name": text("ingest.panel.example_firm", language, code=code),
        "region": place,
        "industry": industry,
        "month": month,
        "staff_base": base,
        "staff_last": last,
        "staff_now": now,
        "hires": hires,
        "separations": sum(left.values()),
        "ai_adoption": text(f"ingest.panel.choice.ai_adoption.{adoption}", language),
        "ai_posts_created": created,
        "ai_posts_removed": removed,
        "platform_workers": workers,
        "platform_orders": orders,
        "change_on_last": round(100 * (now / last - 1), 1),
        "change_on_base": round(100 * (now / base - 1), 1),
    }
    row |= {f"left_{reason}": count for reason, count in left.items()}
    row |= {f"staff_group_{i}": count for i, count in enumerate(groups, start=1)}
    if left.get("economic_layoff"):
        row["article_41_item"] = text("ingest.panel.choice.article_41_item.3", language)
    return row
