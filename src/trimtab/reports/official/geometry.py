"""The measures of GB/T 9704-2012, "Layout key for official document of Party and government
organs" 党政机关公文格式; the clause stands beside each.

A line of 22 to a page and a character of 28 to a line fill the type area exactly ("撑满版心",
5.2.3): 225 mm / 22 = 10.2 mm = 28.99 pt and 156 mm / 28 = 5.57 mm = 15.79 pt. The standard's own
"line" (3.2: a character and 7/8 of it) is 30 pt, which gives 21 lines and a half; printers use the
former, and so do we.
"""

from __future__ import annotations

PAGE_MM = (210.0, 297.0)  # 5.1, A4
TOP_MM, BINDING_MM = 37.0, 28.0  # 5.2.1, white at head and at the binding edge
TYPE_AREA_MM = (156.0, 225.0)  # 5.2.1
OUTER_MM = PAGE_MM[0] - BINDING_MM - TYPE_AREA_MM[0]
BOTTOM_MM = PAGE_MM[1] - TOP_MM - TYPE_AREA_MM[1]
LINES, CHARACTERS = 22, 28  # 5.2.3
POINTS_PER_MM = 72 / 25.4

LINE_PT = 28.95  # a twentieth of a point below 225 mm / 22, so that the last line is not pushed out
CHARACTER_PT = TYPE_AREA_MM[0] * POINTS_PER_MM / CHARACTERS

SIZE_2_PT, SIZE_3_PT, SIZE_4_PT, SIZE_SMALL_4_PT = 22.0, 16.0, 14.0, 12.0  # 2号 3号 4号 小4号
MARK_BELOW_TOP_MM = 35.0  # 7.2.4, upper edge of the mark below that of the type area
MARK_LARGEST_PT = 48.0  # 7.2.4 asks for "conspicuous, handsome, dignified"; ours
RED_LINE_BELOW_MM = 4.0  # 7.2.7
RED = "FF0000"
RED_LINE_PT = 1.5  # 7.2.7 gives no weight; ours
IMPRINT_OUTER_MM, IMPRINT_INNER_MM = 0.35, 0.25  # 7.4.1
PAGE_NUMBER_BELOW_MM = 7.0  # 7.5, below the type area


def mark_size(characters: int) -> float:
    """The size of the issuer's mark: as large as fits on one line, in half points.

    >>> mark_size(8), mark_size(20)
    (48.0, 22.0)
    """
    fitting = TYPE_AREA_MM[0] * POINTS_PER_MM / max(characters, 1)
    return min(MARK_LARGEST_PT, int(fitting * 2) / 2)
