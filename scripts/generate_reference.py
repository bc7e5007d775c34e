"""Write the reference pages from the code, so that they cannot say something else than it does.

Pages: one for each noun of the command line, error and finding codes with their sentences in both
languages, table contracts, front doors of rooms, embedded data with source and licence, levers.

    python scripts/generate_reference.py [--out docs/reference]
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import os
import re
import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

os.environ["TRIMTAB_LANG"] = "en"  # help texts are built in one language, when the tree is imported

import typer

import trimtab
from trimtab.cli.commands import application
from trimtab.kernel import TrimtabError
from trimtab.messages import Language, keys, template
from trimtab.tables import Column, TableContract

ROOT = Path(__file__).resolve().parent.parent
LONGEST_DEFAULT = 40
OWN = ("help", "install_completion", "show_completion", "lang")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars and line ends inside cells are made harmless."""

    def line(cells: Sequence[object]) -> str:
        shown = (" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
        return "| " + " | ".join(shown) + " |"

    return "\n".join([line(head), line(["---"] * len(head)), *(line(row) for row in rows)]) + "\n"


def placeholders_kept(sentence: str) -> str:
    """Placeholders as code, so that a reader sees them as such."""
    return re.sub(r"(\{\w+[^}]*\})", r"`\1`", sentence) if "`" not in sentence else sentence


# ---------------------------------------------------------------------------- command line


def default_of(parameter: Any) -> str:
    """What happens when an option is left out."""
    if parameter.required:
        return "required"
    value = parameter.default
    return "" if value is None or value is False else f"`{value}`"


def command_text(command: Any, path: str) -> str:
    """One command: what it does, how it is called, what each option means."""
    parts = [f"## `{path}`\n", command.help or ""]
    shown = [p for p in command.params if p.name not in OWN and not p.hidden]
    arguments = [p for p in shown if p.param_type_name == "argument"]
    words = "".join(f" {p.name.upper()}" for p in arguments)
    parts.append(
        f"\n```text\n{path}{' [OPTIONS]' if len(shown) > len(arguments) else ''}{words}\n```\n"
    )
    if shown:
        rows = [
            (
                ", ".join(f"`{name}`" for name in parameter.opts)
                if parameter not in arguments
                else f"`{parameter.name.upper()}`",
                parameter.help or "",
                default_of(parameter),
                f"`{parameter.envvar}`" if parameter.envvar else "",
            )
            for parameter in shown
        ]
        parts.append(table(("option", "meaning", "default", "environment"), rows))
    return "\n".join(parts) + "\n"


def command_pages() -> Iterator[tuple[str, str]]:
    """A page for each noun, and one for the commands that stand alone."""
    root: Any = typer.main.get_command(application)
    alone: list[tuple[str, Any]] = []
    nouns: list[tuple[str, Any]] = []
    for name, command in root.commands.items():
        (nouns if getattr(command, "commands", None) else alone).append((name, command))
    for name, noun in nouns:
        body = "\n".join(
            command_text(verb, f"trimtab {name} {verb_name}")
            for verb_name, verb in noun.commands.items()
        )
        yield f"cli/{name}.md", f"# trimtab {name}\n\n{noun.help}\n\n{body}"
    body = "\n".join(command_text(command, f"trimtab {name}") for name, command in alone)
    exits = table(("exit code", "error", "meaning"), [(0, "", "done"), *exit_codes()])
    everywhere = (
        "`--lang zh` or `--lang en` may stand anywhere; else `TRIMTAB_LANG` and the locale of "
        "the machine decide. Shell completion: `trimtab --install-completion`."
    )
    text = f"# trimtab\n\n{root.help}\n\n{everywhere}\n\n{body}\n## Exit codes\n\n{exits}"
    yield "cli/trimtab.md", text


def exit_codes() -> list[tuple[int, str, str]]:
    """Every kind of error with the code the command line ends with."""
    kinds, waiting = [], [TrimtabError]
    while waiting:
        kind = waiting.pop(0)
        kinds.append((kind.exit_code, f"`{kind.__name__}`", first_line(kind)))
        waiting += kind.__subclasses__()
    return [*sorted(kinds), (130, "", "interrupted with Ctrl-C; nothing was changed half-way")]


# ---------------------------------------------------------------------------- catalogue


def codes_page() -> str:
    """Every error and finding code with its sentence in both languages."""
    introduction = (
        "An error stops a command: nothing was stored. A finding is reported beside an import that "
        "was stored. The code never changes; `trimtab explain CODE` prints the same sentence.\n"
    )
    parts = ["# Error and finding codes\n", introduction]
    for kind, title in (("error", "Errors"), ("finding", "Findings")):
        codes = sorted(k.split(".", 1)[1] for k in keys(Language.EN) if k.startswith(f"{kind}."))
        rows = [
            (
                f'<a id="{code.lower()}"></a>`{code}`',
                placeholders_kept(template(f"{kind}.{code}", Language.EN)),
                placeholders_kept(template(f"{kind}.{code}", Language.ZH)),
            )
            for code in codes
        ]
        parts += [f"## {title}\n", table(("code", "English", "中文"), rows)]
    return "\n".join(parts)


# ---------------------------------------------------------------------------- tables and rooms


def rooms() -> list[str]:
    """Names of the rooms that hold code, outermost first as in the import contract."""
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8")
    layers = contract.split("layers =", 1)[1].split("[importlinter", 1)[0]
    return [name for name in re.findall(r"[a-z_]+", layers) if is_room(name)]


def is_room(name: str) -> bool:
    """Whether the room exists and shows something to others."""
    if not (ROOT / "src" / "trimtab" / name / "__init__.py").is_file():
        return False
    return bool(getattr(importlib.import_module(f"trimtab.{name}"), "__all__", ()))


def contracts() -> list[TableContract]:
    """Every table contract that a room shows."""
    found: dict[str, TableContract] = {}
    for room in rooms():
        for value in vars(importlib.import_module(f"trimtab.{room}")).values():
            if isinstance(value, TableContract):
                found[value.name] = value
    return [found[name] for name in sorted(found)]


def range_of(column: Column) -> str:
    """``0 to 1``, ``at least 0``, ``at most 1`` or nothing."""
    if column.low is None and column.high is None:
        return ""
    if column.high is None:
        return f"at least {column.low:g}"
    return (
        f"at most {column.high:g}" if column.low is None else f"{column.low:g} to {column.high:g}"
    )


def tables_page() -> str:
    """Columns, types, units, ranges and keys of every table contract."""
    parts = [
        "# Tables\n",
        "A file that breaks a contract is refused whole. Shares are 0 to 1, never percent.\n",
    ]
    for contract in contracts():
        rows = [
            (
                f"`{column.name}`",
                f"`{column.type}`",
                column.unit or "",
                "yes" if column.nullable else "no",
                range_of(column),
                column.privacy.value,
            )
            for column in contract.columns
        ]
        parts += [
            f"## `{contract.name}`\n",
            table(("column", "type", "unit", "may be null", "range", "privacy"), rows),
            "Key: " + ", ".join(f"`{name}`" for name in contract.key) + "\n",
        ]
    return "\n".join(parts)


def first_line(thing: object) -> str:
    """First paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split()).replace("``", "`")


def signature_of(thing: Any) -> str:
    """How it is called, as a reader would write it: annotations unquoted, enums by their name."""
    if inspect.isclass(thing) and issubclass(thing, BaseException | str | int):
        return ""
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return ""
    shortened = [
        one.replace(default=...) if len(repr(one.default)) > LONGEST_DEFAULT else one
        for one in signature.parameters.values()
    ]
    text = str(signature.replace(parameters=shortened)).replace("Ellipsis", "...")
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)
    text = re.sub(r"<(\w+\.\w+): [^>]*>", r"\1", text)
    return text.removesuffix(" -> None") if inspect.isclass(thing) else text


def door_text(name: str, thing: object) -> str:
    """A public class or function with its signature and docstring, as written."""
    call = "\n".join(textwrap.wrap(name + signature_of(thing), 96, subsequent_indent="    "))
    return f"### `{name}`\n\n```python\n{call}\n```\n\n```text\n{inspect.getdoc(thing)}\n```\n"


def rooms_page() -> str:
    """The front door of each room: what others may use of it."""
    introduction = (
        "What a room shows in its `__all__`, outermost room first. A room may import only rooms "
        "below it; everything not listed here is the room's own business.\n"
    )
    parts = ["# Front doors of the rooms\n", introduction]
    for room in rooms():
        module = importlib.import_module(f"trimtab.{room}")
        parts += [
            f"## `trimtab.{room}`\n",
            (inspect.getdoc(module) or "").replace("``", "`") + "\n",
        ]
        constants = []
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isclass(thing) or inspect.isfunction(thing):
                parts.append(door_text(name, thing))
            else:
                constants.append(f"`{name}`")
        if constants:
            parts.append("Constants: " + ", ".join(constants) + "\n")
    return "\n".join(parts)


# ---------------------------------------------------------------------------- embedded data


def data_page() -> str:
    """Every embedded file with source, publisher, licence, date and the script that made it."""
    text = (files("trimtab.reference") / "SOURCES.toml").read_text(encoding="utf-8")
    introduction = (
        f"What `trimtab {trimtab.__version__}` carries with it. Each file was derived once, by the "
        "script named; none is fetched when the software runs.\n"
    )
    parts = ["# Embedded data\n", introduction]
    for name, entry in sorted(tomllib.loads(text).items()):
        rows = [(key.replace("_", " "), value) for key, value in entry.items()
                if key not in {"title", "notes"} and value != ""]  # fmt: skip
        parts += [f"## {entry.get('title', name)}\n", f"File `{name}`\n", table(("", ""), rows)]
        if entry.get("notes"):
            parts.append(f"{entry['notes']}\n")
    return "\n".join(parts)


def levers_page() -> str:
    """Every lever of a scenario with its fields and what is known of its effect."""
    from trimtab.cli.show.levers import field_rows
    from trimtab.messages import text
    from trimtab.simulation.levers import FORMS, lever_evidence, lever_title
    from trimtab.simulation.levers.wording import evidence_pairs

    english = Language.EN
    introduction = (
        "What a scenario may write under `shocks` and `mixes`. Evidence is as carried over to "
        "China; for another country: `trimtab simulation levers --lever NAME --to US`.\n"
    )
    parts = ["# Levers\n", introduction]
    for form in FORMS.values():
        parts += [
            f"## {lever_title(form.name, english)} (`{form.name}`)\n",
            text(f"lever.{form.name}.help", english) + "\n",
            table(("field", "meaning", "unit", "allowed", "default"), field_rows(form)),
            table(("evidence", ""), evidence_pairs(lever_evidence(form, "CN"), english)),
        ]
    return "\n".join(parts)


def pages() -> dict[str, str]:
    """Path below the reference folder -> Markdown."""
    return {
        **dict(command_pages()),
        "codes.md": codes_page(),
        "tables.md": tables_page(),
        "rooms.md": rooms_page(),
        "data.md": data_page(),
        "levers.md": levers_page(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "reference")
    folder = parser.parse_args().out
    for name, text in pages().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.rstrip() + "\n", encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
