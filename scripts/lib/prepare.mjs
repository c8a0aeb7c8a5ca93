/** What every command does first: packages as the lock file says, a build of the sources as they are. */
import { build, buildComplaint } from './build.mjs'
import { install, installComplaint } from './install.mjs'
import { withLock } from './lock.mjs'
import { cacheFolder, root } from './places.mjs'

export async function prepare() {
  if (installComplaint(root) === undefined && buildComplaint(root) === undefined) return
  await withLock(cacheFolder, async () => {
    const uninstalled = installComplaint(root)
    if (uninstalled) await install(root, uninstalled)
    const stale = buildComplaint(root)
    if (stale) await build(root, stale)
  })
}

/** Only the packages: for what works on sources. */
export async function prepareInstall() {
  if (installComplaint(root) === undefined) return
  await withLock(cacheFolder, async () => {
    const reason = installComplaint(root)
    if (reason) await install(root, reason)
  })
}
