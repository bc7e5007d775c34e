"""The bytes of attachments, in parts, in the transaction of their record."""

from __future__ import annotations

from base64 import b64decode, b64encode

from sqlalchemy import insert, select

from trimtab.ports import Reading, Work
from trimtab.stores.coordination.schema import attachment_part
from trimtab.stores.office.work import SqlReading

_PART = 384 * 1024  # bytes; a multiple of 3, so that parts of base64 can be joined


class SqlAttachments:
    """Implements ``trimtab.coordination.AttachmentStore``."""

    def keep(self, work: Work, attachment_id: str, content: bytes) -> None:
        """Keep bytes for good."""
        rows = [
            {
                "part_id": f"{attachment_id}:{number:04d}",
                "attachment_id": attachment_id,
                "number": number,
                "content": b64encode(content[start : start + _PART]).decode("ascii"),
            }
            for number, start in enumerate(range(0, len(content), _PART))
        ]
        if rows:
            _sql(work).connection.execute(insert(attachment_part), rows)

    def read(self, reading: Reading, attachment_id: str) -> bytes:
        """The bytes that were kept; empty without any."""
        part = attachment_part.c
        chosen = select(part.content).where(part.attachment_id == attachment_id)
        parts = _sql(reading).connection.execute(chosen.order_by(part.number)).scalars()
        return b"".join(b64decode(one) for one in parts)


def _sql(reading: Reading) -> SqlReading:
    if not isinstance(reading, SqlReading):
        raise TypeError(type(reading).__name__)
    return reading
