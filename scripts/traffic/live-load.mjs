/**
 * Callers of the example gateway, as many as the time of day has: conversations of several turns, and incidents at the
 * simulated providers. `node scripts/traffic/live-load.mjs <gateway> <providers>`. Ends by itself when the gateway is gone.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { requestsPerMinute } from './day-shape.mjs'
import { incidentOf } from './incidents.mjs'
import { seeded } from './random.mjs'

const exchanges = JSON.parse(readFileSync(new URL('../../examples/gateway/data/exchanges.json', import.meta.url), 'utf8'))

const MOST_TURNS = 4
const USUAL_TURNS = (1 + MOST_TURNS) / 2
const MAX_AT_ONCE = 60
const CALLERS = [
  [4, { key: 'demo-northwind', app: 'support-assistant', models: ['auto', 'gpt-4o'] }],
  [3, { key: 'demo-contoso', app: 'code-review', models: ['auto', 'claude-sonnet-5'] }],
  [2, { key: 'demo-contoso', app: 'search-answers', models: ['gpt-4o-mini', 'mistral-large-latest'] }],
  [1, { key: 'demo-fabrikam', app: 'hobby-bot', models: ['auto'] }],
]
const FOLLOW_UPS = ['Can you say that in one sentence?', 'Why is that so?', 'And what would you do next?', 'Please write it as a list.']

const random = seeded(Math.floor(Date.now() / 1000))

/** One question, or a conversation of a few turns. Every failure is the gateway's to record. */
async function converse(gateway) {
  const caller = random.weighted(CALLERS)
  const user = `user-${random.below(40)}`
  const session = `session-${random.hex(6)}`
  const messages = [{ role: 'user', content: `${random.pick(exchanges).prompt} (case ${random.below(9000)})` }]
  for (let turns = 1 + random.below(MOST_TURNS); turns > 0; turns--) {
    const answer = await fetch(`${gateway}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${caller.key}`, 'x-app': caller.app, 'x-session-id': session },
      body: JSON.stringify({ model: random.pick(caller.models), user, messages, stream: random.chance(0.6) }),
    })
    await answer.text()
    if (!answer.ok) return
    messages.push({ role: 'assistant', content: 'Noted.' }, { role: 'user', content: random.pick(FOLLOW_UPS) })
    await sleep(500 + random.below(4000))
  }
}

async function follow(providers) {
  for (;;) {
    const now = Date.now()
    const incident = incidentOf(Math.floor(now / 60_000))
    if (incident) {
      const body = JSON.stringify({ provider: incident.provider, kind: incident.kind, seconds: (incident.untilMs - now) / 1000 })
      await fetch(`${providers}/incident`, { method: 'POST', body }).catch(() => {})
    }
    await sleep(20_000)
  }
}

async function load(gateway) {
  let open = 0
  for (;;) {
    await sleep((60_000 * USUAL_TURNS) / requestsPerMinute(Date.now()))
    if (open >= MAX_AT_ONCE) continue
    open++
    void converse(gateway)
      .catch((error) => {
        if (error.cause?.code === 'ECONNREFUSED') process.exit(0)
      })
      .finally(() => open--)
  }
}

const [, , gateway, providers] = process.argv
void follow(providers)
await load(gateway)
