import type { Section } from './material.ts'
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

/** What a report says, in reading order. A section that does not apply to a study is left out. */
export const sections = [
  { title: 'What was found', render: verdict },
  { title: 'Cells compared', render: comparisons },
  { title: 'The paper’s claims', render: claims },
  { title: 'Error against cost', render: pareto },
  { title: 'All trials', render: allTrials },
  { title: 'Learning rate', render: learningRates },
  { title: 'What explains the results', render: importance },
  { title: 'Which part matters', render: parts },
  { title: 'Settings of every trial', render: parallel },
  { title: 'Advice', render: advice },
  { title: 'How many trials would have been enough', render: enough },
  { title: 'Repeated with other seeds', render: repeats },
  { title: 'The settings repeated', render: repeatedSettings },
  { title: 'Learning curves', render: curves },
  { title: 'Best trials', render: best },
  { title: 'Examples', render: examples },
  { title: 'How it was done', render: method },
  { title: 'Equations', render: equations },
] as const satisfies readonly Section[]

export type SectionTitle = (typeof sections)[number]['title']
