#!/usr/bin/env node
/** Environment and command line, nothing else. */
import { run } from './run.ts'

process.exitCode = await run(
  process.argv.slice(2),
  process.env,
  (text) => process.stdout.write(text),
  (text) => process.stderr.write(text),
)
