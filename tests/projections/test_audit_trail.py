"""What an auditor finds for an access, by examples."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from domain import dmp_access, file_reading
from domain.dmp_access import facts as d
from domain.fact import Fact
from domain.file_reading import FileOpened, What
from domain.vocabulary import Confidentiality, DmpMode, Role
from eventlog.tables import TableStore
from projections.audit_queries import AccessFilter, AccessTrace, accesses, readings
from projections.audit_trail import AUDIT_TRAIL
from projections.table_runner import TableRunner
from tests.builders import ADMIN, ARM, AUDITOR, COLLEAGUE, DOCTOR, INS, MACHINE, NOW, NURSE
from tests.projections.telling import Telling, following

ACCESS = dmp_access.KIND
UNTIL = NOW + timedelta(minutes=30)


def requested(mode: DmpMode = DmpMode.REGULATION_CENTRE, **more: Any) -> d.AccessRequested:
    plain = d.AccessRequested(call="C1", patient="P1", mode=mode, practitioner=DOCTOR, ins=INS)
    return replace(plain, **more)


def broken_glass(told: Telling, name: str = "A1") -> Telling:
    attested = d.Attestation(cannot_express_will=True, immediate_risk=True)
    told.tell(ACCESS, name, requested(DmpMode.BREAK_GLASS, attestation=attested, reason="inconscient"))
    opened = d.BreakGlassInvoked(call="C1", patient="P1", reason="inconscient", expires_at=UNTIL)
    return told.tell(ACCESS, name, opened, by=MACHINE)


async def trail(tables: TableStore, told: Telling, wanted: AccessFilter | None = None) -> list[AccessTrace]:
    await TableRunner(tables, [AUDIT_TRAIL]).run(following(told.log))
    return await accesses(tables, wanted or AccessFilter())


async def test_a_break_glass_is_told_whole(tables: TableStore) -> None:
    told = broken_glass(Telling())
    codes = frozenset({Confidentiality.NORMAL, Confidentiality.RESTRICTED})
    told.tell(ACCESS, "A1", d.DocumentConsulted(document="D1", title="Synthèse", confidentiality=codes))
    told.tell(ACCESS, "A1", d.NoticeFailed(recipient=d.Recipient.HOLDER, why="pas d'adresse"), by=MACHINE)
    told.tell(ACCESS, "A1", d.PatientInformed(recipient=d.Recipient.HOLDER, proof="mss-1"), by=MACHINE)
    told.tell(ACCESS, "A1", d.AccessClosed())
    [before] = await trail(tables, told)
    assert before.to_review
    told.tell(ACCESS, "A1", d.BreakGlassReviewed(verdict=d.Verdict.TO_CLARIFY, comment="qui ?"), by=AUDITOR)
    assert (await trail(tables, told))[0].to_review
    told.tell(ACCESS, "A1", d.BreakGlassReviewed(verdict=d.Verdict.JUSTIFIED, comment="vu"), by=AUDITOR)
    [found] = await trail(tables, told)
    assert (found.practitioner, found.role, found.mode) == (DOCTOR.id, Role.REGULATOR, DmpMode.BREAK_GLASS)
    assert (found.call, found.patient, found.reason) == ("C1", "P1", "inconscient")
    assert (found.cannot_express_will, found.immediate_risk, found.patient_agrees) == (True, True, False)
    assert (found.requested_at, found.opened_at) == (
        NOW + timedelta(seconds=10),
        NOW + timedelta(seconds=20),
    )
    assert (found.expires_at, found.ended_at, found.ended_how) == (
        UNTIL,
        NOW + timedelta(seconds=60),
        "closed",
    )
    [document] = found.documents
    assert (document.document, document.title, document.by_id) == ("D1", "Synthèse", DOCTOR.id)
    assert document.confidentiality == (Confidentiality.NORMAL, Confidentiality.RESTRICTED)
    notices = {each.recipient: (each.state, each.proof) for each in found.notices}
    assert notices == {d.Recipient.HOLDER: ("sent", "mss-1"), d.Recipient.ATTENDING_DOCTOR: ("due", None)}
    assert [each.verdict for each in found.reviews] == [d.Verdict.TO_CLARIFY, d.Verdict.JUSTIFIED]
    assert not found.to_review


async def test_attempts_refused_by_the_house_and_by_the_dmp_are_both_there(tables: TableStore) -> None:
    by_house = d.AccessRefused(
        call="C1",
        patient="P1",
        mode=DmpMode.REGULATION_CENTRE,
        practitioner=ARM,
        why=d.RefusedBecause.ROLE_NOT_ALLOWED,
    )
    by_dmp = d.AccessRefused(
        call="C1",
        patient="P1",
        mode=DmpMode.NORMAL,
        practitioner=DOCTOR,
        why=d.RefusedBecause.PROFESSIONAL_BLOCKED,
    )
    told = Telling().tell(ACCESS, "A1", by_house, by=ARM)
    agreed = d.Attestation(patient_agrees=True)
    told.tell(ACCESS, "A2", requested(DmpMode.NORMAL, attestation=agreed)).tell(ACCESS, "A2", by_dmp)
    second, first = await trail(tables, told)
    assert (first.state, first.refused_why, first.role) == ("refused", "role-not-allowed", Role.ARM)
    assert (second.state, second.refused_why, second.patient_agrees) == (
        "refused",
        "professional-blocked",
        True,
    )
    assert (first.opened_at, second.opened_at, second.documents) == (None, None, ())


async def test_the_normal_mode_owes_no_notice_and_a_revocation_says_why(tables: TableStore) -> None:
    granted = d.AccessGranted(call="C1", patient="P1", mode=DmpMode.NORMAL, expires_at=UNTIL)
    told = Telling().tell(ACCESS, "A1", requested(DmpMode.NORMAL)).tell(ACCESS, "A1", granted)
    told.tell(ACCESS, "A1", d.AccessRevoked(why="compte volé"), by=ADMIN)
    [found] = await trail(tables, told)
    assert found.notices == ()
    assert (found.ended_how, found.ended_by, found.ended_why) == ("revoked", ADMIN.id, "compte volé")
    assert not found.to_review


async def test_accesses_are_found_by_person_call_mode_and_time(tables: TableStore) -> None:
    told = broken_glass(Telling(), "A1")
    colleague: Fact = requested(practitioner=COLLEAGUE, call="C2")
    told.tell(ACCESS, "A2", colleague, by=COLLEAGUE, after=3600)

    async def names(wanted: AccessFilter) -> list[str]:
        return [each.access for each in await trail(tables, told, wanted)]

    assert await names(AccessFilter()) == ["A2", "A1"]
    assert await names(AccessFilter(practitioner=DOCTOR.id)) == ["A1"]
    assert await names(AccessFilter(call="C2")) == ["A2"]
    assert await names(AccessFilter(mode=DmpMode.BREAK_GLASS)) == ["A1"]
    assert await names(AccessFilter(since=NOW + timedelta(minutes=30))) == ["A2"]
    assert await names(AccessFilter(until=NOW + timedelta(seconds=10))) == []
    assert await names(AccessFilter(patient="P1", limit=1)) == ["A2"]
    assert await names(AccessFilter(patient="P1", limit=1, before=3)) == ["A1"]
    assert await names(AccessFilter(access="A1' OR '1'='1")) == []


async def test_every_reading_of_a_file_is_there(tables: TableStore) -> None:
    told = Telling().tell(file_reading.KIND, "R1", FileOpened(what=What.CALL_FILE, of="C1"), by=NURSE)
    told.tell(file_reading.KIND, "R2", FileOpened(what=What.AUDIT_TRAIL, of="search"), by=AUDITOR)
    await trail(tables, told)
    latest, first = await readings(tables)
    assert (first.what, first.of_id, first.by_id, first.role) == ("call-file", "C1", NURSE.id, Role.NURSE)
    assert (latest.event, latest.at) == ("file-reading:R2@1", NOW + timedelta(seconds=20))
    assert await readings(tables, by_id=AUDITOR.id) == [latest]
    assert await readings(tables, until=latest.at, of_id="C1") == [first]
