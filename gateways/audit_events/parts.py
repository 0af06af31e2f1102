"""The parts of an AuditEvent that both renderings have: who, whose record, which document, why."""

import base64
from datetime import datetime

from domain.dmp_access.words import RefusedBecause
from domain.shared_record import NotReadBecause
from domain.vocabulary import DmpMode
from gateways.audit_events import terms
from gateways.audit_events.terms import Json
from gateways.audit_events.trace import Kind, Site, Trace

# A refusal by a rule is a minor failure; an unanswering DMP a serious one (R4 audit-event-outcome).
_SERIOUS = {RefusedBecause.DMP_UNAVAILABLE.value, NotReadBecause.UNAVAILABLE.value}

_OF_DOCUMENTS = frozenset({Kind.CONSULTED, Kind.DOCUMENT_REFUSED, Kind.READING_FAILED})


def frame(trace: Trace, site: Site) -> Json:
    """All but agents and profile: type, subtype, times, outcome, purpose, source, entities."""
    event: Json = {"resourceType": "AuditEvent", "id": f"fact-{trace.position}", **nature(trace)}
    event["action"] = "R" if _of_a_document(trace) else "E"
    event["period"] = {"start": _instant(trace.started), "end": _instant(trace.at)}
    event["recorded"] = _instant(trace.at)
    event["outcome"] = _outcome(trace)
    if trace.outcome is not None:
        event["outcomeDesc"] = trace.outcome
    event["purposeOfEvent"] = terms.purposes(trace.subject.mode)
    event["source"] = {"site": site.name, "observer": application(site)}
    event["entity"] = [patient(trace), *things(trace)]
    return event


def nature(trace: Trace) -> Json:
    """Type and subtype. The start and the end of a break-glass are security alerts of DICOM."""
    if _of_a_document(trace):
        return {"type": terms.REST, "subtype": [terms.READ]}
    if trace.kind in {Kind.SEARCHED, Kind.READING_FAILED}:
        return {"type": terms.REST, "subtype": [terms.SEARCH]}
    if trace.subject.mode is DmpMode.BREAK_GLASS:
        stopped = trace.kind is Kind.ENDED
        subtype = terms.OVERRIDE_STOPPED if stopped else terms.OVERRIDE_STARTED
        return {"type": terms.ALERT, "subtype": [subtype]}
    return {"type": terms.RECORD}


def _of_a_document(trace: Trace) -> bool:
    """Whether one document was asked for, not the list."""
    return trace.kind in _OF_DOCUMENTS and trace.document is not None


def person(trace: Trace) -> Json:
    """The practitioner, by the identifier of their account at the site."""
    by = trace.subject.practitioner
    return {
        "role": [{"text": terms.role_words(by.role)}],
        "who": {"type": "Practitioner", "identifier": {"value": by.id}},
        "altId": by.id,
        "requestor": True,
        "purposeOfUse": terms.purposes(trace.subject.mode),
    }


def application(site: Site) -> Json:
    """Vigie at this site, as a device."""
    return {
        "type": "Device",
        "identifier": {"value": f"vigie-{site.centre}"},
        "display": f"Vigie, {site.name}",
    }


def patient(trace: Trace) -> Json:
    """Whose record: the INS where the identity is qualified, otherwise the file's own identifier.

    What explains the access goes in the details: call, access, attestations, reason, place in the log.
    """
    subject = trace.subject
    known = terms.ins_identifier(subject.ins.number, subject.ins.oid) if subject.ins else None
    return {
        "what": {"type": "Patient", "identifier": known or {"value": f"{subject.call}/{subject.patient}"}},
        "type": terms.PERSON,
        "role": terms.PATIENT_ROLE,
        "detail": [{"type": name, "valueString": value} for name, value in _details(trace)],
    }


def things(trace: Trace) -> list[Json]:
    """The document, or the question asked, where there is one."""
    if trace.document is not None:
        document: Json = {
            "what": {"type": "DocumentReference", "identifier": {"value": trace.document}},
            "type": terms.THING,
            "role": terms.RESOURCE_ROLE,
        }
        if labels := terms.labels(trace.confidentiality):
            document["securityLabel"] = labels
        if trace.title:
            document["name"] = trace.title
        return [document]
    return [_question(trace)] if trace.kind is Kind.SEARCHED else []


def _question(trace: Trace) -> Json:
    """An ITI-67 search. The query names the record by its file: the number itself is the patient's entity."""
    query = f"DocumentReference?patient={trace.subject.call}/{trace.subject.patient}&status=current"
    return {
        "type": terms.THING,
        "role": terms.QUERY_ROLE,
        "query": base64.b64encode(query.encode()).decode(),
        "detail": [{"type": "documents-found", "valueString": str(trace.found)}],
    }


def _details(trace: Trace) -> list[tuple[str, str]]:
    subject = trace.subject
    attested = subject.attestation
    claims = {
        "cannot-express-will": attested.cannot_express_will,
        "immediate-risk": attested.immediate_risk,
        "patient-agrees": attested.patient_agrees,
    }
    details = [
        ("what", trace.kind.value),
        ("access", subject.access),
        ("call", subject.call),
        ("attested", ", ".join(name for name, said in claims.items() if said)),
        ("reason", subject.reason or ""),
        ("log-position", str(trace.position)),
    ]
    return [(name, value) for name, value in details if value]


def _outcome(trace: Trace) -> str:
    if trace.outcome is None:
        return "0"
    return "8" if trace.outcome in _SERIOUS else "4"


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
