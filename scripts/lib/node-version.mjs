/** Runs before anything is installed, on whatever Node is there: old syntax only, no imports of our own. */

export const LOWEST_NODE = '20.19.0'

/** `undefined` when this Node will do, else a sentence for the person at the terminal. */
export function nodeComplaint(version = process.versions.node) {
  const have = version.split('.').map(Number)
  const want = LOWEST_NODE.split('.').map(Number)
  for (let at = 0; at < 3; at++) {
    if (have[at] > want[at]) return undefined
    if (have[at] < want[at])
      return `Relayscope needs Node ${LOWEST_NODE} or newer; this is ${version}. Install a newer Node from https://nodejs.org and run the same command again.`
  }
  return undefined
}

export function requireNode() {
  const complaint = nodeComplaint()
  if (complaint === undefined) return
  console.error(complaint)
  process.exit(1)
}
