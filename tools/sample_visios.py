"""Examples of commands on the links, the guests and the ladder of a video session, and on its pictures.

Apart from `tools.sample_commands.visio_commands`: what a random night of people without a telephone may ask.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from domain.document import AddDocument, DocumentKind
from domain.house import AnyCommand
from domain.visio_session import commands as visio
from domain.visio_session.words import Delivery, GuestKind, LadderStep, Participant, TroubleKind
from domain.vocabulary import Position
from tools.sample_missions import add_document

DEVICE = "d" * 64


def visio_link_commands(name: str, call_name: str) -> Sequence[AnyCommand]:
    """What may be asked of the video session `name` beside `visio_commands`."""
    patient = Participant.PATIENT
    return [
        visio.OpenInvitation(session=name, generation=1, device_sha256=DEVICE, phone="Android 9, Chrome 80"),
        visio.ReportDelivery(session=name, state=Delivery.DELIVERED),
        visio.RenewInvitation(session=name),
        visio.RevokeInvitation(session=name, why="mauvais numéro"),
        visio.GiveConsent(session=name, told_version=1, language="fr", location=True, snapshots=True),
        *(visio.MoveOnLadder(session=name, step=step, why="débit", took_ms=900) for step in LadderStep),
        visio.ReportPicture(session=name, participant=patient, network="4g"),
        visio.ReportReconnection(session=name, participant=patient, took_ms=1200),
        visio.ReportTrouble(session=name, kind=TroubleKind.CAMERA_REFUSED),
        visio.GiveLocation(session=name, position=Position(48.54, 2.66), accuracy_m=20.0),
        *_guests(name),
        *pictures(name, call_name),
    ]


def _guests(name: str) -> list[AnyCommand]:
    guest = Participant.GUEST
    return [
        visio.InviteGuest(session=name, guest="G1", kind=GuestKind.INTERPRETER, phone="+33100000001"),
        visio.ConfirmInvitation(session=name, receipt="sms-2", guest="G1"),
        visio.FailInvitation(session=name, why="numéro fixe", guest="G1"),
        visio.OpenInvitation(session=name, guest="G1", generation=1, device_sha256="e" * 64),
        visio.AgreeAsGuest(session=name, guest="G1", told_version=1, language="fr"),
        visio.JoinVisio(session=name, participant=guest, guest="G1"),
        visio.LeaveVisio(session=name, participant=guest, guest="G1"),
        visio.RevokeGuest(session=name, guest="G1"),
    ]


def pictures(name: str, call_name: str) -> list[AddDocument]:
    """A photo from the telephone, and a still of the picture."""
    photo = replace(add_document(f"{name}-P1", "M1", call_name, "T1"), mission=None, team=None, session=name)
    return [photo, replace(photo, document=f"{name}-S1", kind=DocumentKind.SNAPSHOT, consent=None)]
