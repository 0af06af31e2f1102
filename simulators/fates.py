"""What becomes of a call, and the words people write about it."""

from enum import StrEnum

from domain.vocabulary import OrientationType


class Fate(StrEnum):
    """How a call ends. The last five are decisions of a doctor."""

    DISMISSED = "dismissed"
    DUPLICATE = "duplicate"
    ADVICE = "advice"
    PRESCRIPTION = "prescription"
    INTERVENTION = "intervention"
    ORIENTATION = "orientation"
    NOTHING = "nothing"


ADVICE = (
    "Repos, hydratation, paracétamol si besoin. Rappeler si la fièvre dépasse 40 ou dure plus de deux jours.",
    "Surveiller cette nuit, réveiller toutes les quatre heures. Rappeler si vomissements ou somnolence.",
    "Surélever le membre, glace vingt minutes. Voir le médecin traitant demain.",
    "Respirer lentement, assis. Rappeler si la gêne revient ou si la douleur gagne le bras.",
    "Pas d'urgence ce soir : consultation du médecin traitant sous 48 heures.",
    "Antécédents relus avec la famille, consignes de surveillance données et comprises.",
)
PRESCRIPTIONS = (
    "Paracétamol 1 g toutes les six heures, trois jours.",
    "Salbutamol, deux bouffées, à répéter une fois après vingt minutes.",
    "Phloroglucinol 80 mg, deux fois, puis réévaluer par téléphone.",
    "Solution de réhydratation par petites gorgées toutes les cinq minutes.",
    "Cétirizine 10 mg ce soir.",
)
NOTHING = (
    "Parti avec ses proches avant la fin de la régulation",
    "Problème réglé au second appel, patient rassuré",
    "Médecin traitant déjà au domicile",
)
FINDINGS = (
    "Parle en phrases complètes, pas de tirage, coloration normale.",
    "Pâle, sueurs, se tient la poitrine.",
    "Éruption étendue, pas d'œdème du visage.",
    "Plaie nette de trois centimètres, ne saigne plus.",
    "Enfant souriant, joue, réagit aux questions.",
    "Appui possible sur la jambe, pas de déformation visible.",
)
OBSERVATIONS = (
    "Seule à domicile, voisine présente.",
    "Traitement anticoagulant signalé par la famille.",
    "Déjà hospitalisé pour le même motif l'an dernier.",
    "Pas d'antécédent connu de l'appelant.",
    "Appelant inquiet, écoute bien les consignes.",
    "Diabète et hypertension, traitement pris ce matin.",
)
ORIENTATIONS: dict[OrientationType, float] = {
    OrientationType.EMERGENCY_DEPARTMENT: 70,
    OrientationType.SURGERY: 20,
    OrientationType.HEALTH_FACILITY: 5,
    OrientationType.INTENSIVE_CARE: 5,
}
DOCUMENTS = (
    "Compte rendu d'hospitalisation", "Lettre de liaison de sortie", "Ordonnance en cours",
    "Compte rendu de biologie", "Compte rendu de cardiologie", "Volet de synthèse médicale",
    "Compte rendu d'imagerie", "Directives anticipées", "Carnet de vaccination",
)  # fmt: skip
