"""`trimtab --help` must answer at once: nothing heavy is imported for it."""

from __future__ import annotations

HEAVY = ("alembic", "babel", "duckdb", "jinja2", "numpy", "openpyxl", "pyarrow", "python_calamine",
         "scipy", "sqlalchemy")  # fmt: skip
SEEN = f"print(sorted(m for m in {HEAVY!r} if m in sys.modules))"


def test_importing_the_command_line_loads_nothing_heavy(fresh_python):
    assert fresh_python(f"import sys, trimtab.cli; {SEEN}").strip() == "[]"


def test_help_loads_nothing_heavy(fresh_python):
    program = f"""
import sys
from trimtab.cli import main
sys.argv = ["trimtab", "monitoring", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
{SEEN}
"""
    printed = fresh_python(program, TRIMTAB_LANG="en")
    assert "Usage" in printed
    assert printed.strip().splitlines()[-1] == "[]"


def test_the_check_sees_what_a_working_command_loads(fresh_python):
    """Were this empty too, the two tests above could not fail."""
    assert "numpy" in fresh_python(f"import sys, trimtab.tables; {SEEN}")
