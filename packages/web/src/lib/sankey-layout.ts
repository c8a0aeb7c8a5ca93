/** Where the nodes and bands of a flow lie: layers from left to right, heights in proportion to what flows. */
export interface FlowLink {
  readonly layer: number
  readonly from: string
  readonly to: string
  readonly traces: number
  readonly failed: number
}

export interface FlowNode {
  readonly layer: number
  readonly name: string
  readonly traces: number
  readonly failed: number
  readonly y: number
  readonly height: number
}

export interface FlowBand {
  readonly link: FlowLink
  readonly from: FlowNode
  readonly to: FlowNode
  /** Top of the band at its two ends. */
  readonly fromY: number
  readonly toY: number
  readonly height: number
}

export interface FlowLayout {
  readonly nodes: readonly FlowNode[]
  readonly bands: readonly FlowBand[]
}

const GAP_PX = 10
/** So that what is rare can still be seen and hit. */
const LEAST_PX = 3

export function layoutFlow(links: readonly FlowLink[], heightPx: number): FlowLayout {
  const layers = sums(links)
  const most = Math.max(0, ...layers.map((layer) => layer.length))
  const total = Math.max(1, ...layers.map((layer) => layer.reduce((sum, { traces }) => sum + traces, 0)))
  const scale = Math.max(0, heightPx - (most - 1) * GAP_PX - most * LEAST_PX) / total
  const nodes = layers.flatMap((layer, at) => placed(layer, at, scale))
  const nodeOf = new Map(nodes.map((node) => [`${node.layer}/${node.name}`, node]))
  return { nodes, bands: bandsOf(links, nodeOf) }
}

interface Sum {
  readonly name: string
  traces: number
  failed: number
}

/** The values of each layer, largest first; between two layers the larger of what comes and what goes. */
function sums(links: readonly FlowLink[]): Sum[][] {
  const count = Math.max(-1, ...links.map(({ layer }) => layer)) + 2
  return Array.from({ length: links.length === 0 ? 0 : count }, (_, at) => {
    const own = new Map<string, Sum>()
    const isLast = at === count - 1
    for (const link of links) {
      if (link.layer !== (isLast ? at - 1 : at)) continue
      const name = isLast ? link.to : link.from
      const sum = own.get(name) ?? { name, traces: 0, failed: 0 }
      sum.traces += link.traces
      sum.failed += link.failed
      own.set(name, sum)
    }
    return [...own.values()].sort((a, b) => b.traces - a.traces)
  })
}

function placed(layer: readonly Sum[], at: number, scale: number): FlowNode[] {
  let y = 0
  return layer.map(({ name, traces, failed }) => {
    const height = LEAST_PX + traces * scale
    const node = { layer: at, name, traces, failed, y, height }
    y += height + GAP_PX
    return node
  })
}

function bandsOf(links: readonly FlowLink[], nodeOf: ReadonlyMap<string, FlowNode>): FlowBand[] {
  const used = new Map<string, number>()
  const take = (side: string, node: FlowNode, height: number): number => {
    const key = `${side}/${node.layer}/${node.name}`
    const top = used.get(key) ?? 0
    used.set(key, top + height)
    return node.y + top
  }
  const place = (link: FlowLink) => ({
    link,
    from: nodeOf.get(`${link.layer}/${link.from}`),
    to: nodeOf.get(`${link.layer + 1}/${link.to}`),
  })
  const known = links
    .map(place)
    .filter((one): one is { link: FlowLink; from: FlowNode; to: FlowNode } => one.from !== undefined && one.to !== undefined)
  // In the order of both ends, so that bands cross as little as they have to.
  known.sort((a, b) => a.link.layer - b.link.layer || a.from.y - b.from.y || a.to.y - b.to.y)
  return known.map(({ link, from, to }) => {
    const height = (link.traces / from.traces) * from.height
    const ends = (link.traces / to.traces) * to.height
    const toY = take('to', to, ends)
    return { link, from, to, fromY: take('from', from, height), toY, height: Math.max(1, Math.min(height, ends)) }
  })
}
