"""FHIR R4 AuditEvents of accesses to the DMP: one fact, two renderings.

`traces` folds the facts of accesses into neutral traces; `tde` renders one in the French profile of the
ANS (TDE), `balp` in those of IHE (BALP), where one fits. No resource can satisfy both: the TDE allows two
agents, BALP asks for three (docs/adr/0024).
"""

from gateways.audit_events.balp import balp
from gateways.audit_events.tde import tde
from gateways.audit_events.trace import Site, Trace, Traces

__all__ = ["Site", "Trace", "Traces", "balp", "tde"]
