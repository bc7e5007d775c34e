"""What a visitor hands in to be checked, read in memory: ``web.limits`` keeps it from the disk."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from trimtab.kernel import InputRejectedError
from trimtab.web.limits import MEBIBYTE

_FIELD_MOST = 200
_FILES = ("file", "picture")


@dataclass(frozen=True, slots=True)
class Given:
    """What came: bytes of a file or of the text that was pasted, and whom it is said to be of."""

    content: bytes
    media_type: str | None
    name: str
    number: str

    @property
    def asks_for_holder(self) -> bool:
        """Whether somebody is to be compared with the certificate."""
        return bool(self.name or self.number)


async def read_given(request: Request) -> Given:
    """The file, else the picture, else the text.

    Raises InputRejectedError WEB-152 where there is none of them, WEB-153 for a form that cannot be
    read or a name that is too long.
    """
    try:
        form = await request.form(max_files=2, max_fields=20, max_part_size=MEBIBYTE)
    except (HTTPException, MultiPartException):
        raise InputRejectedError("WEB-153") from None
    try:
        name, number = (_field(form, one) for one in ("name", "number"))
        for part in _FILES:
            found = form.get(part)
            if isinstance(found, UploadFile) and (content := await found.read()):
                return Given(content, found.content_type, name, number)
        text = form.get("text")
        if isinstance(text, str) and text.strip():
            return Given(text.strip().encode("utf-8", "replace"), None, name, number)
    finally:
        await form.close()
    raise InputRejectedError("WEB-152")


def _field(form: FormData, name: str) -> str:
    found = form.get(name)
    written = found.strip() if isinstance(found, str) else ""
    if len(written) > _FIELD_MOST:
        raise InputRejectedError("WEB-153")
    return written
