/** Names for the shapes of the API, all taken from the types generated from its OpenAPI. */
import type { paths } from "../../generated/api.ts";

type Ok<Method> = Method extends { responses: { 200: { content: { "application/json": infer Body } } } } ? Body : never;
type Sent<Method> = Method extends { requestBody: { content: { "application/json": infer Body } } } ? Body : never;

export type Person = Ok<paths["/api/session"]["get"]>;
type Snapshot = Ok<paths["/api/board"]["get"]>;
type Sections = Required<Snapshot["board"]>;
type RowsOf<Rows> = Rows extends Record<string, infer Row> ? Record<string, Required<Row>> : never;

/** The board. OpenAPI calls a field with a default optional; the server sends every field of every row. */
export type Board = { [Name in keyof Sections]: RowsOf<Sections[Name]> };
export type BoardAnswer = Omit<Snapshot, "board"> & { board: Board };
export type CallRow = Board["calls"][string];
export type TeamRow = Board["teams"][string];
export type MissionRow = Board["missions"][string];
export type VisioRow = Board["visios"][string];
export type AccessRow = Board["accesses"][string];
export type Revised = NonNullable<MissionRow["revised"]>;
export type Proposal = NonNullable<MissionRow["proposal"]>;
export type Candidate = Proposal["ranked"][number];
export type ExcludedTeam = Proposal["excluded"][number];
export type CostTerm = Candidate["terms"][number];
export type Move = NonNullable<Proposal["moves"]>[number];
export type TeleconsultationRow = Board["teleconsultations"][string];
export type TeleconsultationStory = Ok<paths["/api/teleconsultations/{teleconsultation}"]["get"]>;
export type DocumentRow = Board["documents"][string];
export type StandingOrderRow = Board["standing_orders"][string];
export type AlarmRow = Board["alarms"][string];
export type SafetyRow = Board["safety"][string];
export type ExplainedProposal = Ok<paths["/api/missions/{mission}/proposal"]["get"]>;
export type Priority = NonNullable<CallRow["priority"]>;
export type CallFile = Ok<paths["/api/calls/{call}"]["get"]>;
export type FileFact = CallFile["facts"][number]["fact"];
export type DmpStanding = Ok<paths["/api/dmp-accesses/{access}"]["get"]>;
export type DmpDocuments = Ok<paths["/api/dmp-accesses/{access}/documents"]["get"]>;

export type CallCommand = Sent<paths["/api/calls"]["post"]>;
export type VisioCommand = Sent<paths["/api/visios"]["post"]>;
export type MissionCommand = Sent<paths["/api/missions"]["post"]>;
export type TeleconsultationCommand = Sent<paths["/api/teleconsultations"]["post"]>;
export type StandingOrderCommand = Sent<paths["/api/standing-orders"]["post"]>;
export type AlarmCommand = Sent<paths["/api/alarms"]["post"]>;
export type TeamCommand = Sent<paths["/api/teams"]["post"]>;
export type SafetyCommand = Sent<paths["/api/crew-safety"]["post"]>;
export type DmpCommand = Sent<paths["/api/dmp-accesses"]["post"]>;

export type AccessTrace = Ok<paths["/api/audit/accesses"]["get"]>["accesses"][number];
export type AccessTimeline = Ok<paths["/api/audit/accesses/{access}"]["get"]>;
export type ReviewItem = Ok<paths["/api/audit/reviews"]["get"]>["reviews"][number];
export type ReadingRow = Ok<paths["/api/audit/readings"]["get"]>["readings"][number];
export type ReadingQuery = NonNullable<paths["/api/audit/readings"]["get"]["parameters"]["query"]>;
export type PastBoardAnswer = Ok<paths["/api/audit/past/board"]["get"]>;
export type PastFile = Ok<paths["/api/audit/past/calls/{call}"]["get"]>;
export type Integrity = Ok<paths["/api/audit/integrity"]["get"]>;
export type ExportState = Ok<paths["/api/audit/exports/{export}"]["get"]>;
export type AuditQuery = Partial<Sent<paths["/api/audit/searches"]["post"]>>;
export type ExportAsked = Sent<paths["/api/audit/exports"]["post"]>;
export type Verdict = NonNullable<AccessTrace["verdict"]>;

/** What each place of command takes. */
export interface Commands {
  "/api/calls": CallCommand;
  "/api/visios": VisioCommand;
  "/api/missions": MissionCommand;
  "/api/teams": TeamCommand;
  "/api/crew-safety": SafetyCommand;
  "/api/standing-orders": StandingOrderCommand;
  "/api/teleconsultations": TeleconsultationCommand;
  "/api/alarms": AlarmCommand;
  "/api/dmp-accesses": DmpCommand;
}

type LiveEvents = paths["/live"]["get"]["responses"][200]["content"]["text/event-stream"];
/** Where a team was, and when: telemetry, never a fact. */
export type TeamPosition = LiveEvents["position"];
export type Beat = LiveEvents["beat"];
/** Rows that changed, by id, null for those gone. */
export type Patch = Pick<LiveEvents["patch"], "position" | "at"> & {
  [Name in keyof Board]?: Record<string, Board[Name][string] | null>;
};
