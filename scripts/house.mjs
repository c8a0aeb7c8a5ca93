/** `npm run house`: is the house as ARCHITECTURE.md says? Fails with one line per thing that is not. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/places.mjs'
import { checkBudgets, checkCircles, checkEndings, checkImports, checkLibraries, checkNames, checkWords, measure } from './house/rules.mjs'
import { readDoors, readHouse } from './house/sources.mjs'
import { budgets, mayImport, onlyIn } from './house/tables.mjs'

const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
const { sources, names } = readHouse(root)
const doors = readDoors(root)
const complaints = [
  ...checkImports(sources, mayImport(text), doors),
  ...checkLibraries(sources, onlyIn(text, 'libraries'), doors),
  ...checkWords(sources, onlyIn(text, 'words')),
  ...checkCircles(sources, doors),
  ...checkEndings(sources),
  ...checkNames(names),
  ...checkBudgets(sources, budgets(text)),
]
for (const complaint of complaints) console.log(complaint)
const { functions, fileP90, functionP90, any, suppressions } = measure(sources)
console.log(
  `house: ${sources.length} files (p90 ${fileP90} lines), ${functions.length} functions (p90 ${functionP90} lines), any ${any}, suppressions ${suppressions}, ${complaints.length} complaints`,
)
if (complaints.length > 0) process.exit(1)
