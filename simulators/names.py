"""Invented people: names, ages, telephone numbers kept for fiction, INS numbers of the test authority."""

import random
from datetime import date, timedelta

from domain.vocabulary import Ins, Person, Sex

TEST_OID = "1.2.250.1.213.1.4.10"
"""The authority of INS numbers for tests."""

_LAST = (
    "Cuenot", "Perrin", "Faivre", "Martin", "Vuillemin", "Girardot", "Bourgeois", "Mougin", "Jeannin",
    "Roussel", "Petit", "Guyon", "Humbert", "Lambert", "Grosjean", "Marchand", "Benali", "Nguyen",
    "Da Silva", "Kaya", "Monnier", "Chopard", "Droz", "Billod", "Coulon", "Maire", "Pernot", "Simon",
    "Bernard", "Traoré", "Yilmaz", "Ferreira", "Tournier", "Clerc", "Boillot", "Renaud",
)  # fmt: skip
_FEMALE = (
    "Jeanne", "Marie", "Monique", "Odile", "Nathalie", "Sophie", "Chloé", "Emma", "Louise", "Fatima",
    "Christine", "Denise", "Suzanne", "Amélie", "Inès", "Léa", "Germaine", "Colette", "Sarah", "Julie",
)  # fmt: skip
_MALE = (
    "Jean", "Michel", "Pierre", "André", "Lucas", "Hugo", "Mohamed", "Thierry", "Philippe", "Alain",
    "Nicolas", "Bernard", "Roger", "Léo", "Gabriel", "Karim", "Olivier", "Claude", "Raymond", "Antoine",
)  # fmt: skip


def phone(rng: random.Random) -> str:
    """A mobile number of the range that the regulator keeps for fiction."""
    return f"+3363998{rng.randint(0, 9999):04}"


def full_name(rng: random.Random) -> str:
    return f"{rng.choice(_FEMALE + _MALE)} {rng.choice(_LAST)}"


def person(rng: random.Random, today: date, ages: tuple[int, int]) -> Person:
    """Somebody whose age in years lies between these, both included."""
    years = rng.randint(*ages)
    born = today - timedelta(days=round(years * 365.25) + rng.randint(1, 300))
    sex = rng.choice((Sex.FEMALE, Sex.MALE))
    age = (today - born).days
    return Person(
        last_name=rng.choice(_LAST),
        first_name=rng.choice(_FEMALE if sex is Sex.FEMALE else _MALE),
        birth_date=born.isoformat(),
        age=f"P{age // 365.25:.0f}Y" if age >= 730 else f"P{max(1, age // 30)}M",
        sex=sex,
    )


def ins(rng: random.Random, who: Person) -> Ins:
    """A number built like a real one from its traits, with the right key, under the test authority."""
    born = who.birth_date or "1970-01-01"
    sex = "1" if who.sex is Sex.MALE else "2"
    body = f"{sex}{born[2:4]}{born[5:7]}25{rng.randint(1, 621):03}{rng.randint(1, 990):03}"
    return Ins(number=f"{body}{97 - int(body) % 97:02}", oid=TEST_OID)
