// Bundles the styles and scripts of the pages into the ignored folder that Django serves.
//   node build.mjs            once
//   node build.mjs --watch    again at every change
import { context, build } from "esbuild";
import { copyFile, rm, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "src", "dieuphoi", "core", "ui", "static", "ui", "dist");

// Fonts for prints: typst reads TTF only (house.md). They are no page's, so they stand beside core.letters, not in static.
const printFonts = join(here, "..", "src", "dieuphoi", "core", "letters", "fonts");
const faces = {
  "be-vietnam-pro": { BeVietnamPro: ["400Regular", "400Regular_Italic", "600SemiBold", "700Bold"] },
  tinos: { Tinos: ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"] },
};
async function copyPrintFonts() {
  await rm(printFonts, { recursive: true, force: true });
  await mkdir(printFonts, { recursive: true });
  for (const [folder, families] of Object.entries(faces)) {
    for (const [family, names] of Object.entries(families)) {
      for (const name of names) {
        const file = `${family}_${name}.ttf`;
        await copyFile(join(here, "node_modules", "@expo-google-fonts", folder, name, file), join(printFonts, file));
      }
    }
  }
}

const options = {
  absWorkingDir: here,
  entryPoints: [
    { in: "src/js/ui.js", out: "ui" },
    { in: "src/js/grid.js", out: "grid" },
    { in: "src/css/ui.css", out: "ui" },
  ],
  outdir: out,
  entryNames: "[name]",
  assetNames: "files/[name]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome109", "firefox115", "safari16"],
  loader: { ".woff2": "file", ".svg": "file" },
  // No source map: the hashed-names storage would look for the file it names. No legal comments: they hold addresses
  // of foreign hosts, which no page of ours carries; the licences stand in the packages.
  sourcemap: false,
  legalComments: "none",
  logLevel: "warning",
};
if (process.argv.includes("--watch")) {
  const watched = await context(options);
  await watched.watch();
  process.stdout.write(`watching; writes to ${out}\n`);
} else {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await build(options);
  await copyPrintFonts();
  for (const name of await readdir(out)) {
    const { size } = await stat(join(out, name));
    if (name.endsWith(".js") || name.endsWith(".css")) process.stdout.write(`${name} ${size} bytes\n`);
  }
}
