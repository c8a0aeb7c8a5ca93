/** What was found, in the terms of the contract. */
import type { Finding } from '@relayscope/contract'
import { type ComponentPart, partSearch } from '../../flows/query/metrics/component-parts.ts'
import { partsOf } from './same-trouble.ts'
import type { Found, Subject } from './signals.ts'
import { milliseconds, partName, percent, providerName, quoted } from './words.ts'

const SPARK_WINDOWS = 60

export function idOf({ signal: { subject, quantity }, fromMs }: Found): string {
  return [subject.kind, subject.provider, subject.name, quantity, fromMs].filter((part) => part !== undefined && part !== '').join(':')
}

export function presentFindings(found: readonly Found[]): Finding[] {
  const parts = partsOf(found)
  return found.map((each) => presentFinding(each, parts.get(each)))
}

function presentFinding(found: Found, whole: Found | undefined): Finding {
  const { signal, severity, fromMs, toMs, value, worst } = found
  const { subject, quantity, usual, alone } = signal
  const shown = toMs === undefined ? value : worst
  const words = quantity === 'latency' ? milliseconds : percent
  return {
    id: idOf(found),
    partOf: whole ? idOf(whole) : null,
    severity,
    subject: { kind: subject.kind, name: subject.name, ...(subject.provider === undefined ? {} : { provider: subject.provider }) },
    quantity,
    title: `${quantity === 'latency' ? 'High latency' : 'High error rate'} ${placeOf(subject)}`,
    value: shown,
    valueText: words(shown),
    limit: usual.limit,
    limitText: `${quantity === 'latency' ? 'p95' : 'errors'} > ${words(usual.limit)}`,
    usual: usual.middle,
    from: new Date(fromMs).toISOString(),
    to: toMs === undefined ? null : new Date(toMs).toISOString(),
    spark: alone.slice(-SPARK_WINDOWS),
    query: queryOf(found),
  }
}

function placeOf({ kind, name }: Subject): string {
  if (kind === 'requests') return 'of requests'
  return `of ${kind === 'provider' ? providerName(name) : kind === 'component' ? `the ${partName(name)}` : name}`
}

/** Finds the traces behind it. Attempts that failed may belong to requests that did not, so those are not asked to have failed. */
function queryOf({ signal: { subject, quantity, usual } }: Found): string {
  const failed = subject.kind === 'requests' ? 'status:error' : 'errors:>0'
  const how = quantity === 'errors' ? failed : `duration:>${Math.round(usual.limit)}ms`
  return [how, searchOf(subject)].filter((part) => part !== '').join(' ')
}

function searchOf({ kind, name, names = [name] }: Subject): string {
  switch (kind) {
    case 'requests':
      return ''
    case 'provider':
      return `provider:${quoted(name)}`
    case 'model':
      return names.length === 1 ? `model:${quoted(names[0] ?? name)}` : `model:(${names.map(quoted).join(' OR ')})`
    case 'component':
      return partSearch(name as ComponentPart)
  }
}
