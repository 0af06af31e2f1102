"""Which documents of a shared medical record are shown to whom (JDV_J58, R1111-49).

A document that its holder masked is seen by its author only, in every mode: whether emergency modes lift
the mask is not settled, and the reading that opens less is taken (docs/adr/0021). One that is invisible to
the patient or to their guardians is for professionals, and stays out of what is sent to the holder.
"""

from collections.abc import Set as AbstractSet

from domain.vocabulary import Confidentiality


def may_be_shown(codes: AbstractSet[Confidentiality], *, reader: str, author: str | None) -> bool:
    """Whether a document with these codes may be shown to the professional `reader`."""
    masked = Confidentiality.MASKED_FROM_PROFESSIONALS in codes
    return not masked or (author is not None and author == reader)
