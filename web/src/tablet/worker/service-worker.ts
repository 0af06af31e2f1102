/**
 * Keeps the tablet's page on the device, so that it opens without a network. Nothing of the API is ever kept here:
 * that is for the sealed store. One version at a time: the page and its assets are replaced together.
 */
declare const __VERSION__: string;
declare const __PAGE__: string;
declare const __PRECACHE__: readonly string[];

interface Extendable extends Event {
  waitUntil(promise: Promise<unknown>): void;
}
interface Fetching extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Told extends Extendable {
  readonly notification: { close(): void };
}
interface Opened {
  focus(): Promise<unknown>;
}
interface Worker {
  readonly location: Location;
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly Opened[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", act: (event: Extendable) => void): void;
  addEventListener(name: "fetch", act: (event: Fetching) => void): void;
  addEventListener(name: "notificationclick", act: (event: Told) => void): void;
}

const worker = self as unknown as Worker;
const PREFIX = "vigie-tablet-";
const CACHE = PREFIX + __VERSION__;

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy()));
worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (event.request.mode === "navigate" ? url.pathname === __PAGE__ : __PRECACHE__.includes(url.pathname)) {
    event.respondWith(kept(url.pathname));
  }
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show());
});

/** Bring the tablet's page to the front, or open it. */
async function show(): Promise<void> {
  const [open] = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  await (open ? open.focus() : worker.clients.openWindow(__PAGE__));
}

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(__PRECACHE__.map((path) => new Request(path, { cache: "reload" })));
  await check(cache);
  await worker.skipWaiting();
}

/** A page of another release, got in the middle of a change of releases, would open blank: this version is given up. */
async function check(cache: Cache): Promise<void> {
  const page = await (await cache.match(__PAGE__))?.text();
  const asked = [...(page ?? "").matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
  if (asked.length > 0 && asked.every((path) => __PRECACHE__.includes(path))) return;
  await caches.delete(CACHE);
  throw new Error("the page and its assets are of two releases");
}

async function tidy(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

async function kept(path: string): Promise<Response> {
  return (await caches.match(path, { cacheName: CACHE })) ?? fetch(path);
}
