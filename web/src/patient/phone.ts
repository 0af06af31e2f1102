/** What this browser is, as far as the page must do otherwise for it. Pure. */

export type System = "ios" | "android" | "other";

export function system(agent: string): System {
  if (/iPhone|iPad|iPod/.test(agent)) return "ios";
  return /Android/.test(agent) ? "android" : "other";
}

// Pages opened inside an app: each says its name, or that it is a mere view of a page.
const APPS = /FBAN|FBAV|FB_IAB|Instagram|Messenger|MicroMessenger|Line\/|Snapchat|TikTok|musical_ly|BytedanceWebview|Twitter|LinkedInApp|Pinterest|WhatsApp|GSA\/|; wv\)/;
// Safari on iOS says so; the view inside an app does not.
const BARE_IOS = /(iPhone|iPod|iPad)(?!.*Safari\/)/;

/** Inside another application, where the camera is mostly taken away. */
export const inApp = (agent: string): boolean => APPS.test(agent) || BARE_IOS.test(agent);

/** Android can be asked to open the page elsewhere; the token goes along in the fragment. Null where it cannot. */
export function elsewhere(agent: string, href: string): string | null {
  if (system(agent) !== "android" || !href.startsWith("https://")) return null;
  return `intent://${href.slice("https://".length)}#Intent;scheme=https;action=android.intent.action.VIEW;end`;
}

/** What the page was opened with, taken from the address: a token, or nothing. */
export function token(hash: string): string | null {
  const said = hash.replace(/^#/, "");
  return /^[\w~:-]{1,130}\.\d{1,4}\.[\w-]{1,64}$/.test(said) ? said : null;
}
