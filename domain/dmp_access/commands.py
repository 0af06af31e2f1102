"""What may be asked of an access to a shared medical record. `access` names it."""

from domain.dmp_access.facts import Attestation, Recipient, RefusedBecause, Verdict
from domain.fact import Command
from domain.vocabulary import Confidentiality, DmpMode, Identifier, ShortText


class RequestAccess(Command, frozen=True, kw_only=True, tag="request-dmp-access"):
    """Ask to open the record of one patient of one call. Break-glass: reason and attestation with it."""

    access: Identifier
    call: Identifier
    patient: Identifier
    mode: DmpMode
    attestation: Attestation = Attestation()
    reason: ShortText | None = None


class DmpAnswer(Command, frozen=True, kw_only=True, tag="record-dmp-answer"):
    """The gateway's answer. The two opposition flags are independent (SEL-MP-037, EX_1.1-1050)."""

    access: Identifier
    opposed_to_regulation_centre: bool = False
    opposed_to_break_glass: bool = False
    professional_blocked: bool = False
    failed: RefusedBecause | None = None


class ConsultDocument(Command, frozen=True, kw_only=True, tag="consult-dmp-document"):
    access: Identifier
    document: Identifier
    title: ShortText
    confidentiality: frozenset[Confidentiality] = frozenset({Confidentiality.NORMAL})


class CloseAccess(Command, frozen=True, kw_only=True, tag="close-dmp-access"):
    access: Identifier


class ExpireAccess(Command, frozen=True, kw_only=True, tag="expire-dmp-access"):
    """Issued by the deadline of the access."""

    access: Identifier


class RevokeAccess(Command, frozen=True, kw_only=True, tag="revoke-dmp-access"):
    access: Identifier
    why: ShortText


class RecordNotice(Command, frozen=True, kw_only=True, tag="record-dmp-notice"):
    """The notice gateway's answer: handed over."""

    access: Identifier
    recipient: Recipient
    proof: ShortText


class FailNotice(Command, frozen=True, kw_only=True, tag="fail-dmp-notice"):
    """The notice gateway's answer: not handed over."""

    access: Identifier
    recipient: Recipient
    why: ShortText


class ReviewBreakGlass(Command, frozen=True, kw_only=True, tag="review-break-glass"):
    access: Identifier
    verdict: Verdict
    comment: ShortText


AfterRequest = (
    DmpAnswer
    | ConsultDocument
    | CloseAccess
    | ExpireAccess
    | RevokeAccess
    | RecordNotice
    | FailNotice
    | ReviewBreakGlass
)
DmpAccessCommand = RequestAccess | AfterRequest
