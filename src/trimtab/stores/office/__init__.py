"""The operational records in the database: one audited door for every write."""

# Tables that no record type has join the metadata, so that backups and migrations know them too.
import trimtab.stores.office.schema_accounts
import trimtab.stores.office.schema_requests  # noqa: F401
