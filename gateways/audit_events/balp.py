"""The profiles of IHE, Basic Audit Log Patterns: client, server and user named apart.

A document read is PatientRead, a list of documents PatientQuery. The opening and the end of an access,
and what was refused, have no pattern of their own there: they are plain R4 with the same agents and
entities, and claim no profile.
"""

from gateways.audit_events import parts, terms
from gateways.audit_events.terms import Json
from gateways.audit_events.trace import Kind, Site, Trace

_IHE = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."
PROFILES = {Kind.CONSULTED: f"{_IHE}PatientRead", Kind.SEARCHED: f"{_IHE}PatientQuery"}

_DMP = {"type": "Device", "identifier": {"value": "dmp"}, "display": "Dossier médical partagé"}


def balp(trace: Trace, site: Site) -> Json:
    """The AuditEvent for a repository of IHE ATNA."""
    event = parts.frame(trace, site)
    event["agent"] = [*_machines(trace, site), _user(trace)]
    if trace.outcome is None and trace.kind in PROFILES:
        event["meta"] = {"profile": [PROFILES[trace.kind]]}
    return event


def _machines(trace: Trace, site: Site) -> list[Json]:
    """Vigie asks, the DMP answers. What is read flows to Vigie; a question flows from it."""
    asks, answers = terms.DESTINATION_ROLE, terms.SOURCE_ROLE
    if trace.kind is Kind.SEARCHED:
        asks, answers = answers, asks
    return [
        {
            "type": {"coding": [role]},
            "who": who,
            "requestor": False,
            "network": {"address": name, "type": "1"},
        }
        for role, who, name in (
            (asks, parts.application(site), f"vigie-{site.centre}"),
            (answers, _DMP, "dmp"),
        )
    ]


def _user(trace: Trace) -> Json:
    return {"type": {"coding": [terms.RECIPIENT]}, **parts.person(trace)}
