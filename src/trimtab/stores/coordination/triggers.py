"""The guards of ``stores.coordination.guards`` as triggers of a database, put on and taken off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Table, UniqueConstraint, text

from trimtab.stores.coordination import schema
from trimtab.stores.coordination.guards import Guard, guards

PREFIX = "coordination_guard"
_DELETABLE = frozenset({schema.procedure})


def statements(dialect: str) -> tuple[str, ...]:
    """What creates every guard."""
    made = _postgresql if dialect == "postgresql" else _sqlite
    return tuple(made(guards(dialect)))


def _sqlite(found: Sequence[Guard]) -> Iterator[str]:
    for one in found:
        yield (
            f"CREATE TRIGGER {PREFIX}_{one.table.name}_{one.event.lower()}_{one.name} "
            f"BEFORE {one.event} ON {one.table.name} WHEN {one.condition} "
            f"BEGIN SELECT RAISE(ABORT, '{one.table.name}: {one.says}'); END"
        )
    for table in schema.TABLES:
        if table in _DELETABLE:
            continue
        key = next(iter(table.primary_key.columns)).name
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table.name}: rows are never taken away'); END"
        yield f"CREATE TRIGGER {PREFIX}_{table.name}_delete BEFORE DELETE ON {table.name} {refuse}"
        # What INSERT OR REPLACE takes away, SQLite takes away without a word to the others.
        unique = " OR ".join([f"{key} = NEW.{key}", *_uniques(table)])
        yield (
            f"CREATE TRIGGER {PREFIX}_{table.name}_replaced BEFORE INSERT ON {table.name} "
            f"WHEN EXISTS (SELECT 1 FROM {table.name} WHERE {unique}) {refuse}"
        )


def _uniques(table: Table) -> Iterator[str]:
    """Other columns by which a new row would push out an old one."""
    unique = [
        [column.name for column in one.columns]
        for one in table.constraints
        if isinstance(one, UniqueConstraint)
    ]
    for names in sorted(unique):
        yield "(" + " AND ".join(f"{name} = NEW.{name}" for name in names) + ")"


def _postgresql(found: Sequence[Guard]) -> Iterator[str]:
    for table in schema.TABLES:
        name = f"{PREFIX}_{table.name}"
        mine = [one for one in found if one.table is table]
        checks = "".join(
            f"  IF TG_OP = '{one.event}' THEN IF ({one.condition}) THEN RAISE EXCEPTION "
            f"'{table.name}: {one.says}'; END IF; END IF;\n"
            for one in mine
        )
        if table in _DELETABLE:
            continue
        gone = (
            "  IF TG_OP IN ('DELETE', 'TRUNCATE') THEN RAISE EXCEPTION "
            f"'{table.name}: rows are never taken away'; END IF;\n"
        )
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n"
            f"{gone}{checks}  RETURN NEW;\nEND $$"
        )
        yield (
            f"CREATE TRIGGER {name}_rows BEFORE INSERT OR UPDATE OR DELETE ON {table.name} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
        yield (
            f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table.name} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def put_on(connection: Connection) -> None:
    """Create every guard."""
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def take_off(connection: Connection) -> None:
    """Drop every guard, as a migration must before it changes what they keep."""
    if connection.dialect.name == "postgresql":
        for table in schema.TABLES:
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {PREFIX}_{table.name} CASCADE")
        return
    named = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE :mine")
    for name in connection.execute(named, {"mine": f"{PREFIX}%"}).scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def lacking(connection: Connection) -> tuple[str, ...]:
    """Guards that should be on and are not, or are switched off."""
    if connection.dialect.name == "postgresql":
        there = text("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'")
    else:
        there = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    found = set(connection.execute(there).scalars())
    wanted = (
        one.split()[2]
        for one in statements(connection.dialect.name)
        if one.startswith("CREATE TRIGGER ")
    )
    return tuple(name for name in wanted if name not in found)
