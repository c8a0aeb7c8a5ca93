/**
 * SQL with values bound by type. The text is ours, the values are anybody's: a value reaches a statement only as a
 * literal made here, and there is no way to splice a runtime string in as SQL.
 */
export interface Statement {
  readonly text: string
}
