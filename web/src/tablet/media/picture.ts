/** A photo as it may leave the device: drawn again on a canvas, which leaves behind where it was taken and by what. */
import { LARGEST_BYTES, within } from "./outgoing.ts";

const LONGEST = 1_600;
const QUALITIES = [0.85, 0.7, 0.5];

/** Raises where the file is no picture that the browser can read, or cannot be made small enough. */
export async function reencoded(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const [width, height] = within(bitmap.width, bitmap.height, LONGEST);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
    if (blob.size <= LARGEST_BYTES / 2) return blob;
  }
  throw new Error("too large");
}
