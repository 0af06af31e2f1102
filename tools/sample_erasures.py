"""At least one example of every command on erasures, by the name of the stream it is for."""

from domain.erasure import commands as erasure
from domain.house import AnyCommand


def erasure_commands(name: str, call_name: str) -> list[AnyCommand]:
    """What may be asked of the erasure `name` of one call."""
    return [
        erasure.EraseSubject(
            erasure=name, files=(call_name,), authority="CNIL 2026-12", reason="demande de la personne"
        ),
        erasure.ApproveErasure(erasure=name),
        erasure.RejectErasure(erasure=name, why="conservation obligatoire"),
        erasure.ConcludeErasure(erasure=name, keys=1),
    ]
