"""Pages: one module with a ``router`` for each noun."""
