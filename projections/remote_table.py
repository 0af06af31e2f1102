"""What became of each teleconsultation: its form, instants, how it ended, the answers in numbers.

Codes and numbers only: no word that anybody wrote or said goes in, and nothing that tells of a patient.
"""

from typing import Any

from domain.envelope import Recorded
from domain.teleconsultation import facts as f
from projections.table import Change, TableProjection, Value, Writer, by_type, insert, remake, seconds, update

DDL = (
    """CREATE TABLE IF NOT EXISTS teleconsultations (
        teleconsultation TEXT PRIMARY KEY, form TEXT NOT NULL, opened_at DOUBLE PRECISION NOT NULL,
        begun_at DOUBLE PRECISION, how TEXT, questionnaire TEXT, read_out BIGINT
    )""",
    "CREATE INDEX IF NOT EXISTS teleconsultations_by_time ON teleconsultations (opened_at)",
    """CREATE TABLE IF NOT EXISTS teleconsultation_answers (
        answer TEXT PRIMARY KEY, teleconsultation TEXT NOT NULL, question TEXT NOT NULL, value BIGINT NOT NULL
    )""",
    "CREATE INDEX IF NOT EXISTS answers_by_teleconsultation ON teleconsultation_answers (teleconsultation)",
)
REMAKE = remake(("teleconsultations", "teleconsultation_answers"), DDL)
ANSWERED, DECLINED = "answered", "declined"

_HOW: dict[type[Any], str] = {
    f.ReportWritten: "reported",
    f.AgreementRefused: "refused",
    f.TeleconsultationGivenUp: "given-up",
}


def _opened(recorded: Recorded[f.TeleconsultationOpened]) -> list[Change]:
    row: dict[str, Value] = {
        "teleconsultation": recorded.stream.id,
        "form": recorded.fact.form.value,
        "opened_at": seconds(recorded.at),
    }
    return [insert("teleconsultations", "teleconsultation", row)]


def _begun(recorded: Recorded[f.TeleconsultationBegun]) -> list[Change]:
    return [_set(recorded, {"begun_at": seconds(recorded.at)})]


def _over(recorded: Recorded[Any]) -> list[Change]:
    return [_set(recorded, {"how": _HOW[type(recorded.fact)]})]


def _answered(recorded: Recorded[f.QuestionnaireAnswered]) -> list[Change]:
    name, fact = recorded.stream.id, recorded.fact
    rows: list[Change] = []
    for each in fact.answers:
        row: dict[str, Value] = {"question": each.question.value, "value": each.value}
        named: dict[str, Value] = {"answer": f"{name} {each.question}", "teleconsultation": name}
        rows.append(insert("teleconsultation_answers", "answer", {**named, **row}))
    said = _set(recorded, {"questionnaire": ANSWERED, "read_out": int(fact.read_out)})
    return [said, *rows]


def _declined(recorded: Recorded[f.QuestionnaireDeclined]) -> list[Change]:
    return [_set(recorded, {"questionnaire": DECLINED, "read_out": int(recorded.fact.read_out)})]


def _set(recorded: Recorded[Any], columns: dict[str, Value]) -> Change:
    return update("teleconsultations", "teleconsultation", recorded.stream.id, columns)


WRITERS: dict[type[Any], Writer] = {
    f.TeleconsultationOpened: _opened,
    f.TeleconsultationBegun: _begun,
    f.QuestionnaireAnswered: _answered,
    f.QuestionnaireDeclined: _declined,
    **dict.fromkeys(_HOW, _over),
}


TELECONSULTATIONS = TableProjection(
    name="teleconsultations", version=1, remake=REMAKE, changes=by_type(WRITERS)
)
"""Every teleconsultation of the centre, without anybody's name."""
