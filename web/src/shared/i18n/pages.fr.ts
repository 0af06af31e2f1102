/** The pages and the way from one to the other, in French: the source. */
export const frPages = {
  menu: "Pages",
  board: "Tableau de régulation",
  wall: "Mur de la salle",
  print: "Tableau papier",
  stats: "Statistiques",
  notForYou: "Cette page n'est pas ouverte à votre rôle.",
  printNow: "Imprimer",
  printHelp: "Imprimer le tableau, tel que connu maintenant, même sans réseau",
};
