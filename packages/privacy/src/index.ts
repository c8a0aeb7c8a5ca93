export { CLASSES, GUESSED, STRUCTURED, type Class, type Finding, settle } from './classes.ts'
export { type CustomPattern, PatternProblem, compilePattern } from './custom.ts'
export { find, type FindOptions, countByClass } from './find.ts'
export { NAME_SAYS, type NameSays, nameSays } from './key-names.ts'
export type { NameFinder } from './names.ts'
export {
  type Action,
  type Actions,
  type Counts,
  DEFAULT_ACTIONS,
  DROPPED,
  Redactor,
  type RedactorOptions,
  type Seals,
  STORED_WORD,
} from './redactor.ts'
