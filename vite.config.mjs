import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const OUT_FOLDER = join(import.meta.dirname, 'dist/web');

/**
 * Writes each asset also as `.br` and `.gz`, so that the API compresses nothing while it serves them.
 *
 * @returns {import('vite').Plugin}
 */
function compressAssets() {
  return {
    name: 'compress-assets',
    apply: 'build',
    writeBundle({ dir }) {
      const folder = join(dir, 'assets');
      for (const name of readdirSync(folder)) {
        const content = readFileSync(join(folder, name));
        writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content));
        writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

/**
 * The development server answers every address below its root, so a relative base would depend on the address.
 *
 * @returns {import('vite').Plugin}
 */
function absoluteBase() {
  return {
    name: 'absolute-base',
    apply: 'serve',
    transformIndexHtml: (html) => html.replace('<base href="./" />', '<base href="/" />'),
  };
}

/** `npm run build` writes the page to `dist/web`; `npm run web` serves it for development beside a running API. */
export default defineConfig({
  root: join(import.meta.dirname, 'web'),
  base: './',
  plugins: [compressAssets(), absoluteBase()],
  build: {
    outDir: OUT_FOLDER,
    emptyOutDir: true,
    manifest: true,
    // The content policy allows no data: addresses.
    assetsInlineLimit: 0,
    // Browsers that know module scripts know this too.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onLog(level, log, report) {
        // "use client" in libraries is for servers that render React.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/docs'].map((path) => [
        path,
        { target: process.env.API_URL ?? 'http://127.0.0.1:3000', changeOrigin: true },
      ]),
    ),
  },
});
