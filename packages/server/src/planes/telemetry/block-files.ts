/**
 * Blocks on their way to the embedded engine, as files that only this user can read. In memory (/dev/shm) where there is
 * room, else on the data disk.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { rm, unlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

export interface BlockFiles {
  /** Writes the bytes, gives the path to `use`, and removes the file whatever comes of it. */
  through<T>(bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T>
  /** A path on the data disk that the engine may write one file to, which is read and removed afterwards. */
  out(write: (path: string) => Promise<void>): Promise<AsyncIterable<Uint8Array>>
  /** Removes the folders. */
  close(): Promise<void>
}

export interface BlockFilesOptions {
  /** Its owner holds the engine's lock on it, so whatever else carries its mark was left by a process that died. */
  dataDir: string
  /** Default /dev/shm. */
  memoryDir?: string
}

/** Folders of other data directories, left by processes that died, go after this time. */
const ABANDONED_MS = 60 * 60 * 1000

export function openBlockFiles({ dataDir, memoryDir = '/dev/shm' }: BlockFilesOptions): BlockFiles {
  const diskDir = join(dataDir, 'tmp')
  mkdirSync(diskDir, { recursive: true, mode: 0o700 })
  const mark = `relayscope-${createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16)}-`
  removeLeftovers(diskDir, mark)
  const folders = [privateFolder(memoryDir, mark), privateFolder(diskDir, mark)].filter((folder) => folder !== undefined)
  let nextNumber = 1

  return {
    async through(bytes, use) {
      const path = await writeFirst(folders, `${nextNumber++}.native`, bytes)
      try {
        return await use(path)
      } finally {
        await unlink(path).catch(() => {})
      }
    },
    async out(write) {
      const path = join(folders.at(-1) ?? diskDir, `${nextNumber++}.out`)
      try {
        await write(path)
        return createReadStream(path).once('close', () => void unlink(path).catch(() => {}))
      } catch (error) {
        await unlink(path).catch(() => {})
        throw error
      }
    },
    async close() {
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A full /dev/shm (64 MB in many containers) is no reason to lose a block. */
async function writeFirst(folders: readonly string[], name: string, bytes: Uint8Array): Promise<string> {
  let failure: unknown = new Error('there is no folder for blocks')
  for (const folder of folders) {
    const path = join(folder, name)
    try {
      await writeFile(path, bytes, { mode: 0o600, flag: 'wx' })
      return path
    } catch (error) {
      failure = error
      await unlink(path).catch(() => {})
    }
  }
  throw failure
}

/** mkdtemp makes it 0700. Undefined where the parent does not exist or is closed to us. */
function privateFolder(parent: string, mark: string): string | undefined {
  if (!existsSync(parent)) return undefined
  try {
    removeLeftovers(parent, mark)
    return mkdtempSync(join(parent, `${mark}${process.pid}-`))
  } catch {
    return undefined
  }
}

function removeLeftovers(parent: string, mark: string): void {
  for (const name of readdirSync(parent)) {
    const path = join(parent, name)
    if (name.startsWith(mark) || isAbandoned(path)) rmSync(path, { recursive: true, force: true })
  }
}

function isAbandoned(path: string): boolean {
  const pid = /^relayscope-[0-9a-f]{16}-(\d+)-/.exec(basename(path))?.[1]
  if (pid === undefined) return false
  try {
    const { uid, mtimeMs } = statSync(path)
    return uid === process.getuid?.() && Date.now() - mtimeMs > ABANDONED_MS && !isAlive(Number(pid))
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
