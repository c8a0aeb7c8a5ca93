/** How `npm start` starts the server: its one home is package.json, where the environment is set before Node is there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.mjs'

/**
 * Of `A=1 B=2 exec node --flag script.mjs`: the variables and Node's arguments. Tests and benches start the product with the
 * same, or they would measure another one.
 * @returns {{env: Record<string, string>, nodeArguments: string[]}}
 */
export function parseStart(command) {
  const parts = /^((?:\w+=\S+ )*)exec node ((?:--\S+ )*)\S+\.mjs$/.exec(command)
  if (!parts)
    throw new Error(`the start script of package.json is not of the form "NAME=value ... exec node --flag ... script.mjs": ${command}`)
  const words = (text) => text.split(' ').filter((word) => word !== '')
  return {
    env: Object.fromEntries(words(parts[1]).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)])),
    nodeArguments: words(parts[2]),
  }
}

export const startSettings = () => parseStart(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts.start)
