/** Names for the shapes that the tablet reads and sends, all taken from the types generated from the API. */
import type { Schemas } from "../shared/api/client.ts";
import type { MissionCommand, SafetyCommand, TeamCommand, VisioCommand } from "../shared/api/types.ts";

export type { MissionCommand, SafetyCommand, TeamCommand, VisioCommand };

/** Where a queued command goes, and what it is. */
export type Wanted =
  | { readonly where: "/api/missions"; readonly command: MissionCommand }
  | { readonly where: "/api/teams"; readonly command: TeamCommand }
  | { readonly where: "/api/visios"; readonly command: VisioCommand }
  | { readonly where: "/api/crew-safety"; readonly command: SafetyCommand };

export type Shift = Required<Schemas["TeamRow"]>;
export type Notice = Schemas["TeamNotice"];
export type Step = Schemas["Step"] & { readonly waiting?: true };
export type Mission = Omit<Required<Schemas["MissionPart"]>, "steps"> & { steps: readonly Step[] };
export type CallFile = Required<Schemas["CallPart"]>;
export type Agreement = Schemas["Agreement"];
/** `waiting`: asked for on this device, not in the log yet. */
export type Visio = Required<Schemas["VisioRow"]> & { readonly waiting?: true };
export type SafetyRow = Required<Schemas["SafetyRow"]>;
export type Stage = Mission["state"];
export type Outcome = Schemas["Outcome"];
export type VitalSign = Schemas["VitalSign"];
export type Score = Schemas["GlasgowScore"] | Schemas["News2Score"] | Schemas["PainScore"];
export type DeviceCheck = Schemas["DeviceCheck"];
export type Equipment = Schemas["Equipment"];

/** A team's sheet. OpenAPI calls a field with a default optional; the server sends every field. */
export interface Sheet {
  readonly shift: Shift;
  readonly notice: Notice | null;
  readonly mission: Mission | null;
  readonly call: CallFile | null;
  readonly visios: readonly Visio[];
  readonly safety: SafetyRow | null;
}

/** The sheet as the server gave it: `position` in the log, `at` its time, `heardAt` when it came, by this device. */
export interface SheetAt {
  readonly team: string;
  readonly position: number;
  readonly at: string;
  readonly heardAt: number;
  readonly etag: string | null;
  readonly sheet: Sheet | null;
}
