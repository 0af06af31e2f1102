"""A document of a session told on the session too: a photo received, or a still of the picture kept."""

from collections.abc import Sequence

from domain.document import AddDocument, DocumentKind
from domain.fact import Act
from domain.refusals import NotFound, RoleNotAllowed
from domain.visio_session import facts as f
from domain.visio_session.refusals import ConsentMissing, SessionOver, SnapshotNotAgreed
from domain.visio_session.states import Invited, NotRequested, Over, Requested, VisioSessionState
from domain.vocabulary import CREW_ROLES, Role


def decide(command: AddDocument, state: VisioSessionState, act: Act) -> Sequence[f.VisioSessionFact]:
    """Raises ConsentMissing, NotFound, RoleNotAllowed, SessionOver, SnapshotNotAgreed."""
    match state:
        case NotRequested():
            raise NotFound(f"no video session {command.session}")
        case Over():
            raise SessionOver(f"video session {command.session} is over ({state.how})")
        case Requested() | Invited():
            raise ConsentMissing(f"no consent recorded in video session {command.session}")
        case _:
            agreed = state.subject.agreed
    if command.kind is not DocumentKind.SNAPSHOT:
        return [f.PhotoReceived(document=command.document, sha256=command.sha256)]
    if act.by.role in {Role.CALLER} | CREW_ROLES:
        raise RoleNotAllowed("only the room keeps a still of the picture")
    if agreed is None or not agreed.snapshots:
        raise SnapshotNotAgreed(f"no agreement to stills in video session {command.session}")
    return [f.SnapshotTaken(document=command.document, sha256=command.sha256)]
