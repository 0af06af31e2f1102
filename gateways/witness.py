"""An outside witness of the log, by C2SP tlog-witness.

``POST add-checkpoint``: a line ``old <size>``, the hashes of the consistency proof in base64, an empty line,
the signed note → 200 with lines of signature, 409 with the size the witness saw last, 403, 404 or 422.
``GET checkpoint?origin=…`` → the last note cosigned, or 404: what the protocol leaves open (monitoring).
"""

import asyncio
import base64
from collections.abc import Sequence
from typing import Final

import httpx

from domain.witnessing import Cosigned, CosigningRefused, SeenOtherwise, WitnessAnswer, WitnessAway

_SIZE: Final = "text/x.tlog.size"
_OK: Final = 200
_NOT_FOUND: Final = 404
_CONFLICT: Final = 409
_REFUSALS: Final = {
    400: "it does not understand the checkpoint",
    403: "it does not know the key",
    404: "it does not know this log",
    409: "it has seen other facts at this size",
    422: "the log has not only grown since it saw it",
}


class HttpWitness:
    """WitnessGateway over HTTP. `client` has the witness's base address."""

    def __init__(self, client: httpx.AsyncClient, within: float = 5.0) -> None:
        self._client = client
        self._within = within

    async def cosign(self, note: bytes, old_size: int, proof: Sequence[bytes]) -> WitnessAnswer:
        """Hand over a signed checkpoint. A failure is an answer, not an exception."""
        lines = [f"old {old_size}", *(base64.b64encode(each).decode() for each in proof), "", ""]
        answer = await self._ask("POST", "add-checkpoint", content="\n".join(lines).encode() + note)
        if isinstance(answer, WitnessAway):
            return answer
        if answer.status_code == _OK:
            return Cosigned(answer.content)
        sized = answer.headers.get("Content-Type", "").partition(";")[0] == _SIZE
        if answer.status_code == _CONFLICT and sized and answer.text.strip().isdecimal():
            size = int(answer.text)
            if size != old_size:
                return SeenOtherwise(size)
        why = _REFUSALS.get(answer.status_code)
        return WitnessAway(f"answered {answer.status_code}") if why is None else CosigningRefused(why)

    async def head(self, origin: str) -> bytes | WitnessAway | None:
        """The last note it cosigned for this log. A failure is an answer, not an exception."""
        answer = await self._ask("GET", "checkpoint", params={"origin": origin})
        if isinstance(answer, WitnessAway):
            return answer
        if answer.status_code == _NOT_FOUND:
            return None
        if answer.status_code != _OK:
            return WitnessAway(f"answered {answer.status_code}")
        return answer.content

    async def _ask(
        self, method: str, path: str, *, content: bytes | None = None, params: dict[str, str] | None = None
    ) -> httpx.Response | WitnessAway:
        try:
            async with asyncio.timeout(self._within):
                return await self._client.request(method, path, content=content, params=params)
        except (TimeoutError, httpx.TimeoutException):
            return WitnessAway(f"no answer within {self._within:g} s")
        except httpx.HTTPError as error:
            return WitnessAway(f"unreachable ({type(error).__name__})")
