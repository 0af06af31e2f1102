/** The ground that the site may give the map: tiles, always through our own server. */
import { client } from "../shared/api/client.ts";
import type { Tiles } from "./engine.ts";

export interface Source {
  readonly tiles: Tiles | null;
  readonly credit: string;
}

const NONE: Source = { tiles: null, credit: "" };
const ANSWER_MS = 5_000;

/** Where tiles come from; none where the site has set none, or where the server does not answer. */
export async function askSource(): Promise<Source> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const { data } = await client.GET("/api/tiles", { signal }).catch(() => ({ data: undefined }));
  if (!data?.available) return NONE;
  return { tiles: { url: "/api/tiles/{z}/{x}/{y}", maxZoom: data.max_zoom }, credit: data.attribution };
}
