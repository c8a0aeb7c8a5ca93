/** Policies from a file or from a RelayCore, and what is known of them. */
import { readFile } from 'node:fs/promises'
import type { PolicyVersionSummary, StoredPolicy } from '@relayscope/contract'
import type { Client } from '@relayscope/contract/client'
import type { Answer, Asked, Command } from './commands.ts'

export const POLICY_COMMANDS: readonly Command[] = [
  { name: 'policies', usage: 'policies', summary: 'Steering policies and which version is in force', run: policies },
  { name: 'policy', usage: 'policy <id>', summary: 'The versions of one policy', run: policy },
  { name: 'upload-policy', usage: 'upload-policy <file>', summary: 'Store a policy from a JSON or YAML file', run: upload },
  { name: 'sync-policy', usage: 'sync-policy <url>', summary: "Store the rules of a RelayCore's /admin/steering", run: sync },
  { name: 'activate-policy', usage: 'activate-policy <id> <version>', summary: 'Say which version is in force', run: activate },
  { name: 'diff-policy', usage: 'diff-policy <id> [from] [to]', summary: 'What differs between two versions', run: diff },
]

async function policies(client: Client): Promise<Answer> {
  const data = await client.listPolicies()
  const rows = data.items.map(({ id, name, activeVersion, versions, updatedAt }) => ({
    id,
    name,
    versions: String(versions),
    'in force': activeVersion?.slice(0, 12) ?? 'none',
    updated: updatedAt,
  }))
  return { data, rows, ...(rows.length === 0 ? { note: 'no policy is stored; store one with upload-policy' } : {}) }
}

async function policy(client: Client, { words }: Asked): Promise<Answer> {
  const data = await client.getPolicy({ params: { id: wordOf(words, 0, 'which policy? Give its id') } })
  return { data, rows: data.versionList.map(versionRow) }
}

async function upload(client: Client, { words, id, comment, activate }: Asked): Promise<Answer> {
  const path = wordOf(words, 0, 'which file? Give a path to JSON or YAML')
  const text = await readFile(path, 'utf8')
  const data = await client.createPolicy({ query: { id, comment, activate: activate ? 'true' : 'false' }, body: text })
  return { data, rows: [versionRow(data)], note: outcomeOf(data) }
}

async function sync(client: Client, { words, id, authorization }: Asked): Promise<Answer> {
  const url = wordOf(words, 0, 'from where? Give the address of a RelayCore')
  const data = await client.syncPolicy({
    body: { url, ...(id === undefined ? {} : { id }), ...(authorization === undefined ? {} : { authorization }) },
  })
  return { data, rows: [versionRow(data)], note: outcomeOf(data) }
}

async function activate(client: Client, { words }: Asked): Promise<Answer> {
  const id = wordOf(words, 0, 'which policy? Give its id and a version')
  const version = wordOf(words, 1, 'which version? Give its number, label or hash, or latest')
  const data = await client.activatePolicy({ params: { id }, body: { version } })
  return { data, rows: [], note: `${data.activeVersion?.slice(0, 12) ?? 'none'} of ${data.id} is in force from now on` }
}

async function diff(client: Client, { words }: Asked): Promise<Answer> {
  const [id = wordOf(words, 0, 'which policy? Give its id'), from, to] = words
  const data = await client.diffPolicy({ params: { id }, query: { from, to } })
  const rules = data.rules.flatMap(({ ruleId, change, fields }) =>
    (fields.length === 0 || change === 'added' || change === 'removed' ? [{ path: '', before: '', after: '' }] : fields).map(
      ({ path, before, after }) => ({ rule: ruleId, change, field: path, before: shown(before), after: shown(after) }),
    ),
  )
  const settings = data.settings.map(({ path, before, after }) => ({
    rule: '',
    change: 'setting',
    field: path,
    before: shown(before),
    after: shown(after),
  }))
  return { data, rows: [...rules, ...settings], ...(data.same ? { note: 'the same' } : {}) }
}

const shown = (value: unknown): string => (value === undefined || value === '' ? '' : JSON.stringify(value))

function outcomeOf({ outcome, active }: StoredPolicy): string {
  const stored = outcome === 'created' ? 'a new version is stored' : 'this content was stored before'
  return active ? `${stored} and in force` : `${stored}; it is not in force`
}

function versionRow({ policyId, number, version, label, rules, createdAt, active }: PolicyVersionSummary): Record<string, string> {
  return {
    policy: policyId,
    number: String(number),
    version: version.slice(0, 12),
    label: label ?? '',
    rules: String(rules),
    created: createdAt,
    'in force': active ? 'yes' : '',
  }
}

function wordOf(words: string[], at: number, question: string): string {
  const word = words[at]
  if (word === undefined) throw new Error(question)
  return word
}
