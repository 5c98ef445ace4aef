// Packs the front end: one stylesheet, one script, one sprite, each under a name that holds its hash, with compressed twins and an index in Rust.
// Called by build.rs: node bundle.mjs DIRECTORY_WITH_NODE_MODULES OUTPUT_DIRECTORY

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [packages, out] = process.argv.slice(2).map((path) => resolve(path));
const here = dirname(fileURLToPath(import.meta.url));
const modules = join(packages, "node_modules");
const require = createRequire(join(packages, "package.json"));
const esbuild = require("esbuild");
const sass = require("sass");

/** Everything read from this folder: build.rs runs again when one of them changes. */
const inputs = new Set();

/** Oldest browsers served: the first ones that know `light-dark()`, which the theme stands on. */
const target = ["chrome123", "edge123", "firefox120", "safari17.5"];

const scss = {
  name: "scss",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css, loadedUrls } = sass.compile(path, { loadPaths: [modules], charset: false, logger: sass.Logger.silent });
      for (const url of loadedUrls) note(fileURLToPath(url));
      return { contents: css, loader: "css" };
    });
  },
};

function note(path) {
  const inside = relative(here, path);
  if (!inside.startsWith("..")) inputs.add(inside);
}

/** What the licences of the packed parts ask to be said. */
const notices = {
  css: "/*! Contains parts of Tabler (https://tabler.io), Copyright 2018-2026 The Tabler Authors, and of Bootstrap, Copyright 2011-2025 The Bootstrap Authors, both under the MIT licence. */",
  js: "/*! Contains htmx (https://htmx.org), under the Zero-Clause BSD licence. */",
};

async function bundle(entry) {
  const result = await esbuild.build({
    absWorkingDir: here,
    banner: notices,
    bundle: true,
    charset: "utf8",
    entryPoints: [entry],
    format: "iife",
    legalComments: "inline",
    logLevel: "silent",
    // htmx keeps an evaluator behind `allowEval`, which main.js turns off and the Content-Security-Policy forbids.
    logOverride: { "direct-eval": "silent" },
    metafile: true,
    minify: true,
    nodePaths: [modules],
    plugins: [scss],
    target,
    write: false,
  });
  for (const path of Object.keys(result.metafile.inputs)) note(resolve(here, path));
  if (result.warnings.length > 0) throw new Error(`${entry}: ${result.warnings.map((warning) => warning.text).join("; ")}`);
  return Buffer.from(result.outputFiles[0].contents);
}

async function read(...path) {
  const file = join(...path);
  note(file);
  return await readFile(file, "utf8");
}

/** What stands between <svg …> and </svg>, without the transparent square that gives the icons their bounds. */
function drawing(svg) {
  return svg
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s*\n\s*/g, "");
}

async function sprite() {
  const lines = (await read(here, "icons.txt")).split("\n").map((line) => line.trim());
  const names = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const symbols = [`<symbol id="brand" viewBox="0 0 24 24">${drawing(await read(here, "theme", "brand.svg"))}</symbol>`];
  for (const name of names) {
    const svg = await readFile(join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8").catch(() => {
      throw new Error(`icons.txt: there is no outline icon named "${name}"`);
    });
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${drawing(svg)}</symbol>`);
  }
  const licence = "<!-- Icons: Tabler Icons, Copyright (c) 2020-2026 Paweł Kuna, MIT licence -->";
  return {
    names: ["brand", ...names],
    bytes: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${licence}${symbols.join("")}</svg>\n`),
  };
}

const mimes = { ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml" };

/** Writes one file with its twins and gives its entry in the index. */
async function emit(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const extension = extname(name);
  const path = `${basename(name, extension)}.${hash}${extension}`;
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  await Promise.all([writeFile(join(out, path), bytes), writeFile(join(out, `${path}.gz`), gzip), writeFile(join(out, `${path}.br`), brotli)]);
  return `    Asset {
        name: ${JSON.stringify(name)},
        path: ${JSON.stringify(path)},
        url: ${JSON.stringify(`/assets/${path}`)},
        mime: ${JSON.stringify(mimes[extension])},
        etag: "\\"${hash}\\"",
        bytes: include_bytes!(${JSON.stringify(path)}),
        gzip: include_bytes!(${JSON.stringify(`${path}.gz`)}),
        brotli: include_bytes!(${JSON.stringify(`${path}.br`)}),
    },`;
}

async function main() {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const icons = await sprite();
  const css = await bundle("theme/prokura.css");
  if (css.includes("data:")) throw new Error("prokura.css: a data: address came in; the Content-Security-Policy does not allow it");
  const entries = [
    await emit("prokura.css", css),
    await emit("prokura.js", await bundle("src-js/main.js")),
    await emit("icons.svg", icons.bytes),
    await emit("favicon.svg", Buffer.from(await read(here, "theme", "favicon.svg"))),
  ];
  await writeFile(
    join(out, "index.rs"),
    `static FILES: [Asset; ${entries.length}] = [\n${entries.join("\n")}\n];\n\nstatic ICONS: [&str; ${icons.names.length}] = ${JSON.stringify(icons.names)};\n`,
  );
  await writeFile(join(out, "inputs.txt"), [...inputs].sort().join("\n"));
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
