/** Teleconsultations in numbers, on the statistics page. */
export const frRemoteStats = {
  heading: "Téléconsultations",
  help: "Par forme, et ce que les patients en disent.",
  opened: (n: number, reported: number) => (n === 0 ? "Aucune sur cette période." : `${n} préparées, ${reported} avec un compte rendu.`),
  form: "Forme",
  all: "Toutes",
  columns: { opened: "Préparées", begun: "Tenues", reported: "Compte rendu", refused: "Refusées", given_up: "Abandonnées", answered: "Avis donné", declined: "Avis décliné" },
  questionnaire: (n: number, readOut: number) => (n === 0 ? "Aucun avis de patient." : `${n} avis de patients, dont ${readOut} recueillis par la salle.`),
  question: "Question",
  answers: "Réponses",
  median: "Médiane",
  steps: "Du plus bas au plus haut",
  step: (step: number, count: number) => `${step} : ${count}`,
  none: "–",
  csv: "Fichier CSV des téléconsultations",
  fault: "Les chiffres des téléconsultations ne sont pas arrivés.",
};
