"""Triggers of the credit bank: nothing is changed that was deposited, moved, decided or judged.

Conditions are written once, in SQL that SQLite and PostgreSQL read alike. Guards of new rows hold
in a store that has its id: a backup that is read back brings rows as they had become.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Table, UniqueConstraint, text

from trimtab.stores.credentials import schema_bank as bank

PREFIX = "credit_guard"

_CHANGEABLE = {
    bank.recognition_case.name: (
        "state", "moves", "reviewer", "reviewed_at", "signer", "signed_at", "document",
    ),
    bank.recognition_appeal.name: ("state", "judge", "judged_at", "reason", "rules"),
}  # fmt: skip
_BOUND = "EXISTS (SELECT 1 FROM store)"
_BEFORE = (
    "SELECT 1 FROM credit_line p WHERE p.entry_id = NEW.entry_id AND p.number = NEW.number - 1 "
    "AND p.hundredths = NEW.hundredths AND p.framework_id = NEW.framework_id "
    "AND p.holder_id = NEW.holder_id"
)
_FOLLOWS = (
    f"{_BOUND} AND NOT ((NEW.number = 1 AND NEW.kind = 'deposit') OR (NEW.number > 1 AND "
    "((NEW.kind IN ('redeem', 'expire', 'withdraw') AND EXISTS "
    f"({_BEFORE} AND p.kind IN ('deposit', 'reverse'))) OR (NEW.kind = 'reverse' AND EXISTS "
    f"({_BEFORE} AND p.kind IN ('redeem', 'expire', 'withdraw'))))))"
)
_INSERTS: Mapping[str, tuple[str, str]] = {
    bank.credit_line.name: (_FOLLOWS, "a line follows the one before"),
    bank.recognition_case.name: (
        f"{_BOUND} AND (NEW.state <> 'open' OR NEW.signed_at IS NOT NULL)",
        "a case begins open",
    ),
    bank.recognition_appeal.name: (f"{_BOUND} AND NEW.state <> 'open'", "an appeal begins open"),
}


def _updates(table: Table, dialect: str) -> str:
    """When a row may not be changed: never, or where something else than its progress changes."""
    free = _CHANGEABLE.get(table.name)
    if free is None:
        return "1 = 1"
    differs = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
    changed = " OR ".join(
        f"NEW.{column.name} {differs} OLD.{column.name}"
        for column in table.columns
        if column.name not in free
    )
    if table is bank.recognition_appeal:
        return f"OLD.state <> 'open' OR {changed}"
    return f"{changed} OR NEW.moves <> OLD.moves + 1"


def _sqlite() -> Iterator[str]:
    for table in bank.CREDIT_BANK.values():
        name = table.name
        refuse = "BEGIN SELECT RAISE(ABORT, '{}: {}'); END"
        yield (
            f"CREATE TRIGGER {PREFIX}_{name}_update BEFORE UPDATE ON {name} "
            f"WHEN {_updates(table, 'sqlite')} {refuse.format(name, 'this row does not change')}"
        )
        kept = refuse.format(name, "rows are never taken away")
        yield f"CREATE TRIGGER {PREFIX}_{name}_delete BEFORE DELETE ON {name} {kept}"
        # What INSERT OR REPLACE takes away, SQLite takes away without a word to the others.
        unique = " OR ".join(_uniques(table))
        yield (
            f"CREATE TRIGGER {PREFIX}_{name}_replaced BEFORE INSERT ON {name} "
            f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {unique}) {kept}"
        )
        if name in _INSERTS:
            condition, says = _INSERTS[name]
            yield (
                f"CREATE TRIGGER {PREFIX}_{name}_insert BEFORE INSERT ON {name} "
                f"WHEN {condition} {refuse.format(name, says)}"
            )


def _uniques(table: Table) -> Iterator[str]:
    found = [table.primary_key.columns]
    found += [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    for columns in found:
        yield "(" + " AND ".join(f"{one.name} = NEW.{one.name}" for one in columns) + ")"


def _postgresql() -> Iterator[str]:
    for table in bank.CREDIT_BANK.values():
        name = table.name
        checks = ""
        if name in _INSERTS:
            condition, says = _INSERTS[name]
            checks = (
                f"IF TG_OP = 'INSERT' THEN IF ({condition}) THEN "
                f"RAISE EXCEPTION '{name}: {says}'; END IF; END IF;\n"
            )
        yield (
            f"CREATE FUNCTION {PREFIX}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n"
            "IF TG_OP IN ('DELETE', 'TRUNCATE') THEN "
            f"RAISE EXCEPTION '{name}: rows are never taken away'; END IF;\n"
            f"IF TG_OP = 'UPDATE' THEN IF ({_updates(table, 'postgresql')}) THEN "
            f"RAISE EXCEPTION '{name}: this row does not change'; END IF; END IF;\n"
            f"{checks}RETURN NEW;\nEND $$"
        )
        for event, each in (("INSERT OR UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            yield (
                f"CREATE TRIGGER {PREFIX}_{name}_{each.lower()} BEFORE {event} ON {name} "
                f"FOR EACH {each} EXECUTE FUNCTION {PREFIX}_{name}()"
            )


def put_on(connection: Connection) -> None:
    """Create every guard."""
    made = _postgresql() if connection.dialect.name == "postgresql" else _sqlite()
    for statement in made:
        connection.exec_driver_sql(statement)


def take_off(connection: Connection) -> None:
    """Drop every guard, as a migration must before it changes what they keep."""
    if connection.dialect.name == "postgresql":
        for table in bank.CREDIT_BANK.values():
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {PREFIX}_{table.name} CASCADE")
        return
    named = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE :mine")
    for name in connection.execute(named, {"mine": f"{PREFIX}%"}).scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
