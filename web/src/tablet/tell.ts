/** A word of the system's own for a crew that is not looking at the page. Never a patient's name, never an address. */
const TAG = "vigie-mission";

export type Telling = "granted" | "denied" | "default" | "none";

export function telling(): Telling {
  return typeof Notification === "undefined" ? "none" : Notification.permission;
}

/** To be called from a touch. */
export async function askToTell(): Promise<Telling> {
  return telling() === "none" ? "none" : Notification.requestPermission();
}

/** Say `title` where the page is hidden and the crew allowed it. A page may not say it itself on a tablet: its worker does. */
export async function tellHidden(title: string, body: string): Promise<void> {
  if (!document.hidden || telling() !== "granted") return;
  const registration = await navigator.serviceWorker?.ready;
  await registration?.showNotification(title, { body, tag: TAG, requireInteraction: true });
}
