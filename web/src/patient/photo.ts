/** A photo as it leaves the phone: drawn again, which leaves behind where it was taken and by what, and made smaller. */
const LONGEST = 1_600;

/** Raises where the file is no picture that this browser can read. */
export async function redrawn(file: Blob): Promise<Blob> {
  const url = URL.createObjectURL(file);
  try {
    const image = await loaded(url);
    const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", 0.8),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

function loaded(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("no picture"));
    image.src = url;
  });
}

/** A name that nothing of ours has. crypto.randomUUID came after the phones of 2018. */
export function name(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `ph-${Array.from(bytes, (byte) => (byte < 16 ? "0" : "") + byte.toString(16)).join("")}`;
}
