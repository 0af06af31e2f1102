import { resolve } from "node:path";
import { defineConfig } from "vite";

/**
 * The patient's page, built apart from the others: it is for any phone from 2018 on, shares no file with what only
 * staff may fetch, and is served from the public host. Its syntax is lowered to what Chrome 70 and Safari 12 read;
 * `src/patient/built.test.ts` reads the result again, and looks for what those do not have.
 */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../build/web",
    emptyOutDir: false,
    target: ["es2019", "chrome70", "safari12"],
    cssTarget: ["chrome70", "safari12"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { visio: resolve(import.meta.dirname, "visio.html") } },
  },
});
