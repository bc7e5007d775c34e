"""The API under ``/api/v1``: one module with a ``router`` for each noun."""
