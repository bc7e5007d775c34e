"""Whether a certificate was revoked or suspended: bitstring status lists.

Public inputs are documents a stranger may have made; each function says what it refuses.
"""

from trimtab.credentials.status.documents import (
    Purpose,
    StatusEntry,
    read_entry,
    read_status,
    read_status_list,
    status_list_credential,
)
from trimtab.credentials.status.lists import (
    LARGEST_ENTRIES,
    MINIMUM_ENTRIES,
    StatusList,
    decode_status_list,
)
from trimtab.credentials.status.places import free_index, free_indices

__all__ = [
    "LARGEST_ENTRIES",
    "MINIMUM_ENTRIES",
    "Purpose",
    "StatusEntry",
    "StatusList",
    "decode_status_list",
    "free_index",
    "free_indices",
    "read_entry",
    "read_status",
    "read_status_list",
    "status_list_credential",
]
