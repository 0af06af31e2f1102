import { enPlural as plural } from "./plural.ts";
import type { frWall } from "./wall.fr.ts";

export const enWall: typeof frWall = {
  title: "Wall of the room",
  waiting: "Waiting",
  longest: (wait) => `max ${wait}`,
  nobody: "nobody",
  queue: "Calls",
  calm: "No open call.",
  more: (n) => `and ${plural(n, "other", "others")}, see the board`,
  held: (who) => `held by ${who}`,
  teams: (free, all) => `${free} / ${all} teams free`,
  noTeam: "No team on duty.",
  toOrder: (n) => `${n} to order`,
  alarms: "Alarms",
  live: "LIVE",
  connecting: "CONNECTING",
  cut: "LINE CUT",
  age: (age) => `data ${age} old`,
  frozen: "DATA FROZEN",
  since: (age) => `for ${age}`,
  frozenHelp: "Do not trust this wall: take the paper board.",
  theme: "Light / dark",
};
