"""Columns that the tables of records are made of; each has the name of the record's field."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Text

from trimtab.stores.schema import UtcInstant

IDENTITY = String(128)
"""An id given by people or made here, such as an actor or a case."""

ADDRESS = String(200)
"""An id that is an address: issuers, keys, lists, achievements."""

DIGEST = String(64)
"""SHA-256 in hexadecimal."""


def key(name: str) -> Column[str]:
    """The id of the record itself."""
    return Column(name, IDENTITY, primary_key=True)


def identity(name: str, *, null: bool = False, index: bool = False) -> Column[str]:
    """The id of another record."""
    return Column(name, IDENTITY, nullable=null, index=index)


def address(name: str, *, null: bool = False, index: bool = False) -> Column[str]:
    """An id that is an address."""
    return Column(name, ADDRESS, nullable=null, index=index)


def words(name: str, *, null: bool = False) -> Column[str]:
    """Text of any length."""
    return Column(name, Text, nullable=null)


def whole(name: str, *, null: bool = False) -> Column[int]:
    """A whole number."""
    return Column(name, Integer, nullable=null)


def instant(name: str, *, null: bool = False) -> Column[object]:
    """An aware instant in UTC."""
    return Column(name, UtcInstant, nullable=null)
