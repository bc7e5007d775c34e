"""The workbench in a browser, and its API. Speaks only; everything else is behind ``app``."""

from trimtab.web.application import create_application

__all__ = ["create_application"]
