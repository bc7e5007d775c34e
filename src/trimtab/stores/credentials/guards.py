"""Triggers that keep what must not be undone: a revocation, and the register of issues."""

from __future__ import annotations

from sqlalchemy import Connection, text

PREFIX = "credentials_guard"
APPEND_ONLY = ("issue_entry", "certificate_document")
_REVOKED = "OLD.state = 'revoked' AND NEW.state <> 'revoked'"


def _sqlite() -> list[str]:
    def refuse(name: str, when: str, says: str) -> str:
        return f"CREATE TRIGGER {PREFIX}_{name} {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"

    made = [
        refuse(
            "certificate_revoked",
            f"BEFORE UPDATE ON certificate WHEN {_REVOKED}",
            "certificate: a revocation is irreversible",
        ),
        refuse(
            "certificate_delete",
            "BEFORE DELETE ON certificate",
            "certificate: rows are never taken away",
        ),
        # What INSERT OR REPLACE takes away, SQLite takes away without a word to the others.
        refuse(
            "certificate_replaced",
            "BEFORE INSERT ON certificate WHEN EXISTS "
            "(SELECT 1 FROM certificate WHERE certificate_id = NEW.certificate_id)",
            "certificate: UNIQUE",
        ),
    ]
    for table in APPEND_ONLY:
        says = f"{table}: rows are never changed"
        for event in ("UPDATE", "DELETE"):
            made.append(refuse(f"{table}_{event.lower()}", f"BEFORE {event} ON {table}", says))
        there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE digest = NEW.digest)"
        made.append(refuse(f"{table}_replaced", f"BEFORE INSERT ON {table} {there}", says))
    return made


def _postgresql() -> list[str]:
    made = [
        f"""CREATE FUNCTION {PREFIX}_certificate() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
    RAISE EXCEPTION 'certificate: rows are never taken away';
  END IF;
  IF {_REVOKED} THEN RAISE EXCEPTION 'certificate: a revocation is irreversible'; END IF;
  RETURN NEW;
END $$""",
        f"""CREATE FUNCTION {PREFIX}_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%: rows are never changed', TG_TABLE_NAME; END $$""",
    ]
    functions = {"certificate": "certificate", **dict.fromkeys(APPEND_ONLY, "append_only")}
    for table, function in functions.items():
        for event, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            made.append(
                f"CREATE TRIGGER {PREFIX}_{table}_{each.lower()} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION {PREFIX}_{function}()"
            )
    return made


def put_on(connection: Connection) -> None:
    """Create every guard."""
    statements = _postgresql() if connection.dialect.name == "postgresql" else _sqlite()
    for statement in statements:
        connection.execute(text(statement.replace(":", "\\:")))


def take_off(connection: Connection) -> None:
    """Drop every guard."""
    if connection.dialect.name == "postgresql":
        for name in ("certificate", "append_only"):
            connection.execute(text(f"DROP FUNCTION IF EXISTS {PREFIX}_{name} CASCADE"))
        return
    named = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE :mine")
    for name in connection.execute(named, {"mine": f"{PREFIX}%"}).scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))
