"""The operational records in the database: one audited door for every write."""
