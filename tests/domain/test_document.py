"""Pictures of a patient: whose they are, who agreed, and when they may be added."""

import pytest
from msgspec.structs import replace

from domain.document import (
    KIND,
    AddDocument,
    DocumentAdded,
    DocumentKind,
    MediaType,
    PhotoConsent,
    PhotoWithoutConsent,
)
from domain.envelope import StreamId
from domain.fact import Refusal
from domain.mission.facts import MissionCancelled
from domain.mission.refusals import NotThisTeam
from domain.mission.states import (
    Alerted,
    AtDestination,
    Closed,
    EnRoute,
    HandedOver,
    InCare,
    Left,
    OnScene,
    Requested,
)
from domain.refusals import AlreadyExists, NotFound, OutOfOrder, RoleNotAllowed
from domain.visio_session.facts import ConsentGiven, SnapshotTaken
from domain.visio_session.refusals import SnapshotNotAgreed
from domain.visio_session.states import Live
from tests.builders import AUDITOR, CALLER, DOCTOR, NURSE, Past, a_mission, a_visio
from tests.spec import given
from tools.sample_missions import add_document

PHOTO = add_document("D1", "M1", "C1", "T1")
FACT = DocumentAdded(
    **{name: getattr(PHOTO, name) for name in DocumentAdded.__struct_fields__}  # the same words
)
STILL = AddDocument(
    document="D2",
    call="C1",
    session="V1",
    kind=DocumentKind.SNAPSHOT,
    media_type=MediaType.JPEG,
    size=9,
    width=3,
    height=2,
    sha256="c" * 64,
    sent_sha256="c" * 64,
)


@pytest.mark.parametrize("until", [OnScene, InCare, AtDestination, HandedOver, Left, Closed])
def test_a_crew_adds_what_it_saw_even_once_the_mission_is_over(until: type) -> None:
    given(a_mission(until)).when(PHOTO, by=NURSE).then(FACT)


@pytest.mark.parametrize("until", [Requested, Alerted, EnRoute])
def test_nobody_is_photographed_before_the_team_is_there(until: type) -> None:
    reason: type[Refusal] = NotThisTeam if until is Requested else OutOfOrder
    given(a_mission(until)).when(PHOTO, by=NURSE).then_refused(reason)


def test_a_cancelled_mission_has_seen_nobody() -> None:
    past = a_mission(Requested, MissionCancelled(call="C1", why="erreur"))
    given(past).when(replace(PHOTO, team=None), by=DOCTOR).then_refused(OutOfOrder)


def test_a_photo_says_who_agreed_and_a_drawing_need_not() -> None:
    past = a_mission(InCare)
    bare = replace(PHOTO, consent=None)
    given(past).when(bare, by=NURSE).then_refused(PhotoWithoutConsent)
    drawing = replace(bare, kind=DocumentKind.DRAWING)
    given(past).when(drawing, by=NURSE).then(replace(FACT, consent=None, kind=DocumentKind.DRAWING))
    unable = replace(PHOTO, consent=PhotoConsent.UNABLE)
    given(past).when(unable, by=NURSE).then(replace(FACT, consent=PhotoConsent.UNABLE))


def test_a_picture_belongs_to_the_call_of_its_mission_and_to_its_team() -> None:
    past = a_mission(InCare)
    given(past).when(replace(PHOTO, call="C2"), by=NURSE).then_refused(NotFound)
    given(past).when(replace(PHOTO, mission="M2"), by=NURSE).then_refused(NotFound)
    given(past).when(replace(PHOTO, team="T2"), by=NURSE).then_refused(NotThisTeam)


def test_a_document_is_added_once() -> None:
    kept = Past(StreamId(KIND, "D1"), (FACT,))
    given(a_mission(InCare), kept).when(PHOTO, by=NURSE).then_refused(AlreadyExists)


def test_a_still_belongs_to_the_call_of_its_session() -> None:
    past = a_visio(Live, ConsentGiven(snapshots=True))
    fact = DocumentAdded(**{name: getattr(STILL, name) for name in DocumentAdded.__struct_fields__})
    given(past).when(STILL, by=DOCTOR).then(fact, SnapshotTaken(document="D2", sha256=STILL.sha256))
    given(past).when(STILL, by=CALLER).then_refused(RoleNotAllowed)
    given(a_visio(Live)).when(STILL, by=DOCTOR).then_refused(SnapshotNotAgreed)
    given(past).when(replace(STILL, call="C2"), by=DOCTOR).then_refused(NotFound)
    given(past).when(replace(STILL, session=None), by=DOCTOR).then_refused(NotFound)


def test_an_auditor_adds_nothing() -> None:
    given(a_mission(InCare)).when(PHOTO, by=AUDITOR).then_refused(RoleNotAllowed)
