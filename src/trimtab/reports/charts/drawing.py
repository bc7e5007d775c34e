"""A static SVG drawing: shapes carry CSS classes, never colours, so themes and print restyle them.

Why static SVG and not a chart library inlined: a library of 1.1 MB would be most of the file,
draws nothing with JavaScript off, and has to be told again to draw for print and for the second
language. A brief is read on an intranet, printed and forwarded; server-drawn SVG of a few
kilobytes is there in all three, in both languages, and needs no script at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import east_asian_width

from markupsafe import Markup, escape

TICK, LABEL = 12, 13  # px: the two text sizes of a chart
_LATIN_EM, _WIDE_EM = 0.56, 1.0


def text_width(content: str, size: float) -> float:
    """Estimated width in px: full-width characters one em, others a little over half."""
    ems = sum(_WIDE_EM if east_asian_width(c) in "WF" else _LATIN_EM for c in content)
    return ems * size


def wrap(content: str, width: float, size: float, most_lines: int = 2) -> list[str]:
    """Break a label into lines that fit; the last one ends in an ellipsis if words are left.

    Examples
    --------
    >>> wrap("Food services and drinking places", 120, 12)
    ['Food services and', 'drinking places']
    """
    pieces = content.split(" ") if " " in content else list(content)
    joint = " " if " " in content else ""
    lines: list[str] = []
    for piece in pieces:
        longer = f"{lines[-1]}{joint}{piece}" if lines else piece
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    if len(lines) <= most_lines:
        return lines
    last = lines[most_lines - 1]
    while last and text_width(last + "…", size) > width:
        last = last[:-1].rstrip()
    return [*lines[: most_lines - 1], last + "…"]


def number(value: float) -> str:
    """A coordinate, a tenth of a pixel exact: what keeps the file small."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


@dataclass
class Drawing:
    """Collects shapes; ``svg`` closes it with the words a screen reader speaks."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)

    def _add(
        self, tag: str, css: str, attributes: Mapping[str, float | str], inner: str = ""
    ) -> None:
        written = "".join(
            f' {name}="{escape(value) if isinstance(value, str) else number(value)}"'
            for name, value in attributes.items()
        )
        self.parts.append(f'<{tag} class="{css}"{written}>{inner}</{tag}>')

    def rect(
        self, x: float, y: float, width: float, height: float, css: str, title: str = ""
    ) -> None:
        inner = f"<title>{escape(title)}</title>" if title else ""
        self._add("rect", css, {"x": x, "y": y, "width": width, "height": height}, inner)

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str) -> None:
        self._add("line", css, {"x1": x1, "y1": y1, "x2": x2, "y2": y2})

    def path(self, commands: str, css: str) -> None:
        self._add("path", css, {"d": commands})

    def polyline(self, points: Iterable[tuple[float, float] | None], css: str) -> None:
        """A line through points; None breaks it (a month that is not known is not drawn)."""
        commands: list[str] = []
        pen_down = False
        for point in points:
            if point is not None:
                commands.append(f"{'L' if pen_down else 'M'}{number(point[0])} {number(point[1])}")
            pen_down = point is not None
        self.path("".join(commands), css)

    def text(
        self, x: float, y: float, content: str, css: str = "tick", anchor: str = "start"
    ) -> None:
        place: dict[str, float | str] = {"x": x, "y": y}
        if anchor != "start":
            place["text-anchor"] = anchor
        self._add("text", css, place, str(escape(content)))

    def lines(self, x: float, y: float, rows: Sequence[str], css: str, leading: float = 14) -> None:
        for index, row in enumerate(rows):
            self.text(x, y + index * leading, row, css)

    def level_mark(self, x: float, y: float, level: int, size: float = 16) -> None:
        """The level's own shape with its number: circle, square, diamond, triangle."""
        self.parts.append(level_mark(level, x, y, size))

    def svg(self, label: str, css: str = "") -> Markup:
        """The drawing as one image whose alternative text states the finding."""
        classes = f"chart {css}".strip()
        box = f"0 0 {number(self.width)} {number(self.height)}"
        return Markup(
            f'<svg class="{classes}" viewBox="{box}" width="{number(self.width)}" '
            f'height="{number(self.height)}" role="img" aria-label="{escape(label)}">'
            f"{''.join(self.parts)}</svg>"
        )


_SHAPES = {
    1: '<circle cx="8" cy="8" r="7.5"/>',
    2: '<rect x="1" y="1" width="14" height="14"/>',
    3: '<path d="M8 -1 17 8 8 17 -1 8Z"/>',
    4: '<path d="M4.7 0H11.3L16 4.7V11.3L11.3 16H4.7L0 11.3V4.7Z"/>',
}


def level_mark(level: int, x: float = 0, y: float = 0, size: float = 16) -> str:
    """A level as shape, number and tone, so that no single one of them has to be seen."""
    place = f"translate({number(x)} {number(y)}) scale({size / 16:.3g})"
    return (
        f'<g class="mark level-{level}" transform="{place}">{_SHAPES[level]}'
        f'<text x="8" y="12.2" text-anchor="middle">{level}</text></g>'
    )
