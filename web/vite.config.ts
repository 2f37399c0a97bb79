import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";
import { oneFile } from "./scripts/one-file.ts";

// `--mode report` and `--mode explorer` each build one page; what they write is committed and shipped.
export default defineConfig(({ mode }) => ({
  plugins: [svelte(), oneFile(), ...(mode === "test" ? [svelteTesting()] : [])],
  build: {
    outDir: process.env.PAGES ?? "../src/clampdown/report/page",
    emptyOutDir: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    modulePreload: false,
    target: "es2022",
    rollupOptions: { input: `${mode}.html` },
  },
  test: { environment: "jsdom", testTimeout: 60_000, setupFiles: ["src/fixtures/setup.ts"], include: ["src/**/*.test.ts", "scripts/*.test.ts"] },
}));
