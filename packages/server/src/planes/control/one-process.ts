/**
 * A folder that belongs to one process at a time. Two PostgreSQL processes on one data directory destroy it, and the
 * embedded engine does not look.
 *
 * The lock is a file that names its process. A process that was killed leaves it behind, so a lock counts only while its
 * process runs: same machine, same id, and (where /proc tells) the same start, because ids are used again. A lock of
 * another host name counts as left behind: a restarted container has a new name, and waiting for a dead one would be for ever.
 */
import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { ControlError } from './control-error.ts'

interface Owner {
  pid: number
  host: string
  /** In ticks since boot, with the boot's id; '' where /proc is not there. See `startOf`. */
  started: string
}

/** Answers the way to give it back. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = `${folder}.lock`
  await mkdir(dirname(path), { recursive: true })
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), started: await startOf(process.pid) } satisfies Owner)
  // Each round either takes the lock, or removes one dead lock. More than a few means that others are racing for it.
  for (let round = 0; round < 5; round++) {
    if (await create(path, mine)) return () => rm(path, { force: true })
    const text = await readFile(path, 'utf8').catch(() => '')
    const owner = parseOwner(text)
    if (owner !== undefined && (await isRunning(owner))) {
      throw new ControlError(
        'control_in_use',
        `${folder} is in use by process ${owner.pid}: only one process at a time can use the embedded database`,
      )
    }
    await removeDead(path, text)
  }
  throw new ControlError('control_in_use', `${folder} is being opened by several processes at once`)
}

/** Written first and then given its name in one step: a lock that is seen half written would look dead. */
async function create(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, text)
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Moved aside first and looked at again: another may have removed the dead lock and set its own since we read it. */
async function removeDead(path: string, deadText: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
    if ((await readFile(aside, 'utf8')) !== deadText) await link(aside, path)
  } catch {
    // Gone already, or set again: the next round sees which.
  }
  await rm(aside, { force: true })
}

function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner>
    return Number.isSafeInteger(owner.pid) && (owner.pid ?? 0) > 0
      ? { pid: owner.pid as number, host: String(owner.host), started: String(owner.started) }
      : undefined
  } catch {
    return undefined
  }
}

async function isRunning(owner: Owner): Promise<boolean> {
  if (owner.host !== hostname()) return false
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const started = await startOf(owner.pid)
  if (started === 'ended') return false
  return started === '' || owner.started === '' || started === owner.started
}

async function startOf(pid: number): Promise<string> {
  try {
    const [stat, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/sys/kernel/random/boot_id', 'utf8')])
    // The command's name stands in brackets and may hold anything; the start is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const start = fields[19]
    // Killed, but its parent has not looked yet.
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended'
    return start === undefined ? '' : `${start}@${boot.trim()}`
  } catch {
    return ''
  }
}
