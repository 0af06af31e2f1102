"""The profile of the ANS, "Traçabilité d'évènements" 2.0.0: two agents, one subtype, a beginning."""

from gateways.audit_events import parts
from gateways.audit_events.terms import Json
from gateways.audit_events.trace import Site, Trace

PROFILE = "https://interop.esante.gouv.fr/ig/fhir/tde/StructureDefinition/tde-auditevent"


def tde(trace: Trace, site: Site) -> Json:
    """The AuditEvent to be sent to a French manager of traces: the practitioner, and the application."""
    application = {"who": parts.application(site), "requestor": False}
    event = parts.frame(trace, site)
    return {**event, "meta": {"profile": [PROFILE]}, "agent": [parts.person(trace), application]}
