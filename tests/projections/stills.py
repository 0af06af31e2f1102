"""Stills of random nights: most name a session of another call, and are refused."""

from domain.document import AddDocument, DocumentKind, MediaType
from tests.projections.night import Night


def a_still(night: Night) -> AddDocument:
    """A still of some session, for some call."""
    return AddDocument(
        document=night.one("D", 40),
        call=night.one("C", 8),
        session=night.one("V", 9),
        kind=DocumentKind.SNAPSHOT,
        media_type=MediaType.JPEG,
        size=9,
        width=3,
        height=2,
        sha256="a" * 64,
        sent_sha256="b" * 64,
    )
