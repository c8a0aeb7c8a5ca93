/** What the engine says when it fails, read once and turned into codes. */
import { EngineError } from '../../kit/errors.ts'

/** ClickHouse's codes (src/Common/ErrorCodes.cpp) for what may pass by itself: load, limits, network, a replica in trouble. */
const PASSING = new Set([
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  203, // NO_FREE_CONNECTION
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR
  241, // MEMORY_LIMIT_EXCEEDED
  242, // TABLE_IS_READ_ONLY
  243, // NOT_ENOUGH_SPACE
  252, // TOO_MANY_PARTS
  279, // ALL_CONNECTION_TRIES_FAILED
  285, // TOO_FEW_LIVE_REPLICAS
  286, // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  319, // UNKNOWN_STATUS_OF_INSERT
  394, // QUERY_WAS_CANCELLED: the server is stopping
  425, // SYSTEM_ERROR
  473, // DEADLOCK_AVOIDED
  999, // KEEPER_EXCEPTION
])

const MAX_MESSAGE = 1000

/** An error with the engine's code, which it puts at the start of its message: `Code: 60. DB::Exception: ...`. */
export function engineError(message: string, cause?: unknown): EngineError {
  const engineCode = Number(/Code: (\d+)\./.exec(message)?.[1] ?? 0)
  return new EngineError(message.slice(0, MAX_MESSAGE), { engineCode, retryable: PASSING.has(engineCode), cause })
}

/** The server could not be reached or did not answer in time. */
export function unreachable(message: string, cause?: unknown): EngineError {
  return new EngineError(message.slice(0, MAX_MESSAGE), { retryable: true, cause })
}
