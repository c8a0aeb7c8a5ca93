/**
 * A real PostgreSQL for a test: Debian's package, its own data directory, a free port, stopped at the end. When it cannot
 * be had the test fails and says why; it is never skipped.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

export interface PostgresServer {
  /** Makes an empty database and answers its address. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

const run = promisify(execFile)
const user = 'relayscope'

export async function startPostgres(): Promise<PostgresServer> {
  const bin = await findPrograms()
  const identity = unprivileged()
  const folder = await mkdtemp(join(tmpdir(), 'relayscope-postgres-'))
  if (identity) await chown(folder, identity.uid, identity.gid)
  const password = randomBytes(12).toString('hex')
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (identity) await chown(passwordFile, identity.uid, identity.gid)
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', user, '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--locale', 'C', '--no-sync'],
    { ...identity, cwd: folder },
  )
  const { child, port } = await startOnFreePort(bin, data, folder, identity)
  const killOnExit = (): void => void child.kill('SIGQUIT')
  process.once('exit', killOnExit)
  let databases = 0
  const urlOf = (database: string): string => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`
  return {
    async createDatabase() {
      const name = `test_${++databases}`
      const client = new pg.Client({ connectionString: urlOf('postgres') })
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      return urlOf(name)
    },
    async stop() {
      process.off('exit', killOnExit)
      await ended(child, 'SIGINT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Identity = { uid: number; gid: number }

/** PostgreSQL refuses to run as root. */
function unprivileged(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined
  const number = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}

async function findPrograms(): Promise<string> {
  const found = await programs()
  if (found) return found
  const debian = existsSync('/etc/debian_version')
  if (!debian || process.getuid?.() !== 0) {
    throw new Error('PostgreSQL is needed for this test and was not found. On Debian or Ubuntu: sudo apt-get install -y postgresql')
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('apt-get', ['update'], { env: environment })
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql'], { env: environment, maxBuffer: 64 * 1024 * 1024 })
  } catch (cause) {
    throw new Error('PostgreSQL is needed for this test, was not found, and apt-get install -y postgresql failed', { cause })
  }
  const installed = await programs()
  if (!installed) throw new Error('apt-get installed postgresql, but its programs are not in /usr/lib/postgresql')
  return installed
}

/** The newest version's folder; elsewhere than on Debian, the folder of `postgres` on the path. */
async function programs(): Promise<string | undefined> {
  const versions = (await readdir('/usr/lib/postgresql').catch(() => []))
    .map(Number)
    .filter((version) => existsSync(`/usr/lib/postgresql/${version}/bin/postgres`))
  if (versions.length > 0) return `/usr/lib/postgresql/${Math.max(...versions)}/bin`
  return process.env['PATH']?.split(':').find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')))
}

async function startOnFreePort(
  bin: string,
  data: string,
  socketFolder: string,
  identity: Identity | undefined,
): Promise<{ child: ChildProcess; port: number }> {
  let output = ''
  // The port is free when asked for, but may be taken a moment later.
  for (let attempt = 1; attempt <= 3; attempt++) {
    const port = await freePort()
    const options = [
      'fsync=off',
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${socketFolder}`,
      'shared_buffers=16MB',
      'max_connections=60',
    ]
    const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...options.flatMap((option) => ['-c', option])], {
      ...identity,
      cwd: socketFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)))
    if (await isReady(bin, port, child)) return { child, port }
    await ended(child, 'SIGQUIT')
  }
  throw new Error(`PostgreSQL did not start:\n${output}`)
}

async function isReady(bin: string, port: number, child: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 300 && child.exitCode === null; attempt++) {
    const ready = await run(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]).then(
      () => true,
      () => false,
    )
    if (ready) return child.exitCode === null
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await exit
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
