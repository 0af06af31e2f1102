/** What waits before it is sent, in French: the source. */
export const frHeld = {
  label: "Actions qui vont partir",
  notYet: "pas encore envoyé",
  leavesIn: (seconds: number) => `part dans ${seconds} s`,
  undo: "Reprendre",
  sendNow: "Envoyer maintenant",
  announce: (name: string, seconds: number) => `${name} : pas encore envoyé, part dans ${seconds} s. u pour reprendre, Entrée pour envoyer maintenant.`,
  notSent: {
    undone: "Repris : rien n'a été envoyé",
    dropped: "Non envoyé : la session est finie",
    lapsed: "Non envoyé : l'ordinateur était en veille",
  },
};
