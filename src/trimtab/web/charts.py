"""Charts as documents: what charts.js draws, and the same numbers as a table.

A document is a mapping, so that a service can make it without knowing the web:

``kind``        ``line`` (default), ``bar`` (categories, horizontal), ``column`` (periods, upright),
                ``scatter`` (each series has ``points`` with ``name``, ``x``, ``y`` for ``values``)
``title``, ``finding``, ``unit`` (words), ``format`` (``share``, ``count``, ``number``)
``periods``     texts such as ``2008-03``; or ``categories``, names; or ``numbers``, ``x_title``
``series``      each ``name``, ``values``; optional ``low``, ``high`` (the interval),
                ``provisional_from`` (a period), ``basis`` (observed, modelled, synthetic),
                ``quiet`` (drawn behind, without accent), ``tone`` (0 to 5, its own colour)
``thresholds``  each ``value``, ``label``
``marks``       each ``period``, ``label``, optional ``level`` (1 to 4)
``shades``      each ``from``, ``until`` (periods), ``label``: stretches of time behind the lines
``zero``        whether the axis must hold zero
``stacked``     whether bars stand on each other
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trimtab.messages import text
from trimtab.web.forms import Forms

Document = Mapping[str, Any]


def trimmed(document: Document) -> dict[str, Any]:
    """The document without periods before the first and after the last that any series knows."""
    if "periods" not in document:
        return dict(document)
    count = len(document["periods"])
    known = [
        place
        for place in range(count)
        if any(_at(one["values"], place) is not None for one in document["series"])
    ]
    kept = slice(known[0], known[-1] + 1) if known else slice(count)

    def cut(series: Mapping[str, Any]) -> dict[str, Any]:
        parts = ("values", "low", "high")
        lists = {part: list(series[part])[kept] for part in parts if series.get(part) is not None}
        return {**series, **lists}

    return {
        **document,
        "periods": list(document["periods"])[kept],
        "series": [cut(one) for one in document["series"]],
    }


def chart_table(document: Document, forms: Forms) -> dict[str, Any]:
    """``columns`` and ``rows`` of a document: a row for each period or category."""
    document = trimmed(document)
    unit, language = document.get("unit", ""), forms.language
    if document.get("kind") == "scatter":
        return _table_of_points(document, forms)
    head = document.get("x_title") or text(
        "web.frame.period" if "periods" in document else "web.frame.category", language
    )
    columns: list[Any] = [head]
    stretches: list[list[Any]] = []
    for one in document["series"]:
        for part, key in (("values", ""), ("low", "low_end"), ("high", "high_end")):
            if one.get(part) is None:
                continue
            name = one["name"]
            title = text(f"web.frame.{key}", language, name=name) if key else name
            columns.append({"title": title, "unit": unit, "number": True})
            stretches.append(one[part])
    form = document.get("format", "number")
    rows = [
        [name, *(_written(_at(stretch, place), form, forms) for stretch in stretches)]
        for place, name in enumerate(_names(document, forms))
    ]
    return {"columns": columns, "rows": rows}


def _names(document: Document, forms: Forms) -> list[str]:
    if "periods" in document:
        return [forms.period(one) for one in document["periods"]]
    if "numbers" in document:
        return [forms.number(one) for one in document["numbers"]]
    return list(document["categories"])


def _table_of_points(document: Document, forms: Forms) -> dict[str, Any]:
    titles = [document.get("x_title", "x"), document.get("y_title", "y")]
    columns: list[Any] = [text("web.frame.category", forms.language)]
    columns += [{"title": one, "number": True} for one in titles]
    rows = [
        [point.get("name") or one["name"], forms.number(point["x"]), forms.number(point["y"])]
        for one in document["series"]
        for point in one["points"]
    ]
    return {
        "columns": [*columns, *({"title": one, "number": True} for one in titles)],
        "rows": rows,
    }


def drawn_document(document: Document, forms: Forms) -> dict[str, Any]:
    """The document with its periods as people write them and the words that charts.js adds."""
    document = trimmed(document)
    words = {"provisional": text("web.frame.provisional", forms.language)}
    labels = [forms.period(one) for one in document.get("periods", ())]
    return {**document, "words": words} | ({"labels": labels} if labels else {})


def _at(stretch: list[Any], place: int) -> float | None:
    """A number; None where there is none, be it left out, None or NaN."""
    value = stretch[place] if place < len(stretch) else None
    return None if value is None or value != value else value


def _written(value: float | None, form: str, forms: Forms) -> str:
    return "–" if value is None else forms.value(value, form)
