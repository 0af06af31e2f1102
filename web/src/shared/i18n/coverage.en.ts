import type { frCoverage } from "./coverage.fr.ts";
import { enPlural as plural } from "./plural.ts";

/** Preparedness in English. */
export const enCoverage: typeof frCoverage = {
  heading: "Coverage",
  share: (percent) => `Coverage ${percent}%`,
  busy: (percent) => `busy ${percent}% of the time`,
  busyAssumed: (percent) => `assumed busy ${percent}% of the time`,
  busyHelp: (hours) => `Share of duty time spent on missions, seen over ${hours} team-hours`,
  teams: (n) => plural(n, "ready team", "ready teams"),
  teamsHelp: "Free, located lately, on duty long enough for one mission more",
  shareHelp: (minutes) => `Share of expected calls that a free team would reach within ${minutes}`,
  estimated: "estimated",
  estimatedHelp: "Journeys estimated in a straight line, without a road network",
  computedAt: (time) => `Coverage computed at ${time}.`,
  waiting: "Working out the coverage…",
  unknown: "Coverage unknown: no located call in the log.",
  unavailable: "Coverage not available: the server does not answer.",
  stale: (time) => `Do not trust it: coverage of ${time}, the server no longer answers.`,
  suggestions: "Suggested moves",
  none: "No move suggested.",
  advice: "The machine suggests; nothing is ordered.",
  move: (team, place, minutes) => `${team}: move to ${place} (${minutes})`,
  gain: (before, after) => `coverage ${before} → ${after}%`,
  from: (place) => `from ${place}`,
  beside: (km, way, base) => `${km} km ${way} of ${base}`,
  point: (lat, lon) => `${lat}, ${lon}`,
  way: {
    N: "north",
    NE: "north-east",
    E: "east",
    SE: "south-east",
    S: "south",
    SW: "south-west",
    W: "west",
    NW: "north-west",
  },
};
