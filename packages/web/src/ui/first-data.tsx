import { Radio } from 'lucide-react'
import { CopyButton } from './copy-button.tsx'
import styles from './first-data.module.css'
import { Empty } from './states.tsx'

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'

function curlLine(origin: string): string {
  const interaction = {
    id: 'first',
    requestId: 'first',
    traceId: TRACE_ID,
    provider: 'openai',
    model: 'gpt-4o',
    promptTokens: 9,
    responseTokens: 3,
    latencyMs: 840,
    status: 'success',
    prompt: 'Say hello',
    response: 'Hello there!',
  }
  const times = `"timestamp":"'$(date -u +%FT%TZ)'","startTime":"'$(date -u +%FT%TZ)'","endTime":"'$(date -u +%FT%TZ)'"`
  return `curl ${origin}/api/v1/telemetry/ai-interactions -H 'content-type: application/json' -d '${JSON.stringify(interaction).slice(0, -1)},${times}}'`
}

/** Nothing was ever sent: the two lines that change that, made for the address this page came from. */
export function FirstData({ origin }: { origin: string }) {
  return (
    <Empty title="Waiting for the first trace" wide>
      <p>Point any OpenTelemetry SDK here. Traces and the AI calls inside them appear on this page within two seconds.</p>
      <Line
        label="Your application, started with"
        text={`OTEL_EXPORTER_OTLP_ENDPOINT=${origin} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf <your command>`}
      />
      <Line label="Or one call, sent by hand" text={curlLine(origin)} />
      <p className={styles.waiting} role="status">
        <Radio aria-hidden />
        Listening
      </p>
    </Empty>
  )
}

function Line({ label, text }: { label: string; text: string }) {
  return (
    <div className={styles.line}>
      <div className={styles.label}>{label}</div>
      <div className={styles.command}>
        <code className="mono">{text}</code>
        <CopyButton text={text} label="Copy the line" />
      </div>
    </div>
  )
}
