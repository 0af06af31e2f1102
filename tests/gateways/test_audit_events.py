"""Accesses told to others: the French profile and those of IHE, from the same facts."""

import base64
import copy
import json
from datetime import timedelta
from typing import Any

import pytest

from domain.dmp_access import facts as f
from domain.dmp_access.words import Attestation, DocumentRefusedBecause, RefusedBecause
from domain.envelope import Recorded, StreamId
from domain.fact import Actor
from domain.shared_record import NotReadBecause
from domain.vocabulary import Confidentiality, DmpMode, Ins, Role
from gateways.audit_events import Site, Trace, Traces, balp, tde
from gateways.audit_events.trace import Kind
from tests.builders import NOW
from tests.gateways.structure import violations
from tests.national import NATIONAL

SITE = Site(centre="25", name="Samu 25, Besançon", finess="250000015")
DOCTOR = Actor(Role.REGULATOR, "doctor-1")
INS = Ins(number="279035121518989", oid="1.2.250.1.213.1.4.10")
PROFILE = NATIONAL.parent / "fhir-tde/json/StructureDefinition-tde-auditevent.json"
BTG = Attestation(cannot_express_will=True, immediate_risk=True)


def story(mode: DmpMode) -> list[Any]:
    """One access with everything that can be told of it, in `mode`."""
    end = NOW + timedelta(minutes=30)
    claims: dict[str, Any] = {"attestation": BTG, "reason": "convulsions, seule au domicile"}
    subject: dict[str, Any] = {"call": "c-1", "patient": "p-1", "mode": mode, "practitioner": DOCTOR}
    opened: Any = f.AccessGranted(call="c-1", patient="p-1", mode=mode, expires_at=end)
    if mode is DmpMode.BREAK_GLASS:
        opened = f.BreakGlassInvoked(call="c-1", patient="p-1", reason="convulsions", expires_at=end)
    masked = frozenset({Confidentiality.RESTRICTED, Confidentiality.MASKED_FROM_PROFESSIONALS})
    return [
        f.AccessRequested(**subject, ins=INS, **claims),
        opened,
        f.DocumentsSearched(count=4, hidden=1, confidentiality=masked),
        f.DocumentConsulted(document="d-1", title="Lettre de liaison", confidentiality=masked),
        f.DocumentRefused(document="d-2", why=DocumentRefusedBecause.MASKED),
        f.ReadingFailed(why=NotReadBecause.UNAVAILABLE, document="d-3"),
        f.AccessContinued(expires_at=end),
        f.ContinuationRefused(why=RefusedBecause.PATIENT_OPPOSED),
        f.AccessClosed(),
    ]


def recorded(facts: list[Any], access: str = "a-1") -> list[Recorded[Any]]:
    return [
        Recorded(
            stream=StreamId(f.KIND, access),
            version=n,
            position=100 + n,
            at=NOW + timedelta(seconds=n),
            by=DOCTOR,
            fact=fact,
            command_id=str(n),
        )
        for n, fact in enumerate(facts, start=1)
    ]


def told(facts: list[Any]) -> list[Trace]:
    traces = Traces()
    return [trace for each in recorded(facts) if (trace := traces.take(each)) is not None]


ALL = [trace for mode in DmpMode for trace in told(story(mode))]
REFUSED = told(
    [
        f.AccessRefused(
            call="c-1",
            patient="p-1",
            mode=DmpMode.REGULATION_CENTRE,
            practitioner=Actor(Role.ARM, "arm-1"),
            why=RefusedBecause.ROLE_NOT_ALLOWED,
        )
    ]
)


def named(trace: Trace) -> str:
    return f"{trace.subject.mode.value}-{trace.kind.value}"


def codes(event: dict[str, Any]) -> list[str]:
    return [coding["code"] for purpose in event["purposeOfEvent"] for coding in purpose["coding"]]


def test_every_step_of_an_access_is_told_once() -> None:
    assert [trace.kind for trace in told(story(DmpMode.BREAK_GLASS))] == [
        Kind.OPENED,
        Kind.SEARCHED,
        Kind.CONSULTED,
        Kind.DOCUMENT_REFUSED,
        Kind.READING_FAILED,
        Kind.CONTINUED,
        Kind.CONTINUATION_REFUSED,
        Kind.ENDED,
    ]


def test_an_access_over_is_forgotten() -> None:
    traces = Traces()
    for each in recorded(story(DmpMode.NORMAL)):
        traces.take(each)
    late = recorded([f.DocumentConsulted(document="d-9", title="x")])[0]
    assert traces.take(late) is None


def test_a_refusal_by_the_dmp_keeps_what_was_claimed() -> None:
    asked = story(DmpMode.BREAK_GLASS)[0]
    refused = f.AccessRefused(
        call="c-1",
        patient="p-1",
        mode=DmpMode.BREAK_GLASS,
        practitioner=DOCTOR,
        why=RefusedBecause.DMP_UNAVAILABLE,
    )
    [trace] = told([asked, refused])
    event = tde(trace, SITE)
    assert (event["outcome"], event["outcomeDesc"]) == ("8", "dmp-unavailable")
    assert event["entity"][0]["what"]["identifier"]["value"] == INS.number


@pytest.mark.parametrize("trace", [*ALL, *REFUSED], ids=named)
def test_the_french_profile_by_its_stated_rules(trace: Trace) -> None:
    event = tde(trace, SITE)
    assert len(event.get("subtype", [])) <= 1
    assert event["period"]["start"] <= event["recorded"] == event["period"]["end"]
    assert len(event["agent"]) == 2
    assert [agent["requestor"] for agent in event["agent"]] == [True, False]
    assert all(agent["who"]["identifier"]["value"] for agent in event["agent"])
    assert event["source"]["observer"]["type"] == "Device"
    assert all(not ("name" in entity and "query" in entity) for entity in event["entity"])
    assert json.loads(json.dumps(event)) == event


@pytest.mark.skipif(not PROFILE.exists(), reason="the French profile is not beside this checkout")
@pytest.mark.parametrize("trace", [*ALL, *REFUSED], ids=named)
def test_the_french_profile_by_its_definition(trace: Trace) -> None:
    definition = json.loads(PROFILE.read_bytes())
    assert list(violations(tde(trace, SITE), definition)) == []


@pytest.mark.skipif(not PROFILE.exists(), reason="the French profile is not beside this checkout")
def test_the_definition_is_checked_for_true() -> None:
    definition = json.loads(PROFILE.read_bytes())
    good = tde(ALL[2], SITE)

    def broken(**changes: Any) -> list[str]:
        event = copy.deepcopy(good)
        event.update(changes)
        return list(violations(event, definition))

    assert broken(agent=[*good["agent"], good["agent"][0]]) == ["AuditEvent.agent: 3, at most 2"]
    assert broken(subtype=good["subtype"] * 2) == ["AuditEvent.subtype: 2, at most 1"]
    assert broken(period={"end": "2026-01-01T00:00:00Z"}) == ["AuditEvent.period.start: 0, at least 1"]
    assert broken(outcome="7") == ["AuditEvent.outcome: 7 is no code of its value set"]
    assert broken(colour="red") == ["AuditEvent.colour: no such element"]
    observer = {"observer": {"type": "Location", "identifier": {"value": "x"}}}
    assert broken(source=observer) == ["AuditEvent.source.observer: a Location may not stand here"]


@pytest.mark.skipif(not PROFILE.exists(), reason="the French profile is not beside this checkout")
def test_the_published_examples_pass_the_same_check() -> None:
    definition = json.loads(PROFILE.read_bytes())
    for example in PROFILE.parent.glob("AuditEvent-*.json"):
        found = list(violations(json.loads(example.read_bytes()), definition))
        assert [each for each in found if "may not stand here" not in each] == []


def test_no_rendering_satisfies_both() -> None:
    assert all(len(balp(trace, SITE)["agent"]) == 3 for trace in ALL)


PATTERNS = {
    Kind.CONSULTED: ("PatientRead", "read", "R", ("110152", "110153"), "4"),
    Kind.SEARCHED: ("PatientQuery", "search-type", "E", ("110153", "110152"), "24"),
}


@pytest.mark.parametrize("trace", [t for t in ALL if t.kind in PATTERNS], ids=named)
def test_the_patterns_of_ihe_by_their_stated_rules(trace: Trace) -> None:
    name, subtype, action, machines, role = PATTERNS[trace.kind]
    event = balp(trace, SITE)
    assert event["meta"]["profile"] == [
        f"https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.{name}"
    ]
    assert event["type"]["code"] == "rest"
    assert [coding["code"] for coding in event["subtype"]] == [subtype]
    assert (event["action"], event["outcome"]) == (action, "0")
    client, server, user = event["agent"]
    assert tuple(a["type"]["coding"][0]["code"] for a in (client, server)) == machines
    assert all(a["network"]["type"] == "1" and a["network"]["address"] for a in (client, server))
    assert user["type"]["coding"][0]["code"] == "IRCP"
    assert user["requestor"] is True
    assert [entity["role"]["code"] for entity in event["entity"]] == ["1", role]
    assert [entity["type"]["code"] for entity in event["entity"]] == ["1", "2"]
    assert event["entity"][0]["what"]["type"] == "Patient"


@pytest.mark.parametrize("trace", [t for t in ALL if t.kind not in PATTERNS] + REFUSED, ids=named)
def test_what_has_no_pattern_claims_none(trace: Trace) -> None:
    assert "meta" not in balp(trace, SITE)


@pytest.mark.parametrize("render", [tde, balp])
def test_the_purpose_of_a_break_glass_is_said_everywhere(render: Any) -> None:
    for trace in told(story(DmpMode.BREAK_GLASS)):
        event = render(trace, SITE)
        assert codes(event) == ["BTG", "bris_de_glace"]
        person = next(agent for agent in event["agent"] if agent["requestor"])
        assert person["purposeOfUse"] == event["purposeOfEvent"]


def test_each_mode_has_its_purpose() -> None:
    found = {trace.subject.mode: codes(tde(trace, SITE)) for trace in ALL}
    assert found == {
        DmpMode.NORMAL: ["TREAT", "normal"],
        DmpMode.REGULATION_CENTRE: ["ETREAT", "centre_15"],
        DmpMode.BREAK_GLASS: ["BTG", "bris_de_glace"],
    }


def test_a_break_glass_starts_and_stops_as_an_override() -> None:
    events = [tde(trace, SITE) for trace in told(story(DmpMode.BREAK_GLASS))]
    assert events[0]["subtype"][0]["code"] == "110127"
    assert events[-1]["subtype"][0]["code"] == "110138"


def test_a_document_keeps_its_labels_and_a_list_its_question() -> None:
    searched, consulted = (tde(trace, SITE) for trace in told(story(DmpMode.NORMAL))[1:3])
    assert [label["code"] for label in consulted["entity"][1]["securityLabel"]] == ["R", "MASQUE_PS"]
    query = base64.b64decode(searched["entity"][1]["query"]).decode()
    assert INS.number not in query
    assert query.startswith("DocumentReference?")


def test_without_a_qualified_identity_no_number_leaves() -> None:
    event = json.dumps(tde(REFUSED[0], SITE))
    assert "urn:oid" not in event
    assert '"c-1/p-1"' in event
