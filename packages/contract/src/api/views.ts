import { z } from 'zod'
import { isoTime } from '../records/common.ts'
import { route } from './route.ts'

const tag = 'Views'

const screen = z.enum(['traces', 'interactions'])

export const newView = z
  .object({
    screen,
    name: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .meta({ description: 'One of its screen; a second view of that name takes the place of the first' }),
    query: z
      .string()
      .max(4096)
      .meta({ description: 'What stands behind the `?` of the address', examples: ['q=status:error&from=now-6h&sort=duration'] }),
  })
  .meta({ id: 'NewView' })
export type NewView = z.infer<typeof newView>

export const savedView = newView.extend({ id: z.string(), updatedAt: isoTime }).meta({ id: 'View' })
export type SavedView = z.infer<typeof savedView>

export const listViews = route({
  id: 'listViews',
  method: 'GET',
  path: '/api/v1/views',
  tag,
  summary: 'The saved views of a list, by name',
  query: z.object({ screen }),
  answer: z.object({ items: z.array(savedView), nextCursor: z.null() }).meta({ id: 'ViewList' }),
  scope: 'read',
})

export const saveView = route({
  id: 'saveView',
  method: 'POST',
  path: '/api/v1/views',
  tag,
  summary: 'Save a view',
  description: 'At most 200 for each screen of a project.',
  body: newView,
  answer: savedView,
  scope: 'write',
})

export const deleteView = route({
  id: 'deleteView',
  method: 'DELETE',
  path: '/api/v1/views/:id',
  tag,
  summary: 'Remove a saved view',
  params: z.object({ id: z.string().min(1).max(128) }),
  answer: z.object({ id: z.string() }),
  scope: 'write',
})

export const viewRoutes = [listViews, saveView, deleteView] as const
