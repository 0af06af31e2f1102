"""A file shared by another centre becomes a call, or updates one: only what the message says is new."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from domain.fact import Act
from domain.regulation_call import commands as c
from domain.regulation_call import facts as f
from domain.regulation_call.refusals import CallEnded
from domain.regulation_call.states import Closed, Dismissed, File, RegulationCallState, Unknown
from domain.vocabulary import Caller, CallOrigin, InsStatus, Person


def import_file(
    command: c.ImportFile, state: RegulationCallState, act: Act
) -> Sequence[f.RegulationCallFact]:
    """Facts for what the message says and the file does not hold yet.

    An update (no `rang_at`) of a file never seen opens it with what it says, received now: the
    creation may have been lost on the way, or sent in another format. A closed file: CallEnded.
    """
    if isinstance(state, Closed | Dismissed):
        raise CallEnded(f"call {command.call} takes no more updates")
    if not isinstance(state, Unknown):
        return list(_news(command, state.file))
    caller = command.caller or Caller()
    received = f.CallReceived(
        origin=command.origin or CallOrigin.OTHER_CRRA,
        rang_at=min(command.rang_at or act.at, act.at),
        caller=caller,
        national_id=command.national_id,
    )
    fresh = File(caller=caller, active_since=received.rang_at)
    return [received, *_news(command, fresh)]


def _news(command: c.ImportFile, file: File) -> Iterator[f.RegulationCallFact]:
    if command.caller is not None and command.caller != file.caller:
        yield f.CallerDescribed(caller=command.caller)
    if command.place is not None and command.place != file.place:
        yield f.CallLocated(place=command.place, missions=file.still_out)
    yield from _motive(command, file)
    yield from _priority(command, file)
    if command.level is not None and command.level is not file.level:
        yield f.CareLevelAssessed(level=command.level)
    for patient in command.patients:
        yield from _patient(patient, file)
    for note in command.notes:
        if note.text not in file.notes:
            yield f.ObservationNoted(text=note.text, patient=note.patient)


def _motive(command: c.ImportFile, file: File) -> Iterator[f.RegulationCallFact]:
    motive, code = command.motive or file.motive, command.motive_code
    if motive is None:
        return
    if motive != file.motive or (code is not None and code != file.motive_code):
        yield f.MotiveStated(motive=motive, code=code)


def _patient(said: c.ImportedPatient, file: File) -> Iterator[f.RegulationCallFact]:
    """What a message adds to a patient. It has no identity status: it never overwrites an identity that was
    retrieved or checked, and what it does not say stays."""
    known = file.patients.get(said.patient)
    if known is None:
        yield f.PatientIdentified(patient=said.patient, person=said.person)
    elif known.status is InsStatus.PROVISIONAL:
        person = _merged(known.person, said.person)
        if person != known.person:
            yield f.PatientIdentified(patient=said.patient, person=person)


def _merged(known: Person, said: Person) -> Person:
    nothing = Person()
    news = {
        name: getattr(said, name)
        for name in said.__struct_fields__
        if getattr(said, name) != getattr(nothing, name)
    }
    return replace(known, **news)


def _priority(command: c.ImportFile, file: File) -> Iterator[f.RegulationCallFact]:
    if command.priority is None or command.priority is file.priority:
        return
    if file.priority is None:
        yield f.PriorityAssigned(priority=command.priority)
    else:
        yield f.PriorityRevised(priority=command.priority, was=file.priority, missions=file.still_out)
