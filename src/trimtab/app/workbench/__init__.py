"""What the pages and the API show and do, in plain data: one module for each noun."""

from trimtab.app.workbench.bench import Workbench, open_workbench

__all__ = ["Workbench", "open_workbench"]
