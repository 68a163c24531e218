import type { Section } from './material.ts'
import { allTrials } from './sections/all-trials.ts'
import { best } from './sections/best.ts'
import { comparisons } from './sections/comparisons.ts'
import { curves } from './sections/curves.ts'
import { equations } from './sections/equations.ts'
import { importance, parts } from './sections/importance.ts'
import { learningRates } from './sections/learning-rates.ts'
import { method } from './sections/method.ts'
import { pareto } from './sections/pareto.ts'
import { repeats } from './sections/repeats.ts'
import { verdict } from './sections/verdict.ts'

/** What a report says, in reading order. A section that does not apply to a study is left out. */
export const sections: readonly Section[] = [
  { title: 'What was found', render: verdict },
  { title: 'Cells compared', render: comparisons },
  { title: 'Error against cost', render: pareto },
  { title: 'All trials', render: allTrials },
  { title: 'Learning rate', render: learningRates },
  { title: 'What explains the results', render: importance },
  { title: 'Which part matters', render: parts },
  { title: 'Repeated with other seeds', render: repeats },
  { title: 'Learning curves', render: curves },
  { title: 'Best trials', render: best },
  { title: 'How it was done', render: method },
  { title: 'Equations', render: equations },
]
