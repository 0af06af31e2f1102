/** Names for the shapes of the API, all taken from the types generated from its OpenAPI. */
import type { paths } from "../../generated/api.ts";

type Ok<Method> = Method extends { responses: { 200: { content: { "application/json": infer Body } } } } ? Body : never;
type Sent<Method> = Method extends { requestBody: { content: { "application/json": infer Body } } } ? Body : never;

export type Person = Ok<paths["/api/session"]["get"]>;
export type BoardAnswer = Ok<paths["/api/board"]["get"]>;
export type Board = BoardAnswer["board"];
export type CallRow = Board["calls"][string];
export type TeamRow = Board["teams"][string];
export type MissionRow = Board["missions"][string];
export type VisioRow = Board["visios"][string];
export type AccessRow = Board["accesses"][string];
export type Proposal = NonNullable<MissionRow["proposal"]>;
export type Candidate = Proposal["ranked"][number];
export type ExcludedTeam = Proposal["excluded"][number];
export type Priority = NonNullable<CallRow["priority"]>;
export type CallFile = Ok<paths["/api/calls/{call}"]["get"]>;

export type CallCommand = Sent<paths["/api/calls"]["post"]>;
export type VisioCommand = Sent<paths["/api/visios"]["post"]>;
export type MissionCommand = Sent<paths["/api/missions"]["post"]>;

/** What each place of command takes. */
export interface Commands {
  "/api/calls": CallCommand;
  "/api/visios": VisioCommand;
  "/api/missions": MissionCommand;
}

/** A frame of the live feed: rows by id, null for those gone. */
export type Patch = { [Name in keyof Board]?: Record<string, Board[Name][string] | null> } & {
  position: number;
  at: string;
};
