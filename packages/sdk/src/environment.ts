/** The settings that OpenTelemetry's own environment variables give. The only file that reads the environment. */

export interface Environment {
  serviceName?: string
  resourceAttributes?: string
  disabled: boolean
  exporter?: string
  tracesEndpoint?: string
  endpoint?: string
  headers?: string
  timeoutMs?: string
  compression?: string
  sampler?: string
  samplerArgument?: string
  propagators?: string
  captureContent?: string
  maxQueueSize?: string
  scheduleDelayMs?: string
  attributeLengthLimit?: string
}

/** Empty counts as unset, as the specification wants. */
const read = (name: string): string | undefined => process.env[name]?.trim() || undefined

export function readEnvironment(): Environment {
  return {
    serviceName: read('OTEL_SERVICE_NAME'),
    resourceAttributes: read('OTEL_RESOURCE_ATTRIBUTES'),
    disabled: read('OTEL_SDK_DISABLED')?.toLowerCase() === 'true',
    exporter: read('OTEL_TRACES_EXPORTER'),
    tracesEndpoint: read('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'),
    endpoint: read('OTEL_EXPORTER_OTLP_ENDPOINT'),
    headers: read('OTEL_EXPORTER_OTLP_TRACES_HEADERS') ?? read('OTEL_EXPORTER_OTLP_HEADERS'),
    timeoutMs: read('OTEL_EXPORTER_OTLP_TRACES_TIMEOUT') ?? read('OTEL_EXPORTER_OTLP_TIMEOUT'),
    compression: read('OTEL_EXPORTER_OTLP_TRACES_COMPRESSION') ?? read('OTEL_EXPORTER_OTLP_COMPRESSION'),
    sampler: read('OTEL_TRACES_SAMPLER'),
    samplerArgument: read('OTEL_TRACES_SAMPLER_ARG'),
    propagators: read('OTEL_PROPAGATORS'),
    captureContent: read('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'),
    maxQueueSize: read('OTEL_BSP_MAX_QUEUE_SIZE'),
    scheduleDelayMs: read('OTEL_BSP_SCHEDULE_DELAY'),
    attributeLengthLimit: read('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT') ?? read('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
  }
}
