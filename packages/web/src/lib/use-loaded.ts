import { useEffect, useState } from 'react'

/** A part of the program that is fetched once, when it is wanted or a little before. */
export interface Part<Value> {
  load(): Promise<Value>
  /** What `load` answered, once it has. */
  now(): Value | undefined
}

export function part<Value>(fetchIt: () => Promise<Value>): Part<Value> {
  let value: Value | undefined
  let loading: Promise<Value> | undefined
  return {
    load: () =>
      (loading ??= fetchIt().then(
        (fetched) => (value = fetched),
        (error: unknown) => {
          // The next try asks again.
          loading = undefined
          throw error
        },
      )),
    now: () => value,
  }
}

/**
 * The part, when it is there; asked for while `wanted`. Not React.lazy: a part that has been loaded is used at once,
 * while a suspended tree is held back for some 300 ms.
 */
export function useLoaded<Value>(source: Part<Value>, wanted: boolean): Value | undefined {
  const [value, setValue] = useState(() => source.now())
  const [failure, setFailure] = useState<unknown>()
  useEffect(() => {
    if (!wanted || value !== undefined) return
    let gone = false
    source.load().then(
      (loaded) => !gone && setValue(() => loaded),
      (error: unknown) => !gone && setFailure(error),
    )
    return () => {
      gone = true
    }
  }, [source, wanted, value])
  // The page's own error pane says what to do.
  if (failure !== undefined) throw failure
  return value ?? source.now()
}
