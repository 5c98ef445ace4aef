// Serves the gallery as the server would: hashed files, strict Content-Security-Policy. node crates/assets/mock/serve.mjs [PORT]
// Build the crate first; the newest bundle of the target directory is served, or the one in BUNDLE.

import { createServer } from "node:http";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const port = Number(process.argv[2] ?? 4400);
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const mimes = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

async function newestBundle() {
  if (process.env.BUNDLE) return process.env.BUNDLE;
  const builds = join(here, "../../../target/debug/build");
  const found = [];
  for (const name of await readdir(builds)) {
    const bundle = join(builds, name, "out/bundle");
    if (name.startsWith("prokura-assets-")) await stat(join(bundle, "index.rs")).then((file) => found.push([file.mtimeMs, bundle]), () => {});
  }
  if (found.length === 0) throw new Error("there is no bundle: run cargo build -p prokura-assets first");
  return found.sort((a, b) => b[0] - a[0])[0][1];
}

createServer(async (request, response) => {
  const bundle = await newestBundle();
  const files = await readdir(bundle);
  const { pathname, searchParams } = new URL(request.url, "http://gallery.invalid");
  if (pathname.startsWith("/assets/")) {
    const file = files.find((name) => name === pathname.slice("/assets/".length));
    if (!file) return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": mimes[extname(file)] }).end(await readFile(join(bundle, file)));
  }
  const page = await readFile(join(here, pathname === "/" ? "gallery.html" : `${pathname.slice(1).replace(/[^a-z]/g, "")}.html`), "utf8").catch(() => null);
  if (page === null) return response.writeHead(404).end();
  const later = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
  const text = page
    .replace(/\{url ([a-z.]+)\}/g, (_, name) => {
      const [base, extension] = [name.slice(0, -extname(name).length), extname(name)];
      return `/assets/${files.find((file) => file.startsWith(`${base}.`) && file.endsWith(extension))}`;
    })
    .replace(/\{in (\d+)\}/g, (_, minutes) => later(Number(minutes)))
    .replace("{theme}", searchParams.get("theme") ?? "auto");
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy }).end(text);
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/ (gallery), /decision, /outcome, /signin; ?theme=light|dark|auto`));
