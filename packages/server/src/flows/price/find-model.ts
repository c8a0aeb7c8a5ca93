/**
 * Finds the entry of a table that prices a call. Nearest first: the very key; the same name at the same provider; the maker's
 * own price. What is not found stays unknown: a guess would look like a fact.
 */
import {
  bareKey,
  canonical,
  closeNames,
  familyOf,
  isMakers,
  looseNames,
  otherOrder,
  OWN_HARDWARE,
  withoutDate,
  withoutVendor,
} from './names.ts'
import type { PricedModel, PriceTable } from './table.ts'

interface Entry {
  model: PricedModel
  family: string
  makers: boolean
}

export type Nearness = 'close' | 'loose'

export class ModelIndex {
  private readonly byKey = new Map<string, Entry>()
  private readonly byName = new Map<string, Entry[]>()
  private readonly byUndatedName = new Map<string, Entry[]>()
  private readonly families = new Set<string>()

  constructor(table: PriceTable) {
    for (const model of table.models) this.add(model)
  }

  /** `close`: another spelling of the same name. `loose`: the same model without its date, or its newest date. */
  find(provider: string, name: string, nearness: Nearness): PricedModel | undefined {
    const family = familyOf(provider)
    const prefixFamily = this.prefixFamilyOf(name)
    const lists = nearness === 'close' ? this.closeLists(name) : this.looseLists(name)
    const of = (wanted: string | undefined, among = lists) =>
      wanted ? nearest(among, (entry) => entry.family === wanted, provider) : undefined
    const asWritten =
      nearness === 'close'
        ? (this.exact([name], family) ?? of(family, lists.slice(0, 1)) ?? this.exact([name]) ?? this.exact(closeNames(name), family))
        : undefined
    return (
      asWritten ??
      of(family) ??
      of(prefixFamily) ??
      (OWN_HARDWARE.has(family) ? undefined : nearest(lists, (entry) => entry.makers, provider))
    )
  }

  private add(model: PricedModel): void {
    const family = familyOf(model.provider)
    const bare = bareKey(model.key, family)
    const { name } = bare
    const regional = bare.regional || model.region !== ''
    const entry = { model, family, makers: !regional && isMakers(family, name) }
    this.families.add(family)
    this.byKey.set(model.key.toLowerCase(), entry)
    if (regional) return push(this.byName, canonical(name), entry)
    for (const each of new Set([name, name.slice(name.lastIndexOf('/') + 1), withoutVendor(name)].map(canonical))) {
      push(this.byName, each, entry)
      const other = otherOrder(each)
      if (other) push(this.byName, other, entry)
      const undated = withoutDate(each)
      if (undated !== each) push(this.byUndatedName, undated, entry)
    }
  }

  /** The table's own spelling. Without a family only a name that says its house, or any where nobody else is asked for. */
  private exact(names: readonly string[], family?: string): PricedModel | undefined {
    for (const each of names) {
      const entry = this.byKey.get(each.toLowerCase())
      if (entry && (family === undefined ? each.includes('/') : family === '' || entry.family === family)) return entry.model
    }
    return undefined
  }

  private prefixFamilyOf(name: string): string | undefined {
    const slash = name.indexOf('/')
    if (slash <= 0) return undefined
    const family = familyOf(name.slice(0, slash))
    return this.families.has(family) ? family : undefined
  }

  private closeLists(name: string): (readonly Entry[])[] {
    return closeNames(name).flatMap((each) => this.named(canonical(each)))
  }

  private looseLists(name: string): (readonly Entry[])[] {
    const undated = looseNames(name).map(canonical)
    return [
      ...undated.flatMap((each) => this.named(each)),
      ...closeNames(name).map((each) => newestFirst(this.byUndatedName.get(canonical(each)) ?? [])),
    ]
  }

  private named(name: string): Entry[][] {
    const other = otherOrder(name)
    return [this.byName.get(name) ?? [], ...(other ? [this.byName.get(other) ?? []] : [])]
  }
}

function nearest(lists: readonly (readonly Entry[])[], fits: (entry: Entry) => boolean, provider: string): PricedModel | undefined {
  for (const list of lists) {
    const fitting = list.filter(fits)
    const same = fitting.find(({ model }) => model.provider === provider)
    const [first] = fitting
    if (first) return (same ?? first).model
  }
  return undefined
}

/** Keys that end in dates sort by them. */
function newestFirst(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((left, right) => (left.model.key < right.model.key ? 1 : -1))
}

function push(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = map.get(key)
  if (!list) map.set(key, [entry])
  else if (!list.includes(entry)) list.push(entry)
}
