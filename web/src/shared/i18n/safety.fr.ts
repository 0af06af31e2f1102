/** The safety of crews: points of safety, calls for help, contact with the tablet. */
export const frSafety = {
  heading: "Sécurité de l'équipe",
  checkIn: {
    ok: "Tout va bien",
    before: (time: string, left: string) => `Point de sécurité avant ${time} (${left})`,
    soon: (left: string) => `Point de sécurité dans ${left} : touchez « Tout va bien »`,
    overdue: (span: string) => `Point de sécurité dépassé de ${span}. La régulation est prévenue : touchez « Tout va bien ».`,
    overdueOffline: (span: string) => `Point de sécurité dépassé de ${span}, hors réseau : la régulation sait que le contact est perdu.`,
    done: (time: string) => `Dernier point : ${time}`,
  },
  help: {
    hold: "Besoin d'aide (maintenir 2\u00a0s)",
    done: "Aide demandée",
    holding: "Maintenez…",
    asked: (time: string) => `Aide demandée à ${time}`,
    waiting: "Pas encore partie : le réseau manque. Appelez au 15 si vous le pouvez.",
    heard: "La régulation a reçu votre demande.",
  },
  row: {
    help: (time: string) => `AIDE demandée à ${time}`,
    missed: (time: string) => `Point de sécurité manqué (${time})`,
    lost: (time: string) => `Contact perdu avant le point de sécurité (${time})`,
    due: (time: string) => `Point de sécurité avant ${time}`,
    every: (minutes: number) => `toutes les ${minutes} min`,
    pace: (team: string, minutes: number) => `Changer le rythme des points de sécurité de ${team} : toutes les ${minutes} min`,
    paceLabel: "Point de sécurité toutes les (minutes)",
    paceSet: (team: string, minutes: number) => `${team} : point de sécurité toutes les ${minutes} min`,
    set: "Fixer",
    contact: "Tablette sans contact",
    settle: "Équipe jointe, en sécurité",
  },
  names: { "check-in": "Tout va bien", "request-help": "Besoin d'aide", "settle-help": "Danger passé" },
};
