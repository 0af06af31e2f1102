"""Video sessions in numbers, by examples: when the patient was seen, or why not, and by which rungs."""

from datetime import timedelta
from typing import Any

from domain.visio_session import KIND
from domain.visio_session import facts as f
from eventlog.tables import TableStore
from projections.table_runner import TableRunner
from projections.visio_queries import NoPicture, VisioStatistics, family, visio_statistics
from projections.visio_table import VISIO_SESSIONS
from tests.builders import NOW
from tests.projections.telling import Telling, following

PATIENT, REGULATOR = f.Participant.PATIENT, f.Participant.REGULATOR
ASKED = f.VisioRequested(call="C1", phone="+33100000000")
SENT = f.InvitationSent(receipt="sms-1", expires_at=NOW + timedelta(minutes=15))


def seen(told: Telling, name: str, ms: int, phone: str = "Android 9, Chrome 80", network: str = "4g") -> None:
    """A session where the patient was seen `ms` after the request."""
    facts: list[Any] = [
        ASKED,
        SENT,
        f.InvitationOpened(phone=phone),
        f.ConsentGiven(told_version=1),
        f.ParticipantJoined(participant=PATIENT),
        f.ParticipantJoined(participant=REGULATOR),
        f.PictureSeen(participant=REGULATOR, since_request_ms=ms, relayed=True, network="wifi"),
        f.PictureSeen(participant=PATIENT, since_request_ms=ms + 1, network=network),
        f.PictureSeen(participant=REGULATOR, since_request_ms=ms + 90_000),
    ]
    for fact in facts:
        told.tell(KIND, name, fact, after=1)


async def numbers(tables: TableStore, told: Telling) -> VisioStatistics:
    await TableRunner(tables, [VISIO_SESSIONS]).run(following(told.log))
    return await visio_statistics(tables, NOW - timedelta(days=1), NOW + timedelta(days=1))


async def test_the_first_picture_counts_from_the_request_by_phone_and_network(tables: TableStore) -> None:
    told = Telling()
    seen(told, "V1", 20_000)
    seen(told, "V2", 40_000, "Android 12, Chrome 119", "3g")
    seen(told, "V3", 30_000, "iOS 16, Safari 16")
    found = await numbers(tables, told)
    assert (found.overall.sessions, found.overall.seen, found.overall.median_ms) == (3, 3, 30_000)
    assert found.overall.p90_ms == 38_000
    assert [(each.group, each.sessions, each.median_ms) for each in found.by_phone] == [
        ("Android, Chrome", 2, 30_000),
        ("iOS, Safari", 1, 30_000),
    ]
    assert [(each.group, each.seen) for each in found.by_network] == [("4g", 2), ("3g", 1)]


async def test_a_session_without_a_picture_says_why(tables: TableStore) -> None:
    told = Telling()
    ends: dict[str, tuple[list[Any], NoPicture]] = {
        "V1": ([ASKED], NoPicture.NOT_YET),
        "V2": ([ASKED, f.InvitationFailed(why="numéro fixe")], NoPicture.NOT_SENT),
        "V3": ([ASKED, SENT, f.InvitationExpired()], NoPicture.EXPIRED),
        "V4": ([ASKED, SENT, f.ConsentRefused()], NoPicture.REFUSED),
        "V5": ([ASKED, SENT, f.InvitationRevoked(why="erreur")], NoPicture.REVOKED),
        "V6": ([ASKED, SENT, f.VisioFailed(why="réseau")], NoPicture.FAILED),
        "V7": ([ASKED, SENT, f.VisioEnded()], NoPicture.GIVEN_UP),
        "V8": ([f.VisioRequested(call="C1", phone="+33100000000", want=f.Want.PHOTO)], NoPicture.NOT_ASKED),
        "V9": (
            [
                f.VisioRequested(call="C1", mission="M1"),
                f.ParticipantJoined(participant=f.Participant.CREW),
                f.ParticipantJoined(participant=REGULATOR),
                f.VisioEnded(result=f.VisioResult.DECISION_CHANGED),
            ],
            NoPicture.NOT_MEASURED,
        ),
    }
    for name, (facts, _) in ends.items():
        for fact in facts:
            told.tell(KIND, name, fact, after=1)
    found = await numbers(tables, told)
    assert found.overall.blanks == {why: 1 for _, why in ends.values()}
    assert (found.overall.median_ms, found.overall.p90_ms) == (None, None)
    assert [each.group for each in found.by_phone] == [None]
    assert found.ends["ended"] == 2
    assert found.results == {"decision-changed": 1}


async def test_the_ladder_tells_the_page_from_the_hand_and_what_was_measured(tables: TableStore) -> None:
    told = Telling()
    seen(told, "V1", 20_000)
    facts: list[Any] = [
        f.QualityDegraded(why="débit", automatic=True, took_ms=800),
        f.FellBackToAudio(automatic=True, took_ms=1200),
        f.QualityRecovered(automatic=True, took_ms=2000),
        f.QualityDegraded(why="débit", automatic=True, took_ms=1000),
        f.FellBackToPhotos(why="à la main"),
        f.Reconnected(participant=PATIENT, took_ms=3000),
        f.TroubleReported(kind=f.TroubleKind.CAMERA_REFUSED, detail="mots"),
        f.LinkRefused(reason=f.LinkReason.REUSED),
        f.LinkRefused(reason=f.LinkReason.REUSED),
    ]
    for fact in facts:
        told.tell(KIND, "V1", fact, after=1)
    found = await numbers(tables, told)
    ladder = {(use.step, use.automatic): (use.count, use.measured, use.median_ms) for use in found.ladder}
    assert ladder == {
        ("degraded", True): (2, 2, 900),
        ("audio", True): (1, 1, 1200),
        ("recovered", True): (1, 1, 2000),
        ("photos", False): (1, 0, None),
        ("reconnected", True): (1, 1, 3000),
    }
    assert (found.troubles, found.links) == ({"camera-refused": 1}, {"reused": 2})
    assert "mots" not in str(await tables.query("SELECT * FROM visio_events"))


def test_a_telephone_is_told_by_its_family() -> None:
    assert family("Android 9, Chrome 80") == "Android, Chrome"
    assert family("iOS 16.4, Safari 16.4") == "iOS, Safari"
    assert family(None) is None
