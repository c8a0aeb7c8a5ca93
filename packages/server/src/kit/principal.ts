/** Who is asking, decided once per request by the access room and read by everyone else. */
export type Scope = 'ingest' | 'metadata' | 'read' | 'write' | 'reveal' | 'admin'

export interface Principal {
  readonly project: string
  readonly name: string
  readonly scopes: ReadonlySet<Scope>
}
