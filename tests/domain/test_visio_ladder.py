"""The five rungs, the first picture, guests in the picture, troubles, location, photos and stills."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.document import DocumentAdded, DocumentKind
from domain.refusals import NotFound, OutOfOrder, ReasonMissing, RoleNotAllowed
from domain.visio_session import commands as c
from domain.visio_session import facts as f
from domain.visio_session.decide import MOST_AGREEMENTS
from domain.visio_session.live import (
    MOST_JOINS,
    MOST_LOCATIONS,
    MOST_RECONNECTIONS,
    MOST_STEPS,
    MOST_TROUBLES,
)
from domain.visio_session.refusals import (
    ConsentMissing,
    LocationNotAgreed,
    NotInvited,
    NotPresent,
    SessionFull,
    SessionOver,
    SnapshotNotAgreed,
    TooManyReports,
)
from domain.visio_session.states import (
    RUNGS,
    AudioOnly,
    ByPhone,
    Consented,
    Degraded,
    Invited,
    Live,
    Over,
    Photos,
    Requested,
)
from domain.visio_session.words import LadderStep, Participant
from domain.vocabulary import Position
from tests.builders import ARM, AUDITOR, CALLER, DOCTOR, NOW, NURSE, Past, a_visio
from tests.spec import given
from tools.sample_visios import pictures

PATIENT, CREW, REGULATOR, GUEST = Participant
PHOTO, STILL = pictures("V1", "C1")
FACTS: dict[LadderStep, f.VisioSessionFact] = {
    LadderStep.VIDEO: f.QualityRecovered(automatic=True, took_ms=900),
    LadderStep.LOW: f.QualityDegraded(why="débit", automatic=True, took_ms=900),
    LadderStep.AUDIO: f.FellBackToAudio(why="débit", automatic=True, took_ms=900),
    LadderStep.PHOTOS: f.FellBackToPhotos(why="débit", automatic=True, took_ms=900),
    LadderStep.PHONE: f.FellBackToPhone(why="débit", automatic=True, took_ms=900),
}
AGREED = f.ConsentGiven(location=True, snapshots=True)
INVITED = f.GuestInvited(guest="G1", kind=f.GuestKind.FAMILY, expires_at=NOW + timedelta(minutes=15))
OPENED = f.InvitationOpened(guest="G1", device_sha256="e" * 64)
WILLING = f.GuestAgreed(guest="G1")
WHERE = c.GiveLocation(session="V1", position=Position(48.5, 2.6), accuracy_m=12.0)


def on(step: LadderStep) -> Past:
    return a_visio(Live) if step is LadderStep.VIDEO else a_visio(Live, FACTS[step])


def move(step: LadderStep) -> c.MoveOnLadder:
    return c.MoveOnLadder(session="V1", step=step, why="débit", automatic=True, took_ms=900)


@pytest.mark.parametrize("start", list(LadderStep))
@pytest.mark.parametrize("step", list(LadderStep))
def test_every_rung_is_reached_from_every_other_down_and_up(start: LadderStep, step: LadderStep) -> None:
    answer = given(on(start)).when(move(step), by=CALLER)
    answer.then_nothing() if start is step else answer.then(FACTS[step])
    assert isinstance(on(start).then(FACTS[step]).state, RUNGS[step])


def test_each_rung_down_says_why_and_the_ladder_needs_both_sides() -> None:
    for step in (LadderStep.LOW, LadderStep.PHOTOS, LadderStep.PHONE):
        bare = c.MoveOnLadder(session="V1", step=step)
        given(a_visio(Live)).when(bare).then_refused(ReasonMissing)
        given(a_visio(Consented)).when(move(step)).then_refused(OutOfOrder)
        given(a_visio(Invited)).when(move(step)).then_refused(ConsentMissing)
        given(a_visio(Over)).when(move(step)).then_refused(SessionOver)
    given(a_visio(Live)).when(move(LadderStep.AUDIO), by=AUDITOR).then_refused(RoleNotAllowed)


def test_a_page_gone_mad_does_not_fill_the_log() -> None:
    flapping = [FACTS[LadderStep.LOW], FACTS[LadderStep.VIDEO]] * (MOST_STEPS // 2)
    given(a_visio(Live, *flapping)).when(move(LadderStep.LOW), by=CALLER).then_refused(TooManyReports)
    by_hand = c.MoveOnLadder(session="V1", step=LadderStep.AUDIO)
    given(a_visio(Live, *flapping)).when(by_hand).then(f.FellBackToAudio())
    given(a_visio(Live, *flapping)).when(by_hand, by=NURSE).then(f.FellBackToAudio())
    given(a_visio(Live, *flapping)).when(by_hand, by=CALLER).then_refused(TooManyReports)
    back = c.ReportReconnection(session="V1", participant=PATIENT, took_ms=900)
    told = f.Reconnected(participant=PATIENT, took_ms=900)
    given(a_visio(Live)).when(back, by=CALLER).then(told)
    given(a_visio(Live, *[told] * MOST_RECONNECTIONS)).when(back, by=CALLER).then_nothing()
    given(a_visio(Consented)).when(back, by=CALLER).then_refused(NotPresent)
    coming = [f.ParticipantJoined(participant=CREW), f.ParticipantLeft(participant=CREW)] * MOST_JOINS
    join = c.JoinVisio(session="V1", participant=CREW)
    given(a_visio(Live, *coming)).when(join, by=NURSE).then_refused(TooManyReports)


@pytest.mark.parametrize("until", [Requested, Invited, Live])
def test_a_trouble_of_the_telephone_is_told_at_any_time_a_few_times(until: type) -> None:
    command = c.ReportTrouble(session="V1", kind=f.TroubleKind.IN_APP_BROWSER, detail="Facebook")
    told = f.TroubleReported(kind=f.TroubleKind.IN_APP_BROWSER, detail="Facebook")
    given(a_visio(until)).when(command, by=CALLER).then(told)
    given(a_visio(until, *[told] * MOST_TROUBLES)).when(command, by=CALLER).then_nothing()
    given(a_visio(Over)).when(command, by=CALLER).then_nothing()
    given(a_visio(until)).when(command, by=DOCTOR).then_refused(RoleNotAllowed)


def test_the_first_picture_is_timed_by_the_instants_of_the_log() -> None:
    seen = c.ReportPicture(session="V1", participant=PATIENT, relayed=True, network="4g")
    asked = f.VisioRequested(call="C1", phone="+33100000000", requested_at=NOW - timedelta(seconds=40))
    tapped = f.InvitationOpened(device_sha256="d" * 64, opened_at=NOW - timedelta(milliseconds=8250))
    past = Past(a_visio(Live).stream, (asked, *a_visio(Live, tapped).facts[1:]))
    picture = f.PictureSeen(
        participant=PATIENT, since_open_ms=8250, since_request_ms=40_000, relayed=True, network="4g"
    )
    given(past).when(seen, by=CALLER).then(picture)
    given(past.then(picture)).when(seen, by=CALLER).then_nothing()
    other = c.ReportPicture(session="V1", participant=REGULATOR)
    theirs = f.PictureSeen(participant=REGULATOR, since_open_ms=8250, since_request_ms=40_000)
    given(past.then(picture)).when(other).then(theirs)
    given(a_visio(Live)).when(other).then(f.PictureSeen(participant=REGULATOR))
    given(a_visio(Consented)).when(seen, by=CALLER).then_refused(OutOfOrder)
    crew = c.ReportPicture(session="V1", participant=CREW)
    given(a_visio(Live)).when(crew, by=NURSE).then_refused(NotPresent)


def test_a_guest_joins_once_their_link_is_open_and_until_they_are_sent_away() -> None:
    join = c.JoinVisio(session="V1", participant=GUEST, guest="G1")
    came = f.ParticipantJoined(participant=GUEST, guest="G1")
    given(a_visio(Live, INVITED, OPENED)).when(join, by=CALLER).then_refused(ConsentMissing)
    given(a_visio(Live, INVITED, OPENED, WILLING)).when(join, by=CALLER).then(came)
    given(a_visio(Live, INVITED, OPENED, WILLING, came)).when(join, by=CALLER).then_nothing()
    given(a_visio(Live, INVITED)).when(join, by=CALLER).then_refused(NotInvited)
    given(a_visio(Live)).when(join, by=CALLER).then_refused(NotInvited)
    given(a_visio(Live, INVITED, OPENED, WILLING)).when(join, by=DOCTOR).then_refused(RoleNotAllowed)
    given(a_visio(Invited, INVITED, OPENED, WILLING)).when(join, by=CALLER).then_refused(ConsentMissing)
    away = a_visio(Live, INVITED, OPENED, WILLING, came, f.GuestRevoked(guest="G1"))
    given(away).when(join, by=CALLER).then_refused(NotInvited)
    leave = c.LeaveVisio(session="V1", participant=GUEST, guest="G1")
    gone = f.ParticipantLeft(participant=GUEST, guest="G1")
    given(a_visio(Live, INVITED, OPENED, came)).when(leave, by=CALLER).then(gone)
    given(away).when(leave, by=CALLER).then_refused(NotPresent)
    assert isinstance(a_visio(Live, INVITED, OPENED, came, gone).state, Live)


def test_a_guest_is_told_and_agrees_by_their_own_link() -> None:
    agrees = c.AgreeAsGuest(session="V1", guest="G1", told_version=1, language="fr")
    agreed = f.GuestAgreed(guest="G1", told_version=1, language="fr")
    for state in (Invited, Live):
        given(a_visio(state, INVITED, OPENED)).when(agrees, by=CALLER).then(agreed)
        given(a_visio(state, INVITED, OPENED, agreed)).when(agrees, by=CALLER).then_nothing()
        given(a_visio(state, INVITED)).when(agrees, by=CALLER).then_refused(NotInvited)
        given(a_visio(state)).when(agrees, by=CALLER).then_refused(NotInvited)
    away = a_visio(Live, INVITED, OPENED, f.GuestRevoked(guest="G1"))
    given(away).when(agrees, by=CALLER).then_refused(NotInvited)
    given(a_visio(Live, INVITED, OPENED)).when(agrees, by=DOCTOR).then_refused(RoleNotAllowed)
    given(a_visio(Over, INVITED, OPENED)).when(agrees, by=CALLER).then_refused(SessionOver)


def test_four_people_at_most_see_each_other() -> None:
    crew = f.ParticipantJoined(participant=CREW)
    guest = [INVITED, OPENED, WILLING, f.ParticipantJoined(participant=GUEST, guest="G1")]
    second = [replace(each, guest="G2") for each in (INVITED, OPENED, WILLING)]
    join = c.JoinVisio(session="V1", participant=GUEST, guest="G2")
    given(a_visio(Live, *guest, *second)).when(join, by=CALLER).then(
        f.ParticipantJoined(participant=GUEST, guest="G2")
    )
    given(a_visio(Live, crew, *guest, *second)).when(join, by=CALLER).then_refused(SessionFull)


def test_a_place_is_told_where_the_patient_agreed_to_it() -> None:
    told = f.LocationGiven(position=Position(48.5, 2.6), accuracy_m=12.0)
    given(a_visio(Consented, AGREED)).when(WHERE, by=CALLER).then(told)
    given(a_visio(Live)).when(WHERE, by=CALLER).then_refused(LocationNotAgreed)
    given(a_visio(Live, AGREED, f.ConsentGiven())).when(WHERE, by=CALLER).then_refused(LocationNotAgreed)
    given(a_visio(Invited)).when(WHERE, by=CALLER).then_refused(ConsentMissing)
    given(a_visio(Live, AGREED)).when(WHERE, by=DOCTOR).then_refused(RoleNotAllowed)
    given(a_visio(Live, AGREED, *[told] * MOST_LOCATIONS)).when(WHERE, by=CALLER).then_refused(TooManyReports)


def test_an_agreement_changed_later_is_another_fact_and_the_last_one_counts() -> None:
    more = c.GiveConsent(session="V1", told_version=1, language="fr", snapshots=True)
    given(a_visio(Live)).when(more, by=CALLER).then(
        f.ConsentGiven(told_version=1, language="fr", snapshots=True)
    )
    given(a_visio(Live, f.ConsentGiven(snapshots=True))).when(more, by=CALLER).then_nothing()
    wavering = [f.ConsentGiven(snapshots=True), f.ConsentGiven()] * MOST_AGREEMENTS
    given(a_visio(Live, *wavering)).when(more, by=CALLER).then_refused(TooManyReports)
    less = replace(more, snapshots=False)
    given(a_visio(Live, *wavering, f.ConsentGiven(snapshots=True))).when(less, by=CALLER).then(
        f.ConsentGiven(told_version=1, language="fr")
    )
    on_photos = on(LadderStep.PHOTOS).then(f.ConsentGiven(snapshots=True))
    assert isinstance(on_photos.state, Photos)


def added(command: object) -> DocumentAdded:
    return DocumentAdded(**{name: getattr(command, name) for name in DocumentAdded.__struct_fields__})


def test_a_photo_is_a_document_of_the_file_and_a_fact_of_the_session() -> None:
    told = f.PhotoReceived(document="V1-P1", sha256=PHOTO.sha256)
    for until in (Consented, Live, Degraded, AudioOnly):
        given(a_visio(until)).when(PHOTO, by=CALLER).then(added(PHOTO), told)
    for until in (Requested, Invited):
        given(a_visio(until)).when(PHOTO, by=CALLER).then_refused(ConsentMissing)
    given(a_visio(Over)).when(PHOTO, by=CALLER).then_refused(SessionOver)
    given().when(PHOTO, by=CALLER).then_refused(NotFound)
    finding = c.NoteFinding(session="V1", text="plaie propre")
    given(a_visio(Consented)).when(finding).then_refused(OutOfOrder)
    given(a_visio(Consented, told)).when(finding).then(f.FindingNoted(text="plaie propre"))


def test_a_still_is_kept_by_the_room_as_the_patient_agreed() -> None:
    told = f.SnapshotTaken(document="V1-S1", sha256=STILL.sha256)
    assert STILL.kind is DocumentKind.SNAPSHOT
    given(a_visio(Live, AGREED)).when(STILL).then(added(STILL), told)
    given(a_visio(Live, AGREED)).when(STILL, by=ARM).then(added(STILL), told)
    given(a_visio(Live)).when(STILL).then_refused(SnapshotNotAgreed)
    given(a_visio(Live, AGREED, f.ConsentGiven())).when(STILL).then_refused(SnapshotNotAgreed)
    given(a_visio(Live, AGREED)).when(STILL, by=CALLER).then_refused(RoleNotAllowed)
    given(a_visio(Invited)).when(STILL).then_refused(ConsentMissing)


def test_findings_are_noted_on_every_rung() -> None:
    finding = c.NoteFinding(session="V1", text="pâle")
    for step in LadderStep:
        given(on(step)).when(finding).then(f.FindingNoted(text="pâle"))
    assert isinstance(on(LadderStep.PHONE).state, ByPhone)
