import type { Comparison } from '../../findings/comparison.ts'
import type { JudgedClaim } from '../../findings/paper/judgement.ts'
import { counted, listed } from '../../math/text.ts'
import { marginText } from '../../task/measure.ts'
import { escaped, htmlTable, prose } from '../html.ts'
import type { Material } from '../material.ts'

const MARKS = { reproduced: '✓', contradicted: '✗', undecided: '?', 'not judged': '–' } as const
const STATUSES = Object.keys(MARKS) as JudgedClaim['status'][]

/** What Greff et al. (2017) report of the tasks of the study, and what the study says of it. */
export function claims({ findings }: Material): string {
  const tasks = Map.groupBy(findings.claims, ({ task }) => task)
  if (tasks.size === 0) return ''
  return [...tasks]
    .map(([task, judged]) => {
      const comparison = findings.comparisons.find((one) => one.task === task)!
      return `<h3>${escaped(task)}</h3>${claimsOn(judged, comparison)}`
    })
    .join('\n')
    .concat(`<p class="note">${prose(ABOUT)}</p>`)
}

const ABOUT =
  'Claims of Greff et al. (2017), in our words. “Found” is what a public copy of the paper or its authors’ code says, “unverified” what we only believe that it says. ' +
  '“Worse” is reproduced only by significance, “not different” only by a 90 % interval within the margin; contradicted is what is significant the other way, or different beyond the margin; all else is undecided. ' +
  '“By Welch” is what the paper’s own test says: Welch’s t-test at 5 % on the best as they are, which after a selection finds differences too easily, and where it finds none shows nothing. ' +
  'Claims about settings are asked of the forests of each of the paper’s cells, that is of the error as it was explained, and decided by a sign test over the cells at 5 %; where the paper says “small” or “about”, the bounds are ours; a share larger than claimed contradicts only where it exceeds what a forest finds in noise by so much.'

function claimsOn(judged: readonly JudgedClaim[], { measure, margin, baseline }: Comparison): string {
  const reasons = new Set(judged.map(({ evidence }) => evidence))
  if (reasons.size === 1 && judged[0].status === 'not judged')
    return `<p>${prose(`None of ${counted(judged.length, 'claim')} is judged: ${judged[0].evidence}.`)}</p>`
  const counts = STATUSES.flatMap((status) => {
    const having = judged.filter((claim) => claim.status === status)
    const unverified = having.filter(({ source }) => source === 'unverified').length
    const unsure =
      unverified === 0 ? '' : unverified === having.length ? ' (unverified)' : ` (${unverified} of them unverified)`
    return having.length === 0 ? [] : [`${having.length} ${status}${unsure}`]
  })
  const rows = judged.map(({ text, status, byWelch, source, evidence }) => [
    text,
    `${MARKS[status]} ${status}`,
    byWelch === undefined ? '' : byWelch ? '✓' : '✗',
    source,
    evidence,
  ])
  const small =
    margin === undefined
      ? ''
      : ` The margin is ${marginText(margin, measure)}; differences are those to ${baseline} on test.`
  const table = htmlTable(['claim', 'here', 'by Welch', 'source', 'numbers'], rows)
  return `<p>${prose(`Of ${counted(judged.length, 'claim')}: ${listed(counts)}.${welchText(judged)}${small}`)}</p><div class="claims">${table}</div>`
}

/** How many of the paper’s comparisons come out the same by the test that it used. */
function welchText(judged: readonly JudgedClaim[]): string {
  const asked = judged.filter(({ byWelch }) => byWelch !== undefined)
  if (asked.length === 0) return ''
  const failing = asked.filter(({ byWelch }) => byWelch === false).map(({ text }) => `“${text}”`)
  const but = failing.length === 0 ? '' : ` (not: ${failing.join(' ')})`
  return ` The paper’s own test agrees with it on ${asked.length - failing.length} of ${counted(asked.length, 'claim')} about cells${but}.`
}
