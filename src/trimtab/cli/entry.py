"""Entry point: picks the language, runs the command, turns errors into words and exit codes."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

INTERRUPTED = 130
"""Exit code after Ctrl-C; a command that was interrupted has changed nothing half-way."""

DEFECT = 70
"""Exit code of an error nobody foresaw; TRIMTAB_DEBUG=1 shows where it happened."""


def _take_language(arguments: list[str]) -> tuple[str | None, list[str]]:
    """``--lang`` may stand anywhere, and is needed before the help texts are built."""
    rest, asked = [], None
    remaining = iter(arguments)
    for argument in remaining:
        if argument == "--lang":
            asked = next(remaining, None)
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    return asked, rest


def _noun(arguments: list[str]) -> str | None:
    """The word the command begins with; None while the shell asks for completions of any."""
    if "_TRIMTAB_COMPLETE" in os.environ:
        return None
    return next((one for one in arguments if not one.startswith("-")), "")


def main() -> NoReturn:
    """Run ``trimtab``. Exit codes are those of ``trimtab.kernel.errors``; 130 after Ctrl-C."""
    asked, arguments = _take_language(sys.argv[1:])
    if asked:
        os.environ["TRIMTAB_LANG"] = asked
    from trimtab.cli.commands import build_application
    from trimtab.kernel import TrimtabError

    try:
        code = build_application(_noun(arguments))(arguments, standalone_mode=False)
    except TrimtabError as error:
        sys.exit(_report(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) has gone: not an error, but Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        sys.exit(_usage_exit(error))
    sys.exit(code if isinstance(code, int) else 0)


def _report(error: Exception) -> int:
    from trimtab.cli.output import print_error
    from trimtab.kernel import TrimtabError

    assert isinstance(error, TrimtabError)
    print_error(error)
    return error.exit_code


def _usage_exit(error: Exception) -> int:
    """Click's own usage errors keep their message; anything else is a defect, said in one line."""
    show = getattr(error, "show", None)
    if callable(show):
        show()
        return int(getattr(error, "exit_code", 2))
    if type(error).__name__ == "Abort":
        return INTERRUPTED
    if os.environ.get("TRIMTAB_DEBUG"):
        raise error
    from trimtab.cli.output import say

    sys.stderr.write(say("defect", kind=type(error).__name__, detail=error) + "\n")
    return DEFECT
