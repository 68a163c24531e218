import type { Caveat, Stopped } from '../../findings/caveats.ts'
import type { Comparison } from '../../findings/comparison.ts'
import type { Findings } from '../../findings/findings.ts'
import { SIGNIFICANT } from '../../findings/selection-test.ts'
import { counted, grouped, listed } from '../../math/text.ts'
import { amount, marginText } from './numbers.ts'

/** What to bear in mind with the verdict, a sentence each. */
export function caveatsText({ verdict, comparisons }: Pick<Findings, 'verdict' | 'comparisons'>): string[] {
  return verdict.caveats.map((caveat) => caveatText(caveat, comparisons))
}

function caveatText(caveat: Caveat, comparisons: readonly Comparison[]): string {
  const on = (task: string) => comparisons.find((one) => one.task === task)!
  switch (caveat.kind) {
    case 'unfinished':
      return `${counted(caveat.left, 'trial')} of ${grouped(caveat.planned)} ${caveat.left === 1 ? 'is' : 'are'} not finished yet.`
    case 'few':
      return `Some means are over only ${counted(caveat.trials, 'trial')}. Differences are then rough and their intervals too short, and a cell without a detectable difference is untested, not equal.`
    case 'not learned': {
      const { measure, naiveBaseline } = on(caveat.task)
      const verb = caveat.cells.length === 1 ? 'does' : 'do'
      return `On ${caveat.task}, ${listed(caveat.cells)} ${verb} no better than the naive baseline, ${amount(naiveBaseline, measure)}: comparing with a cell that has not learned the task says little.`
    }
    case 'unequal': {
      const { cell, baseline } = caveat
      return `The best of ${cell.cell} are ${cell.best} of ${counted(cell.of, 'trial')}, those of ${baseline.cell} ${baseline.best} of ${baseline.of}. The larger share is selected less strictly, and part of their difference is only that.`
    }
    case 'fixed':
      return 'The hyperparameters of some cells were fixed, not drawn: what is said about these cells holds for these settings only.'
    case 'repeated':
      return 'Fixed settings that were trained with several seeds are compared with each other. What is found holds for these settings: whether another search would find settings as good is not asked here.'
    case 'diverged':
      return divergedText(caveat)
    case 'stopped':
      return stoppedText(caveat)
    case 'failed':
      return `${counted(caveat.trials, 'trial')} failed and ${caveat.trials === 1 ? 'is' : 'are'} left out.`
    case 'many':
      return manyText(caveat)
    case 'margin':
      return `On ${caveat.task}, differences up to ${marginText(caveat.margin, on(caveat.task).measure)} count as too small to matter. A margin (--margin) is meaningful only if it was chosen before looking at the results.`
    case 'optimistic':
      return 'Verdicts and intervals come from three tests that repeat the selection of the best trials. Welch’s test, shown because the paper used it, ignores the selection: it calls identical cells different more often than 5 % of the time.'
  }
}

type Of<K extends Caveat['kind']> = Extract<Caveat, { kind: K }>

function divergedText({ trials, cell, ofCell }: Of<'diverged'>): string {
  const howMany = trials === 1 ? '' : `${ofCell === trials ? 'all' : grouped(ofCell ?? 0)} `
  const of = cell === undefined ? '' : `, ${howMany}of ${cell},`
  return `${counted(trials, 'trial')} diverged${of} and still ${trials === 1 ? 'counts' : 'count'}: with the best epoch before that, or with the result of the naive baseline if there was none.`
}

function stoppedText({ trials, epochs, best, range }: Of<'stopped'>): string {
  const text = ({ cell, stopped, best: all }: Stopped) => `${grouped(stopped)} of ${cell}’s ${grouped(all)}`
  const span = range && `from ${text(range[0])} to ${text(range[1])}`
  const among =
    best === undefined
      ? span && `, ${span},`
      : `, among them ${grouped(best.stopped)} of the ${grouped(best.of)} best${span ? ` (${span})` : ''},`
  return `${counted(trials, 'trial')}${among ?? ''} ${trials === 1 ? 'was' : 'were'} still in training when the limit of ${grouped(epochs)} epochs was reached: more epochs might have made them better.`
}

function manyText({ task, comparisons, holding }: Of<'many'>): string {
  const expected = Number((SIGNIFICANT * comparisons).toPrecision(2))
  const threshold = `p < ${Number((SIGNIFICANT / comparisons).toPrecision(2))}`
  const differ =
    holding.length === 0 ? 'no cell differs' : `${listed(holding)} ${holding.length === 1 ? 'differs' : 'differ'}`
  return `With ${comparisons} comparisons on ${task}, ${expected} would be significant on average by chance alone if no cell differed. At Bonferroni’s stricter level (${threshold}), ${differ}.`
}
