"""Cases in the database: their tables, the guards that keep them, the bytes of attachments."""
