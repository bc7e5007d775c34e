"""The publishers' files: rows in, scores out. A file is known by its header, never by its name."""

from trimtab.exposure.reading.anthropic import (
    TaskModes,
    TaskStatements,
    TaskUse,
    modes_of_occupations,
)
from trimtab.exposure.reading.forms import FORMS, Content, Form, form_of, read_sheet
from trimtab.exposure.reading.sheet import Faults, Sheet

__all__ = [
    "FORMS",
    "Content",
    "Faults",
    "Form",
    "Sheet",
    "TaskModes",
    "TaskStatements",
    "TaskUse",
    "form_of",
    "modes_of_occupations",
    "read_sheet",
]
