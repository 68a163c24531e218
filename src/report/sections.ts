import type { Block, Section } from './blocks/block.ts'
import type { Material } from './material.ts'
import { advice } from './sections/advice.ts'
import { allTrials } from './sections/all-trials.ts'
import { best } from './sections/best.ts'
import { claims } from './sections/claims.ts'
import { comparisons } from './sections/comparisons.ts'
import { curves } from './sections/curves.ts'
import { enough } from './sections/enough.ts'
import { equations } from './sections/equations.ts'
import { examples } from './sections/examples.ts'
import { importance, parts } from './sections/importance.ts'
import { learningRates } from './sections/learning-rates.ts'
import { method } from './sections/method.ts'
import { parallel } from './sections/parallel.ts'
import { pareto } from './sections/pareto.ts'
import { repeatedSettings, repeats } from './sections/repeats.ts'
import { verdict } from './sections/verdict.ts'

/** What a report says, in reading order. A section that does not apply to a study has no blocks. */
const sections = {
  found: { title: 'What was found', blocks: verdict },
  cells: { title: 'Cells compared', blocks: comparisons },
  claims: { title: 'The paper’s claims', blocks: claims },
  cost: { title: 'Error against cost', blocks: pareto },
  trials: { title: 'All trials', blocks: allTrials },
  'learning-rate': { title: 'Learning rate', blocks: learningRates },
  importance: { title: 'What explains the results', blocks: importance },
  parts: { title: 'Which part matters', blocks: parts },
  settings: { title: 'Hyperparameters of every trial', blocks: parallel },
  advice: { title: 'Advice', blocks: advice },
  enough: { title: 'How many trials would have been enough', blocks: enough },
  repeats: { title: 'Repeated with other seeds', blocks: repeats },
  'repeated-settings': { title: 'The repeated settings', blocks: repeatedSettings },
  curves: { title: 'Learning curves', blocks: curves },
  best: { title: 'Best trials', blocks: best },
  examples: { title: 'Examples', blocks: examples },
  method: { title: 'How it was done', blocks: method },
  equations: { title: 'Equations', blocks: equations },
} as const satisfies Record<string, { title: string; blocks: (material: Material) => Block[] }>

export type SectionId = keyof typeof sections

/** The sections of a report. */
export function sectionsOf(material: Material): (Section & { readonly id: SectionId })[] {
  return Object.entries(sections).map(([id, { title, blocks }]) => ({
    id: id as SectionId,
    title,
    blocks: blocks(material),
  }))
}
