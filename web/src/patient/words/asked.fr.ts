/** The short questionnaire once it is over, in French: the source. */
export const frAsked = {
  heading: "Votre avis, si vous voulez",
  help: "Cinq questions au plus. Vous pouvez en laisser, ou ne pas répondre : cela ne change rien à vos soins.",
  questions: {
    explained: "On m'a expliqué clairement",
    "seen-and-heard": "J'ai bien vu et entendu le médecin",
    "listened-to": "Je me suis senti écouté",
    again: "J'accepterais de recommencer",
    change: "Depuis, comment allez-vous ?",
  },
  /** The ends of the scales, said once under each. */
  ends: { explained: ["pas du tout", "tout à fait"], "seen-and-heard": ["pas du tout", "tout à fait"], "listened-to": ["pas du tout", "tout à fait"], again: ["sûrement pas", "sûrement"] },
  changes: ["Beaucoup mieux", "Mieux", "Un peu mieux", "Pareil", "Un peu moins bien", "Moins bien", "Beaucoup moins bien"],
  send: "Envoyer",
  decline: "Ne pas répondre",
  none: "Choisissez au moins une réponse, ou « Ne pas répondre ».",
  sending: "Votre réponse part…",
  failed: "Votre réponse n'est pas partie. Réessayez, ou fermez cette page.",
  answered: "Merci, votre avis est noté.",
  declined: "Vous ne répondez pas, c'est noté.",
};
