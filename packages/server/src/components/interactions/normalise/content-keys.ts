/** Keys whose values carry prompts and answers: heavy, private, and kept apart from the light rows. */

export const CONTENT_KEYS: ReadonlySet<string> = new Set([
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.tool.definitions',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
  'gen_ai.prompt',
  'gen_ai.completion',
  'gen_ai.event.content',
  'gcp.vertex.agent.llm_request',
  'gcp.vertex.agent.llm_response',
  'input.value',
  'output.value',
  'llm.invocation_parameters',
  'llm.prompts',
  'llm.prompt_template.template',
  'llm.prompt_template.variables',
  'ai.prompt',
  'ai.prompt.messages',
  'ai.prompt.tools',
  'ai.response.text',
  'ai.response.object',
  'ai.response.reasoning',
  'ai.response.toolCalls',
  'ai.result.text',
  'ai.result.object',
  'ai.result.toolCalls',
  'ai.toolCall.args',
  'ai.toolCall.result',
  'ai.value',
  'ai.values',
  'ai.embedding',
  'ai.embeddings',
  'langfuse.observation.input',
  'langfuse.observation.output',
  'langfuse.trace.input',
  'langfuse.trace.output',
  'traceloop.entity.input',
  'traceloop.entity.output',
  'body',
  'content',
  'message',
])

const CONTENT_PREFIXES = ['gen_ai.prompt.', 'gen_ai.completion.', 'llm.', 'embedding.embeddings.', 'retrieval.documents.', 'reranker.']
const LLM_CONTENT = [
  'llm.input_messages.',
  'llm.output_messages.',
  'llm.tools.',
  'llm.prompts.',
  'llm.completions.',
  'llm.request.functions.',
]

export function isContentKey(key: string): boolean {
  if (CONTENT_KEYS.has(key)) return true
  if (!CONTENT_PREFIXES.some((prefix) => key.startsWith(prefix))) return false
  return !key.startsWith('llm.') || LLM_CONTENT.some((prefix) => key.startsWith(prefix))
}
