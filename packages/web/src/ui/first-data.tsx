import { Radio } from 'lucide-react'
import { useState } from 'react'
import { CopyButton } from './copy-button.tsx'
import styles from './first-data.module.css'
import { Empty } from './states.tsx'

function randomTraceId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A trace with one AI call in it, at the time the line is run. The shell's own quotes are closed around each `date`. */
function curlLine(origin: string, traceId: string): string {
  const now = `'$(date -u +%FT%TZ)'`
  const tags = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': '9',
    'gen_ai.usage.output_tokens': '3',
    'gen_ai.prompt.0.role': 'user',
    'gen_ai.prompt.0.content': 'Say hello',
    'gen_ai.completion.0.role': 'assistant',
    'gen_ai.completion.0.content': 'Hello there!',
  }
  const span = { spanId: '1', name: 'chat gpt-4o', startTime: now, duration: 840, tags }
  const trace = { traceId, name: 'hello', startTime: now, duration: 840, spans: [span] }
  return `curl ${origin}/api/v1/telemetry/traces -H 'content-type: application/json' -d '${JSON.stringify(trace)}'`
}

/** A decision trace with one rule, at the time the line is run. */
function decisionLine(origin: string, traceId: string): string {
  const now = `'$(date -u +%FT%TZ)'`
  const decision = {
    type: 'rule_evaluation',
    component: 'Rule Engine',
    ruleId: 'rule-1',
    ruleName: 'Hello',
    input: { request: { model: 'auto' } },
    output: { matched: true },
    reasoning: 'it said hello',
  }
  const finalOutcome = { provider: 'openai', model: 'gpt-4o', status: 'success' }
  const trace = { traceId, requestId: 'req-1', timestamp: now, decisions: [decision], finalOutcome }
  return `curl ${origin}/api/v1/telemetry/decisions -H 'content-type: application/json' -d '${JSON.stringify(trace)}'`
}

/** Nothing was ever sent: the two lines that change that, made for the address this page came from. */
export function FirstData({ origin, what }: { origin: string; what: string }) {
  const [traceId] = useState(randomTraceId)
  const ofDecisions = what === 'decision'
  return (
    <Empty title={`Waiting for the first ${what}`} wide>
      <p>
        {ofDecisions
          ? 'A gateway sends what it decides with its spans, or as records of its own. Retries and fallbacks are read off the spans of its calls.'
          : 'Point any OpenTelemetry SDK here. Traces and the AI calls inside them appear on this page within two seconds.'}
      </p>
      <Line
        label="Your application, started with"
        text={`OTEL_EXPORTER_OTLP_ENDPOINT=${origin} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf <your command>`}
      />
      {ofDecisions ? (
        <Line label="Or one decision, sent by hand" text={decisionLine(origin, traceId)} />
      ) : (
        <Line label="Or one trace with an AI call, sent by hand" text={curlLine(origin, traceId)} />
      )}
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
