/**
 * SQL text of our own making, as a type. Only this folder may make one from a string: the binder in statement.ts, and
 * the migrations, which read files that ship with the code.
 */
declare const ours: unique symbol

export class OwnText {
  declare readonly [ours]: true
  readonly text: string

  constructor(text: string) {
    // The embedded engine ends a statement at a blank line and runs what follows as the next one. Values never hold a
    // line break (see statement.ts), so only the layout of templates is changed here.
    this.text = text.replace(/\n\s*\n/g, '\n')
  }
}
