"""Why people call: French wording, national recourse codes (HubSante.motif), and what such calls become.

Weights and shares are assumptions that give, over a night, the shares of the reference: priorities about
3/17/50/30 %, one call in ten or so seen by a mobile team.
"""

import msgspec

from domain.vocabulary import CareLevel, Channel, Equipment, Priority, Skill, TeamNeeds
from simulators.fates import Fate

P0, P1, P2, P3 = Priority.P0, Priority.P1, Priority.P2, Priority.P3
R1, R2, R3, R4 = CareLevel.R1, CareLevel.R2, CareLevel.R3, CareLevel.R4


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What calls of one kind have in common. Weights need not add up to anything."""

    ages: tuple[int, int]
    priorities: dict[Priority, float]
    levels: dict[CareLevel, float]
    fates: dict[Fate, float]
    needs: tuple[TeamNeeds, ...] = (TeamNeeds(),)
    visio: float = 0.05
    channel: Channel = Channel.EMERGENCY


_VITALS = frozenset({Equipment.OXIMETER, Equipment.BLOOD_PRESSURE})
_NURSE = frozenset({Skill.NURSE})
CHECK = TeamNeeds(equipment=_VITALS)
HEART = TeamNeeds(skills=_NURSE, equipment=_VITALS | {Equipment.ECG})
BREATH = TeamNeeds(skills=_NURSE, equipment=frozenset({Equipment.OXIMETER, Equipment.STETHOSCOPE}))
SUGAR = TeamNeeds(skills=_NURSE, equipment=_VITALS | {Equipment.GLUCOMETER})
CHILD = TeamNeeds(equipment=frozenset({Equipment.THERMOMETER, Equipment.OTOSCOPE}))
SKIN = TeamNeeds(equipment=frozenset({Equipment.DERMATOSCOPE}))
BELLY = TeamNeeds(skills=_NURSE, equipment=frozenset({Equipment.ULTRASOUND, Equipment.THERMOMETER}))

PROFILES = {
    "vital": Profile(
        ages=(30, 95), priorities={P0: 55, P1: 45}, levels={R1: 75, R2: 25},
        fates={Fate.ORIENTATION: 95, Fate.NOTHING: 5}, visio=0.08,
    ),
    "acute": Profile(
        ages=(35, 95), priorities={P0: 4, P1: 56, P2: 40}, levels={R1: 10, R2: 65, R3: 25},
        fates={Fate.ORIENTATION: 55, Fate.INTERVENTION: 24, Fate.ADVICE: 18, Fate.NOTHING: 3},
        needs=(HEART, BREATH, SUGAR), visio=0.1,
    ),
    "elderly": Profile(
        ages=(70, 99), priorities={P1: 12, P2: 68, P3: 20}, levels={R2: 25, R3: 60, R4: 15},
        fates={Fate.INTERVENTION: 30, Fate.ORIENTATION: 30, Fate.ADVICE: 30, Fate.PRESCRIPTION: 10},
        needs=(CHECK, HEART, BREATH, SUGAR), visio=0.06,
    ),
    "common": Profile(
        ages=(16, 85), priorities={P1: 3, P2: 57, P3: 40}, levels={R2: 8, R3: 52, R4: 40},
        fates={Fate.ADVICE: 56, Fate.PRESCRIPTION: 14, Fate.ORIENTATION: 19, Fate.INTERVENTION: 9,
               Fate.NOTHING: 2},
        needs=(CHECK, BELLY, SKIN), visio=0.04, channel=Channel.UNSCHEDULED_CARE,
    ),
    "child": Profile(
        ages=(0, 12), priorities={P0: 1, P1: 14, P2: 60, P3: 25}, levels={R2: 12, R3: 43, R4: 45},
        fates={Fate.ADVICE: 62, Fate.ORIENTATION: 22, Fate.PRESCRIPTION: 7, Fate.INTERVENTION: 9},
        needs=(CHILD, CHECK), visio=0.2, channel=Channel.UNSCHEDULED_CARE,
    ),
    "injury": Profile(
        ages=(4, 90), priorities={P0: 2, P1: 18, P2: 60, P3: 20}, levels={R2: 30, R3: 55, R4: 15},
        fates={Fate.ORIENTATION: 58, Fate.ADVICE: 30, Fate.INTERVENTION: 9, Fate.NOTHING: 3},
        needs=(CHECK, SKIN), visio=0.12,
    ),
    "mind": Profile(
        ages=(15, 80), priorities={P0: 2, P1: 23, P2: 60, P3: 15}, levels={R2: 40, R3: 45, R4: 15},
        fates={Fate.ORIENTATION: 45, Fate.ADVICE: 45, Fate.INTERVENTION: 6, Fate.NOTHING: 4},
        needs=(CHECK,), visio=0.04, channel=Channel.PSYCHIATRY,
    ),
    "advice": Profile(
        ages=(1, 90), priorities={P2: 15, P3: 85}, levels={R3: 10, R4: 90},
        fates={Fate.ADVICE: 76, Fate.PRESCRIPTION: 20, Fate.NOTHING: 4},
        visio=0.01, channel=Channel.UNSCHEDULED_CARE,
    ),
}  # fmt: skip


class Motive(msgspec.Struct, frozen=True):
    """One reason to call: national code, the caller's words, how often (weight), the profile."""

    code: str
    words: str
    weight: float
    profile: str


MOTIVES = tuple(
    Motive(code, words, weight, profile)
    for profile, motives in {
        "vital": (
            ("M01.01", "Ne respire plus, massage en cours par un voisin", 1.2),
            ("M01.02", "Inconscient, respire, ne se réveille pas", 1.6),
            ("M01.03", "Étouffe en mangeant, ne parle plus", 0.8),
            ("M03.08", "Bouche de travers et bras lourd depuis vingt minutes", 1.6),
            ("M02.08", "Choc à haute vitesse, jambe écrasée", 0.5),
            ("M03.19", "Vomit du sang rouge, très pâle", 0.6),
        ),
        "acute": (
            ("M03.06", "Douleur dans la poitrine qui serre depuis une heure", 4.0),
            ("M03.06", "Point dans la poitrine quand il inspire", 2.0),
            ("M03.12", "Essoufflée au moindre pas depuis ce matin", 3.5),
            ("M03.13", "Cœur qui bat vite et fort, tête qui tourne", 2.5),
            ("M03.10", "A perdu connaissance une minute, va mieux", 3.0),
            ("M03.07", "A convulsé, somnolent maintenant", 1.2),
            ("M03.15", "Visage gonflé après une piqûre de guêpe", 1.2),
            ("M04.01", "A pris une boîte de comprimés", 1.5),
            ("M03.01", "Contractions toutes les cinq minutes, deuxième enfant", 0.8),
        ),
        "elderly": (
            ("M06.03", "Tombée dans sa chambre, ne peut pas se relever", 5.0),
            ("M06.03", "Chute dans la salle de bains, a mal à la hanche", 2.5),
            ("M05.02", "Ne mange plus depuis trois jours, très affaiblie", 3.0),
            ("M03.14", "Fièvre à 39 chez un résident d'EHPAD", 3.5),
            ("M03.12", "Tousse et respire mal, insuffisant cardiaque connu", 3.0),
            ("M03.09", "Malaise en se levant, sueurs, tension basse", 3.0),
            ("M03.07", "Confuse depuis ce soir, ne reconnaît plus sa fille", 2.5),
            ("M03.22", "Sonde urinaire bouchée, douleur du bas-ventre", 1.8),
            ("M02.01", "Plaie de jambe qui saigne sous anticoagulant", 1.2),
            ("M03.13", "Tension à 21 au contrôle de l'infirmière", 2.2),
            ("M03.22", "Glycémie à 4 g, se sent faible", 1.8),
        ),
        "common": (
            ("M03.20", "Mal au ventre à droite depuis hier", 4.0),
            ("M03.21", "Vomit et diarrhée depuis la nuit", 5.0),
            ("M03.22", "Mal de dos bloqué, ne peut plus se pencher", 4.0),
            ("M03.22", "Colique, déjà eu des calculs", 2.0),
            ("M03.11", "Migraine depuis deux jours, rien ne la calme", 3.0),
            ("M03.14", "Fièvre et courbatures, 39,5", 5.0),
            ("M03.14", "Brûle en urinant, frissons", 3.0),
            ("M03.12", "Crise d'asthme, plus de Ventoline", 2.5),
            ("M03.15", "Urticaire sur tout le corps", 2.0),
            ("M03.18", "Saigne du nez depuis trente minutes", 2.0),
            ("M03.02", "Enceinte de trois mois, perd un peu de sang", 1.5),
            ("M03.05", "Douleur d'un testicule depuis ce soir", 0.8),
            ("M03.09", "Tête qui tourne quand il se couche", 3.0),
        ),
        "child": (
            ("M03.14", "Bébé de six mois, fièvre à 39, boit moins", 4.0),
            ("M03.12", "Toux rauque la nuit, respire fort, trois ans", 2.5),
            ("M03.21", "Enfant qui vomit tout depuis midi", 3.0),
            ("M03.14", "Otite, pleure et se tient l'oreille", 2.5),
            ("M02.06", "Tombé de la table à langer, a pleuré aussitôt", 2.0),
            ("M04.02", "A peut-être avalé du produit vaisselle", 1.5),
            ("M03.15", "Boutons partout après une nouvelle crème", 1.5),
        ),
        "injury": (
            ("M02.06", "S'est coupé la main en cuisinant", 3.0),
            ("M02.07", "Chute à vélo, poignet déformé", 2.5),
            ("M02.07", "Accident entre deux voitures, douleur au cou", 2.5),
            ("M02.05", "Brûlure d'huile au bras, cloques", 1.5),
            ("M02.06", "Cheville tordue au sport", 2.5),
            ("M02.03", "Malaise après une journée au froid", 0.7),
        ),
        "mind": (
            ("M03.17", "Crise d'angoisse, fourmis dans les mains", 3.0),
            ("M03.16", "Parle de mourir, seul chez lui", 2.0),
            ("M03.16", "Agité, tient des propos incohérents", 1.5),
            ("M04.03", "Ivre sur la voie publique, ne tient pas debout", 2.5),
        ),
        "advice": (
            ("M06.02", "Oubli de pilule, que faire", 2.5),
            ("M06.02", "A pris deux fois son traitement ce matin", 3.0),
            ("M06.02", "Plus d'ordonnance, pharmacie de garde", 3.5),
            ("M06.02", "Vaccin d'hier, bras rouge et chaud", 1.5),
            ("M05.01", "Aide à domicile absente, personne seule", 1.5),
            ("M06.04", "Demande un médecin de garde", 4.0),
        ),
    }.items()
    for code, words, weight in motives
)  # fmt: skip
