/** The command line: reads what was asked, calls the server over HTTP, prints a table, or JSON for other programs. */
import { parseArgs } from 'node:util'
import { createClient, ProblemError } from '@relayscope/contract/client'
import { type Answer, type Asked, COMMANDS as RECORD_COMMANDS } from './commands.ts'
import { POLICY_COMMANDS } from './policy-commands.ts'
import { formatTable } from './table.ts'

type Write = (text: string) => void

const COMMANDS = [...RECORD_COMMANDS, ...POLICY_COMMANDS]

const OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  limit: { type: 'string' },
  id: { type: 'string' },
  comment: { type: 'string' },
  authorization: { type: 'string' },
  activate: { type: 'boolean' },
  version: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const DEFAULT_URL = 'http://127.0.0.1:7700'

/** Answers the exit code: 0 done, 1 the server said no or was not there, or a proof failed, 2 the command was not understood. */
export async function run(argv: readonly string[], env: NodeJS.ProcessEnv, out: Write, err: Write): Promise<number> {
  if (argv[0] === 'serve') return serve(argv.slice(1), env)
  let asked: Asked & { name: string | undefined; url: string; key: string | undefined; json: boolean; help: boolean }
  try {
    asked = readArguments(argv, env)
  } catch (error) {
    err(`${(error as Error).message}\n`)
    return 2
  }
  const command = COMMANDS.find(({ name }) => name === asked.name)
  if (asked.help || !command) {
    const unknown = !asked.help && asked.name !== undefined
    ;(unknown ? err : out)(unknown ? `unknown command "${asked.name}"\n\n${usage()}` : usage())
    return unknown ? 2 : 0
  }
  try {
    const client = createClient({ baseUrl: asked.url, headers: asked.key === undefined ? {} : { authorization: `Bearer ${asked.key}` } })
    const answer = await command.run(client, asked)
    out(asked.json ? `${JSON.stringify(answer.data, null, 2)}\n` : shown(answer))
    return answer.failed ? 1 : 0
  } catch (error) {
    err(`${reason(error, asked.url)}\n`)
    return 1
  }
}

function readArguments(argv: readonly string[], env: NodeJS.ProcessEnv) {
  const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
  const [name, ...words] = positionals
  return {
    name,
    words,
    url: (values.url ?? env['RELAYSCOPE_URL'] ?? DEFAULT_URL).replace(/\/$/, ''),
    key: values.key ?? env['RELAYSCOPE_KEY'],
    from: values.from,
    to: values.to,
    limit: values.limit,
    id: values.id,
    comment: values.comment,
    authorization: values.authorization,
    activate: values.activate ?? false,
    version: values.version,
    json: values.json ?? false,
    help: values.help ?? false,
  }
}

/** The server's own package is only loaded where it is wanted: it brings two database engines. */
async function serve(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { startServer } = await import('@relayscope/server')
  await startServer(env, argv)
  return 0
}

function shown({ rows, note }: Answer): string {
  const table = rows.length === 0 ? '' : formatTable(rows)
  return `${table}${note === undefined ? '' : `${note}\n`}`
}

function reason(error: unknown, url: string): string {
  if (error instanceof ProblemError) {
    const details = (error.problem.errors ?? []).map(({ path, message }) => `\n  ${path}: ${message}`).join('')
    return `${error.problem.title}: ${error.message}${details}`
  }
  if (error instanceof TypeError) return `no server answers at ${url}; start one with npm start, or name another with --url`
  return error instanceof Error ? error.message : String(error)
}

function usage(): string {
  const width = Math.max(...COMMANDS.map(({ usage }) => usage.length))
  return [
    'relayscope <command> [options]',
    '',
    `  ${'serve [--port 7700 ...]'.padEnd(width)}  Start the server in this process`,
    ...COMMANDS.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`),
    '',
    '  --url URL     the server (RELAYSCOPE_URL, else http://127.0.0.1:7700)',
    '  --key KEY     an API key (RELAYSCOPE_KEY)',
    '  --from, --to  range: now-1h, or an ISO 8601 time',
    '  --limit N     rows at most',
    '  --id, --comment, --activate    of a policy that is stored',
    '  --authorization HEADER         to show the other server, once',
    '  --version V   of an uploaded price table; --from is its first day',
    '  --json        the answer as JSON',
    '',
  ].join('\n')
}
