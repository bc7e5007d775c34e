"""Results as tables for people and as JSON for programs, one module per noun."""

from trimtab.cli.show.backtests import show_backtest
from trimtab.cli.show.checks import show_checks
from trimtab.cli.show.imports import (
    draft_to_json,
    import_to_json,
    show_draft,
    show_import,
    show_mapping_file,
)
from trimtab.cli.show.passes import pass_to_json, show_brief, show_pass, show_unwatched
from trimtab.cli.show.stored import batch_to_json, show_batches, show_panel

__all__ = [
    "batch_to_json",
    "draft_to_json",
    "import_to_json",
    "pass_to_json",
    "show_backtest",
    "show_batches",
    "show_brief",
    "show_checks",
    "show_draft",
    "show_import",
    "show_mapping_file",
    "show_panel",
    "show_pass",
    "show_unwatched",
]
