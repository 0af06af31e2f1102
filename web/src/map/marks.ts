/** What the map shows of the board: calls, teams, their bases, and who goes where. Pure. */
import type { Board, CallRow, MissionRow, Priority, TeamPosition, TeamRow } from "../shared/api/types.ts";
import { type CallView, callViews } from "../board/model.ts";
import { rankOf } from "../board/order.ts";
import { metres, type Point } from "./geo.ts";

/** Seconds after which a position says where a team was, not where it is: the default of dispatch, too. */
export const STALE_SECONDS = 900;

export interface CallMark {
  readonly id: string;
  readonly at: Point | null;
  readonly priority: Priority | null;
  readonly section: "waiting" | "held";
  readonly since: string;
  readonly place: string | null;
  readonly motive: string | null;
  /** The nearest free team that is located, in a straight line. */
  readonly nearest: { readonly team: string; readonly metres: number } | null;
}

export interface TeamMark {
  readonly id: string;
  readonly at: Point | null;
  /** When the position was measured; null where nobody knows where the team is. */
  readonly measuredAt: string | null;
  readonly availability: TeamRow["availability"];
  readonly status: MissionRow["status"];
  /** The call it goes to or is at, how far from it in a straight line. */
  readonly call: string | null;
  readonly metres: number | null;
}

export interface Marks {
  readonly calls: readonly CallMark[];
  readonly teams: readonly TeamMark[];
  readonly bases: readonly { readonly label: string; readonly at: Point }[];
  /** From each team to its call. */
  readonly lines: readonly (readonly [Point, Point])[];
}

export const NO_MARKS: Marks = { calls: [], teams: [], bases: [], lines: [] };

/** The marks of a board: the worst call first, free teams before the others. Calls where only paper is left have none. */
export function marksOf(board: Board, positions: Readonly<Record<string, TeamPosition>>): Marks {
  const open = [...callViews(board).values()].filter((view) => view.section !== "done");
  const teams = Object.values(board.teams)
    .map((row) => teamMark(row, board, positions[row.id]))
    .sort((a, b) => RANK[a.availability] - RANK[b.availability] || a.id.localeCompare(b.id, "fr", { numeric: true }));
  const calls = open.sort(worstFirst).map((view) => callMark(view, teams));
  const places = new Map(calls.map((call) => [call.id, call.at]));
  const lines = teams.flatMap((team) => {
    const to = team.call === null ? null : places.get(team.call);
    return team.at && to ? [[team.at, to] as const] : [];
  });
  return { calls, teams, bases: bases(board), lines };
}

const RANK: Readonly<Record<TeamRow["availability"], number>> = { available: 0, engaged: 1, "out-of-service": 2 };

function worstFirst(a: CallView, b: CallView): number {
  return rankOf(a.priority) - rankOf(b.priority) || Date.parse(a.since) - Date.parse(b.since) || (a.id < b.id ? -1 : 1);
}

function callMark(view: CallView, teams: readonly TeamMark[]): CallMark {
  const { row } = view;
  return {
    id: row.id,
    at: row.position,
    priority: row.priority,
    section: view.section === "held" ? "held" : "waiting",
    since: view.since,
    place: row.place,
    motive: row.motive,
    nearest: row.position && nearest(row.position, teams),
  };
}

function nearest(place: Point, teams: readonly TeamMark[]): CallMark["nearest"] {
  const free = teams.flatMap(({ id, at, availability }) =>
    at && availability === "available" ? [{ team: id, metres: metres(at, place) }] : [],
  );
  return free.sort((a, b) => a.metres - b.metres)[0] ?? null;
}

function teamMark(row: TeamRow, board: Board, heard: TeamPosition | undefined): TeamMark {
  const mission = row.mission === null ? undefined : board.missions[row.mission];
  const call: CallRow | undefined = mission && board.calls[mission.call];
  const at = heard ? { lat: heard.lat, lon: heard.lon } : null;
  const to = call?.position ?? mission?.position ?? null;
  return {
    id: row.id,
    at,
    measuredAt: heard?.at ?? null,
    availability: row.availability,
    status: mission?.status ?? null,
    call: mission?.call ?? null,
    metres: at && to ? metres(at, to) : null,
  };
}

function bases(board: Board): Marks["bases"] {
  const named = new Map<string, Point>();
  for (const { base, base_position } of Object.values(board.teams)) if (base_position) named.set(base, base_position);
  return [...named].map(([label, at]) => ({ label, at })).sort((a, b) => a.label.localeCompare(b.label, "fr"));
}

/** Every place that the map must show to show all. */
export function placesOf(marks: Marks): Point[] {
  return [...marks.calls, ...marks.teams, ...marks.bases].flatMap(({ at }) => (at ? [at] : []));
}

/** The commune of an address as the room writes it: what follows the last comma. */
export function communeOf(place: string | null): string | null {
  return place?.split(",").at(-1)?.trim() || null;
}

/** An age in as few letters as a mark has room for: `8 s`, `4 min`, `2 h`. */
export function shortAge(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
