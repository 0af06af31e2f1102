import { resolve } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { offline } from "./src/tablet/worker/offline.ts";

/** One HTML page per user. A new page is one line here and its folder in `src/`. */
const pages = ["board", "audit", "tablet", "wall", "print", "stats"];

const server = process.env["VIGIE_URL"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [svelte(), offline()],
  build: {
    outDir: "../build/web",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2023",
    // The pages are served under a Content-Security-Policy that allows nothing inline, not even data: URLs.
    assetsInlineLimit: 0,
    // MapLibre is 1 MB and its own chunk: only who opens a map on a machine with a graphics card fetches it.
    chunkSizeWarningLimit: 1200,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: Object.fromEntries(pages.map((page) => [page, resolve(import.meta.dirname, `${page}.html`)])),
    },
  },
  // MapLibre starts its worker as a module.
  worker: { format: "es" },
  server: { proxy: { "/api": { target: server, ws: true }, "/live": server } },
});
