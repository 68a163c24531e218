import { escaped, list, prose } from '../html.ts'
import type { Material } from '../material.ts'

/** The verdict in sentences, and what to bear in mind. */
export function verdict({ findings }: Material): string {
  const { headline, tasks, caveats } = findings.verdict
  const byTask = tasks.map(
    ({ task, sentences }) =>
      `${tasks.length > 1 ? `<h3>${escaped(task)}</h3>` : ''}${list(sentences.map((one) => one.text))}`,
  )
  const mind = caveats.length === 0 ? '' : `<h3>To bear in mind</h3><div class="note">${list(caveats)}</div>`
  return `<p class="lead">${prose(headline)}</p>${byTask.join('\n')}${mind}`
}
