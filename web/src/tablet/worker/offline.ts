/** A Vite plugin: writes the tablet's service worker with the list of what it keeps, and the manifest to install it by. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin, Rollup } from "vite";

const PAGE = "/tablet";
const HTML = "tablet.html";
const WORKER = "tablet-sw.js";
const ICONS = resolve(import.meta.dirname, "../icons");

type Bundle = Rollup.OutputBundle;
interface WithCss {
  viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> };
}

export function offline(): Plugin {
  const icons = new Map<number, string>();
  return {
    name: "vigie-offline",
    apply: "build",
    buildStart() {
      this.emitFile({ type: "chunk", id: resolve(import.meta.dirname, "service-worker.ts"), fileName: WORKER });
      for (const size of [192, 512]) {
        const source = readFileSync(resolve(ICONS, `icon-${size}.png`));
        icons.set(size, this.emitFile({ type: "asset", name: `icon-${size}.png`, source }));
      }
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const images = [...icons].map(([size, emitted]) => ({ size, path: `/${this.getFileName(emitted)}` }));
        this.emitFile({ type: "asset", fileName: "tablet.webmanifest", source: JSON.stringify(manifest(images)) });
        const paths = [PAGE, "/tablet.webmanifest", ...images.map(({ path }) => path), ...loaded(bundle)];
        write(bundle, [...new Set(paths)].sort());
      },
    },
  };
}

function manifest(images: readonly { size: number; path: string }[]): object {
  return {
    id: PAGE,
    name: "Vigie, tablette d'équipe",
    short_name: "Vigie",
    lang: "fr",
    start_url: PAGE,
    scope: PAGE,
    display: "standalone",
    background_color: "#ffffff",
    theme_color: "#003e80",
    icons: images.map(({ size, path }) => ({ src: path, sizes: `${size}x${size}`, type: "image/png", purpose: "any" })),
  };
}

/** Everything the first load of the page takes, from Vite's own account of it. */
function loaded(bundle: Bundle): string[] {
  const page = Object.values(bundle).find((file) => file.type === "chunk" && file.facadeModuleId?.endsWith(`/${HTML}`));
  if (page?.type !== "chunk") throw new Error(`no chunk for ${HTML}`);
  const [seen, next] = [new Set<string>(), [page.fileName]];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    const chunk = bundle[name];
    if (seen.has(name) || chunk?.type !== "chunk") continue;
    seen.add(name);
    const { viteMetadata } = chunk as WithCss;
    for (const file of [...(viteMetadata?.importedCss ?? []), ...(viteMetadata?.importedAssets ?? [])]) seen.add(file);
    next.push(...chunk.imports, ...chunk.dynamicImports);
  }
  return [...seen].map((name) => `/${name}`);
}

/** The version changes with anything that is kept: names hold the digest of contents, and the page is read. */
function write(bundle: Bundle, paths: readonly string[]): void {
  const worker = bundle[WORKER];
  if (worker?.type !== "chunk") throw new Error(`no chunk for ${WORKER}`);
  const page = bundle[HTML];
  if (page?.type !== "asset") throw new Error(`no ${HTML} yet`);
  const version = createHash("sha256").update(JSON.stringify(paths)).update(page.source).digest("hex").slice(0, 12);
  worker.code = worker.code
    .replaceAll("__PRECACHE__", JSON.stringify(paths))
    .replaceAll("__PAGE__", JSON.stringify(PAGE))
    .replaceAll("__VERSION__", JSON.stringify(version));
}
