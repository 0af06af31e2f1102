"""What each rule of unusual accesses says to people, in French and in English."""

from domain.dmp_access.words import Flag, UnusualRule

FRENCH: dict[UnusualRule, str] = {
    UnusualRule.NO_LINKED_CALL: "Le praticien n'a pris part ni à l'appel ni à une mission de cet appel",
    UnusualRule.CALL_CLOSED_BEFORE: "Lecture {seen:.0f} s après la fin du dossier (seuil {threshold:.0f} s)",
    UnusualRule.OFF_SHIFT: "Le praticien n'était pas de garde",
    UnusualRule.SAME_FAMILY_NAME: "Le patient et le praticien portent le même nom",
    UnusualRule.SAME_HOUSEHOLD: "L'appel vient de l'adresse du praticien",
    UnusualRule.COLLEAGUE: "Le patient travaille dans ce centre",
    UnusualRule.WELL_KNOWN_PERSON: "Le patient est sur la liste des personnes connues",
    UnusualRule.SELF: "Le patient est le praticien lui-même",
    UnusualRule.VOLUME: "{seen:.0f} accès du praticien dans la période (seuil {threshold:.0f})",
    UnusualRule.REPEATED_BREAK_GLASS: "{seen:.0f} bris de glace dans la période (seuil {threshold:.0f})",
    UnusualRule.REPEATED_REFUSALS: "{seen:.0f} tentatives refusées dans la période (seuil {threshold:.0f})",
    UnusualRule.SAME_PATIENT_AGAIN: "{seen:.0f} accès au même patient (seuil {threshold:.0f})",
    UnusualRule.OUTSIDE_ROLE_HABITS: "Mode d'accès inhabituel pour ce rôle",
    UnusualRule.MANY_DOCUMENTS: "{seen:.0f} documents consultés (seuil {threshold:.0f})",
}
ENGLISH: dict[UnusualRule, str] = {
    UnusualRule.NO_LINKED_CALL: "The practitioner took part neither in the call nor in a mission of it",
    UnusualRule.CALL_CLOSED_BEFORE: "Read {seen:.0f} s after the file ended (threshold {threshold:.0f} s)",
    UnusualRule.OFF_SHIFT: "The practitioner was not on shift",
    UnusualRule.SAME_FAMILY_NAME: "The patient and the practitioner bear the same family name",
    UnusualRule.SAME_HOUSEHOLD: "The call comes from the practitioner's address",
    UnusualRule.COLLEAGUE: "The patient works in this centre",
    UnusualRule.WELL_KNOWN_PERSON: "The patient is on the list of well-known persons",
    UnusualRule.SELF: "The patient is the practitioner",
    UnusualRule.VOLUME: "{seen:.0f} accesses by the practitioner in the period (threshold {threshold:.0f})",
    UnusualRule.REPEATED_BREAK_GLASS: "{seen:.0f} glasses broken in the period (threshold {threshold:.0f})",
    UnusualRule.REPEATED_REFUSALS: "{seen:.0f} attempts refused in the period (threshold {threshold:.0f})",
    UnusualRule.SAME_PATIENT_AGAIN: "{seen:.0f} accesses to the same patient (threshold {threshold:.0f})",
    UnusualRule.OUTSIDE_ROLE_HABITS: "A mode that this role does not use",
    UnusualRule.MANY_DOCUMENTS: "{seen:.0f} documents read (threshold {threshold:.0f})",
}


def words(flag: Flag, english: bool = False) -> str:
    """One flag as a person reads it, with what was counted and its threshold."""
    said = (ENGLISH if english else FRENCH)[flag.rule]
    return said.format(seen=flag.seen or 0, threshold=flag.threshold or 0)
