"""The one table of refusals: what each rule's "no" is called on the wire. A test holds it exhaustive."""

from http import HTTPStatus
from typing import Final

from domain import refusals as shared
from domain.alarm.decide import AlarmNotDueYet, NotYourAlarm
from domain.alarming import MisnamedAlarm
from domain.crew_safety.decide import CheckInStillDue, NobodyOnScene
from domain.dmp_access.refusals import (
    AccessNotOpen,
    AccessStillValid,
    AccessTimeIsUp,
    AnotherCall,
    FinalVerdictNeeded,
    NothingToExplain,
    NothingToReview,
    NothingToSettle,
    NotYourAccess,
    ReviewNotDueYet,
    ReviewOfOwnAccess,
    SecondReaderNeeded,
)
from domain.document import PhotoWithoutConsent
from domain.erasure.decide import ErasureOfOwn, FileStillOpen
from domain.fact import Refusal
from domain.mission import refusals as mission
from domain.mobile_team.decide import (
    CrewMissing,
    EquipmentDisagrees,
    HelpStands,
    ShiftEndsInThePast,
    ShiftRunning,
    TeamOffDuty,
    TeamOnMission,
)
from domain.regulation_call import refusals as call
from domain.scores import ScoreWrong
from domain.standing_order.decide import NeverInForce, PriorityNotDelegable
from domain.teleconsultation import refusals as tele
from domain.teleconsultation.questionnaire import AnswersWrong
from domain.visio_session import refusals as visio
from domain.visio_session.request import TeleconsultationConsentMissing
from eventlog.folding import StreamMoved
from eventlog.repeated import CommandIdReused, CommandIdTaken
from eventlog.sealing.keys import FileErased


class NotYourTeam(Refusal):
    """A crew acts for its own team only."""

    field = "team"


class NotYourMission(Refusal):
    """A crew acts on the call of its present mission only."""


class NotYourself(Refusal):
    """Nobody joins a video session in the place of another."""

    field = "participant"


class SimulationNotAllowed(Refusal):
    """A simulated measure is for demonstrations only."""

    field = "vitals"


CONFLICT, FORBIDDEN_, MISSING, INVALID = (
    HTTPStatus.CONFLICT,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
FORBIDDEN: Final = shared.RoleNotAllowed.__name__

REFUSALS: Final[dict[type[Refusal], tuple[HTTPStatus, str]]] = {
    shared.RoleNotAllowed: (FORBIDDEN_, "Action non autorisée pour ce rôle"),
    shared.AlreadyExists: (CONFLICT, "Cet identifiant est déjà utilisé"),
    shared.NotFound: (MISSING, "Introuvable"),
    shared.OutOfOrder: (CONFLICT, "Impossible à cette étape"),
    shared.ReasonMissing: (INVALID, "Motif obligatoire"),
    CommandIdTaken: (CONFLICT, "Ce numéro de commande appartient à quelqu'un d'autre"),
    CommandIdReused: (CONFLICT, "Ce numéro de commande a déjà servi à une autre demande"),
    StreamMoved: (CONFLICT, "Le dossier a changé entre-temps"),
    NotYourTeam: (FORBIDDEN_, "Vous agissez pour votre équipe seulement"),
    NotYourMission: (FORBIDDEN_, "Votre équipe n'est pas engagée sur ce dossier"),
    SimulationNotAllowed: (FORBIDDEN_, "Mesure simulée refusée hors démonstration"),
    NotYourself: (FORBIDDEN_, "Vous rejoignez la visio en votre nom seulement"),
    call.CallEnded: (CONFLICT, "Dossier terminé"),
    call.CallNotRegulated: (CONFLICT, "Dossier hors régulation médicale"),
    call.NotYourCall: (CONFLICT, "Dossier tenu par un autre médecin régulateur"),
    call.PlaceMissing: (CONFLICT, "Lieu manquant"),
    call.PriorityMissing: (CONFLICT, "Priorité manquante"),
    call.CareLevelMissing: (CONFLICT, "Niveau de soin manquant"),
    call.DecisionMissing: (CONFLICT, "Aucune décision médicale"),
    call.MissionStillOpen: (CONFLICT, "Une équipe est encore engagée"),
    call.MissionAlreadyNamed: (CONFLICT, "Cette mission existe déjà"),
    call.UnknownMission: (CONFLICT, "Mission inconnue de ce dossier"),
    call.UnknownPatient: (CONFLICT, "Patient inconnu de ce dossier"),
    call.InsKeyWrong: (INVALID, "Clé de l'INS erronée"),
    call.InsWithoutQualification: (INVALID, "INS refusé pour une identité non qualifiée"),
    call.DuplicateOfItself: (INVALID, "Un dossier n'est pas son propre doublon"),
    call.ClosingTooEarly: (CONFLICT, "Clôture prématurée"),
    call.RangInTheFuture: (INVALID, "Heure d'appel dans le futur"),
    mission.MissionOver: (CONFLICT, "Mission terminée"),
    mission.AlreadyOrdered: (CONFLICT, "Une équipe est déjà engagée sur cette mission"),
    mission.NotThisTeam: (CONFLICT, "Une autre équipe est sur cette mission"),
    mission.TeamAlreadyEngaged: (CONFLICT, "Équipe déjà engagée"),
    mission.TeamNotAvailable: (CONFLICT, "Équipe indisponible"),
    mission.OrderedByNobody: (FORBIDDEN_, "Une personne ordonne, jamais une machine"),
    mission.OverrideReasonMissing: (INVALID, "Motif obligatoire hors proposition"),
    mission.ProposalOutdated: (CONFLICT, "Proposition dépassée"),
    mission.AnsweredTooLate: (CONFLICT, "Réponse trop tardive : mission reprise"),
    mission.MissionWithdrawn: (CONFLICT, "Mission retirée à votre équipe"),
    mission.AlertStillValid: (CONFLICT, "L'équipe a encore le temps de répondre"),
    mission.AgainstConstraint: (CONFLICT, "Contraire à une contrainte posée par un médecin"),
    mission.NobodyToHold: (CONFLICT, "Aucune équipe à verrouiller"),
    mission.MovesDisagree: (INVALID, "Mouvements incohérents"),
    mission.TeamNotOnShift: (CONFLICT, "Aucune équipe de ce nom en garde"),
    mission.ForcedElsewhere: (INVALID, "Équipe imposée sur une autre mission : motif obligatoire"),
    mission.TooLateToMove: (CONFLICT, "Équipe déjà sur place : elle reste"),
    mission.AwaitsAPerson: (CONFLICT, "Mission à la main d'une personne"),
    mission.NotCovered: (CONFLICT, "Hors de l'ordre permanent"),
    mission.NotTheProposedTeam: (CONFLICT, "Ce n'est pas l'équipe proposée"),
    PriorityNotDelegable: (INVALID, "Seules P2 et P3 se délèguent"),
    NeverInForce: (INVALID, "Période ou horaires impossibles"),
    mission.TooLateToCancel: (CONFLICT, "Équipe déjà sur place"),
    mission.PatientStillInCare: (CONFLICT, "Patient encore pris en charge"),
    mission.BilanEmpty: (INVALID, "Bilan vide"),
    ScoreWrong: (INVALID, "Score erroné"),
    PhotoWithoutConsent: (INVALID, "Accord pour la photo manquant"),
    EquipmentDisagrees: (INVALID, "Liste de matériel incohérente"),
    mission.TooManyTransits: (CONFLICT, "Deux étapes au plus"),
    TeamOffDuty: (CONFLICT, "Équipe hors service"),
    NobodyOnScene: (CONFLICT, "Aucun point de sécurité attendu"),
    CheckInStillDue: (CONFLICT, "Point de sécurité encore dans les temps"),
    ShiftRunning: (CONFLICT, "Garde déjà commencée"),
    ShiftEndsInThePast: (INVALID, "Fin de garde dans le passé"),
    CrewMissing: (INVALID, "Équipage manquant"),
    HelpStands: (CONFLICT, "Aide demandée : la régulation s'assure d'abord que l'équipe est en sécurité"),
    TeamOnMission: (CONFLICT, "Équipe en mission"),
    visio.InvitationWithoutWay: (INVALID, "Un seul moyen d'invitation"),
    TeleconsultationConsentMissing: (CONFLICT, "Accord du patient pour la téléconsultation non recueilli"),
    visio.ConsentMissing: (CONFLICT, "Consentement non recueilli"),
    visio.SessionOver: (CONFLICT, "Visio terminée"),
    visio.InvitationStillValid: (CONFLICT, "Invitation encore valable"),
    visio.NotPresent: (CONFLICT, "Participant absent de la visio"),
    visio.LinkNotUsable: (CONFLICT, "Lien inutilisable"),
    visio.NotInvited: (CONFLICT, "Cette personne n'est pas invitée"),
    visio.SessionFull: (CONFLICT, "Quatre personnes au plus dans la visio"),
    visio.TooManyReports: (CONFLICT, "Trop de messages pour cette visio"),
    visio.LocationNotAgreed: (CONFLICT, "Accord pour la localisation non recueilli"),
    visio.SnapshotNotAgreed: (CONFLICT, "Accord pour garder une image non recueilli"),
    tele.AgreementMissing: (CONFLICT, "Accord du patient à recueillir d'abord"),
    tele.FollowUpMissing: (CONFLICT, "Date de la dernière consultation en présence manquante"),
    tele.RecordAccessNotAccepted: (CONFLICT, "Accès au DMP non accepté par le patient"),
    tele.CompanionMissing: (CONFLICT, "Professionnel auprès du patient à nommer"),
    tele.MobileTeamMissing: (CONFLICT, "Mission de l'équipe mobile à rattacher"),
    tele.FacilityMissing: (CONFLICT, "Établissement à indiquer"),
    tele.PathwayMissing: (CONFLICT, "Spécialité et parcours à indiquer"),
    tele.PreventionTopicMissing: (CONFLICT, "Sujet de prévention à indiquer"),
    tele.VideoSessionMissing: (CONFLICT, "Visio à rattacher"),
    tele.PatientNotFollowed: (INVALID, "Réservé au médecin qui suit le patient"),
    tele.OutsideCoordinatedPath: (INVALID, "Hors parcours : spécialités difficiles d'accès seulement"),
    tele.EmergencyNotForThisForm: (INVALID, "L'urgence ne remplace pas l'accord dans cette forme"),
    tele.BreakGlassNotForThisForm: (CONFLICT, "Pas de bris de glace dans cette forme"),
    tele.NotOfThisCall: (CONFLICT, "Élément d'un autre dossier"),
    tele.TeamNotThere: (CONFLICT, "Équipe pas encore auprès du patient"),
    tele.TeleconsultationOver: (CONFLICT, "Téléconsultation terminée"),
    tele.NotYourTeleconsultation: (CONFLICT, "Téléconsultation tenue par un autre médecin"),
    tele.AlreadyAnswered: (CONFLICT, "Questionnaire déjà rempli"),
    tele.QuestionnaireTooLate: (CONFLICT, "Questionnaire demandé trop tard"),
    AnswersWrong: (INVALID, "Réponses hors de l'échelle"),
    AccessNotOpen: (CONFLICT, "Accès au DMP fermé"),
    AccessTimeIsUp: (CONFLICT, "Accès au DMP expiré"),
    NotYourAccess: (FORBIDDEN_, "Accès au DMP d'un autre praticien"),
    AccessStillValid: (CONFLICT, "Accès au DMP encore valable"),
    AnotherCall: (CONFLICT, "Accès au DMP ouvert pour un autre dossier"),
    ReviewOfOwnAccess: (FORBIDDEN_, "Personne ne contrôle son propre accès"),
    SecondReaderNeeded: (FORBIDDEN_, "Vous avez déjà lu cet accès : une autre personne relit"),
    NothingToReview: (CONFLICT, "Rien à contrôler"),
    NothingToSettle: (CONFLICT, "Aucun désaccord à trancher"),
    FinalVerdictNeeded: (INVALID, "Justifié ou non justifié : il faut trancher"),
    NothingToExplain: (CONFLICT, "Aucune question sans réponse"),
    ReviewNotDueYet: (CONFLICT, "Le contrôle est encore dans les temps"),
    FileErased: (CONFLICT, "Dossier effacé"),
    FileStillOpen: (CONFLICT, "Seul un dossier clos s'efface"),
    ErasureOfOwn: (FORBIDDEN_, "Une autre personne approuve l'effacement"),
    NotYourAlarm: (FORBIDDEN_, "Alarme d'un autre poste"),
    AlarmNotDueYet: (CONFLICT, "Il reste du temps pour acquitter cette alarme"),
    MisnamedAlarm: (INVALID, "Nom d'alarme inattendu"),
}
