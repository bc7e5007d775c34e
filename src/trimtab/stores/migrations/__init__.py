"""Schema changes of the operational database, oldest first (Alembic).

``REVISIONS`` repeats the order of ``versions/`` so that opening a current database need not load
Alembic, which takes longer than everything else a short command does; a test keeps them equal.
"""

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
TRAIL_BEGINS = "0003"
"""The revision that brings the audit trail."""
