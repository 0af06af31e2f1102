"""Files shared by other centres through the Hub Santé: RS-EDA and RS-EDA-MAJ become commands."""

from gateways.hub_sante.bad_message import BadMessage
from gateways.hub_sante.importing import read

__all__ = ["BadMessage", "read"]
