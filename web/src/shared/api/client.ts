import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "../../generated/api.ts";
import { words } from "../i18n/words.svelte.ts";

export type Schemas = components["schemas"];

const CSRF_COOKIE = "csrftoken";

/** The double-submit token: what the cookie holds goes back in a header. */
const csrf: Middleware = {
  onRequest({ request }) {
    const token = cookie(CSRF_COOKIE);
    if (token && request.method !== "GET") request.headers.set("x-csrftoken", token);
    return request;
  },
};

/** Problems are told in the language of the page, whatever that of the browser. */
const language: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", words.language);
    return request;
  },
};

function cookie(name: string): string | null {
  const pair = document.cookie.split("; ").find((text) => text.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : null;
}

export const client = createClient<paths>({ baseUrl: "" });
client.use(csrf, language);
