import { frPlural as plural } from "./plural.ts";

/** The wall of the room in French: the source. */
export const frWall = {
  title: "Mur de la salle",
  waiting: "En attente",
  longest: (wait: string) => `max ${wait}`,
  nobody: "personne",
  queue: "Appels",
  calm: "Aucun appel ouvert.",
  more: (n: number) => `et ${plural(n, "autre", "autres")}, voir le tableau`,
  held: (who: string) => `tenu par ${who}`,
  teams: (free: number, all: number) => `${free} / ${all} équipes libres`,
  noTeam: "Aucune équipe en service.",
  toOrder: (n: number) => `${n} à ordonner`,
  alarms: "Alarmes",
  live: "EN DIRECT",
  connecting: "CONNEXION",
  cut: "LIAISON COUPÉE",
  age: (age: string) => `données d'il y a ${age}`,
  frozen: "DONNÉES FIGÉES",
  since: (age: string) => `depuis ${age}`,
  frozenHelp: "Ne vous fiez pas à ce mur : prenez le tableau papier.",
  theme: "Clair / sombre",
};
