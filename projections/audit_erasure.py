"""What an erasure takes out of the tables of the audit trail: who, when and in which mode stay."""

from collections.abc import Sequence

from domain.envelope import Recorded
from domain.erasure.facts import ErasureDone
from domain.personal import ERASED, ERASED_ID
from projections.table import Change

_OF_FILE = "(SELECT access FROM audit_accesses WHERE call = :call)"
_WORDS = (
    ("audit_accesses", "reason", ERASED, "call = :call"),
    ("audit_accesses", "ended_why", ERASED, "call = :call"),
    ("audit_documents", "title", ERASED, f"access IN {_OF_FILE}"),
    ("audit_documents", "document", ERASED_ID, f"access IN {_OF_FILE}"),
    ("audit_notices", "proof", ERASED, f"access IN {_OF_FILE}"),
    ("audit_notices", "why", ERASED, f"access IN {_OF_FILE}"),
    ("audit_reviews", "comment", ERASED, f"access IN {_OF_FILE}"),
    ("audit_steps", "words", ERASED, f"access IN {_OF_FILE}"),
    ("audit_steps", "document", ERASED_ID, f"access IN {_OF_FILE}"),
)
"""Columns that hold words of a patient, what stands there once they are erased, and the rows of a file."""


def erased(recorded: Recorded[ErasureDone]) -> Sequence[Change]:
    """Words of patients out of the rows of their files."""
    return [
        Change(
            f"UPDATE {table} SET {column} = :erased WHERE {column} IS NOT NULL AND {where}",  # noqa: S608  # names are ours
            {"erased": instead, "call": call},
        )
        for call in recorded.fact.files
        for table, column, instead, where in _WORDS
    ]
