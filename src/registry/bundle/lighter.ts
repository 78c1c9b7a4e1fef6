import type { Plugin } from 'esbuild'

const BUILTIN = 'builtin'

/**
 * Takes Node's own modules as a program of the older kind does. To import them as modules reads all that they export, which
 * loads a browser's `fetch` with `node:http`: a tenth of the time that a process of the daemon needs to start.
 */
export const builtinsByName: Plugin = {
  name: 'builtins by name',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      namespace === BUILTIN ? { path, external: true } : { path, namespace: BUILTIN },
    )
    onLoad({ filter: /^node:/, namespace: BUILTIN }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }))
  },
}

/** Leaves out the fifty languages in which zod could say what is wrong; it is said in English. */
export const englishOnly: Plugin = {
  name: 'English only',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'",
    }))
  },
}

/** True for a source that is a file, as opposed to what was made up here. */
export function isFile(source: string): boolean {
  return !source.startsWith(`${BUILTIN}:`)
}
