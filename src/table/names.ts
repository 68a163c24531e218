/**
 * What programs call their columns: prefixes that mark settings or results, and words that people and programs use. The programs:
 * Optuna (frame, two lines of names, dashboard), W&B, MLflow, Ray Tune, scikit-learn, Hyperopt, SMAC, DeepCAVE, Ax, NNI, Katib,
 * SageMaker, Vizier, Keras Tuner, Neptune, Comet, ClearML, Aim, Guild, visdom, and this package’s own `trials --csv`.
 */

/** What a column of a table is. */
export type Role = 'hyperparameter' | 'result' | 'identifier' | 'state' | 'time'
export const ROLES: readonly Role[] = ['hyperparameter', 'result', 'identifier', 'state', 'time']

/** Before the names of settings. */
const SETTING =
  /^(params?[_./ ]|parameters?[./]|hparams?[./]|hp[./]|config[./]|hyperparameters?[./](values[./])?|hyperparams[ ./]|misc\.vals\.|args\/|general\/|flags?[.:])/i
/** Before the names of results. */
const RESULT =
  /^(values?_|summary[./]|metrics?[./:_]|results?[./]|user_attrs_|userattribute |intermediate_values|monitoring\/|perf\/|info\/)/i
/** Before what is known of a trial beside its settings and results. */
const ABOUT =
  /^(system_attrs_|systemattribute |distributions_|tags?[./:]|sys\/|misc\.|source_code\/|environment\/|st_|_)/i

/** Columns that say which trial it is, where it ran and who made it, by their whole names. */
const IDENTIFIERS = new Set(
  `number name run trial tid id experiment study project workspace user users owner author creator tags tag notes note description
  comment comments label type job_type kind_of_run operation sweep group source source_type source_name sourcecode file_name version
  commit branch host hostname worker node queue seed random_seed random_state instance exp_key spec generation_method generation_node
  generation_step reason outcome_reason failure_reason arithmetic params parameters arm task cell_id index unnamed additional hash
  config_origin origin done_by`.split(/\s+/),
)
/** Words at the end of the name of such a column. */
const IDENTIFIER_END = new Set('id ids uid uuid guid uri url arn pid ip hostname logdir'.split(' '))
const OF_A_TRIAL =
  /^(run|trial|experiment|exp|job|training job|tuning job|arm|study|task|project|file|host|node|worker|sys|checkpoint dir|artifact|workspace|source|commit|git|config) (name|number|index|key|dir|path|hash)$/

/** Words at the end of the name of a column that tells when, or how long. */
const TIME_END = new Set(
  'time date datetime timestamp created updated started ended finished duration runtime elapsed seconds secs hours minutes walltime'.split(
    ' ',
  ),
)
const TIME = /^(datetime|timestamp)\b|^time (this|total|since|start|end)\b/
/** Words at the end of the name of a column that tells how a trial ended. */
const STATE_END = new Set('state status outcome failed done completed'.split(' '))

/** How far a trial went, which it shows only while it runs. */
const PROGRESS = new Set('epoch epochs step steps iteration iterations iter'.split(' '))
const PROGRESS_FIRST = new Set('best current curr last global training train final stopped total'.split(' '))

/** Results by the last word of their names, by which is better. */
const HIGHER =
  `acc accuracy f1 fscore auc auroc auprc roc precision recall sensitivity specificity bleu rouge reward score iou miou dice r2
  psnr ssim kappa mcc likelihood elbo return fitness correlation spearman pearson throughput map ndcg hits top1 top5 acc1 acc5`.split(
    /\s+/,
  )
const LOWER =
  `loss error err perplexity ppl mse rmse mae mape rmsle nll logloss wer cer per cost objective value fid bpc bpd divergence
  regret deviance latency flops memory crossentropy entropy`.split(/\s+/)
const [RAISED, LOWERED] = [new Set(HIGHER), new Set(LOWER.filter((word) => word !== 'value' && word !== 'objective'))]
const RESULT_END = new Set([...HIGHER, ...LOWER])
/** What stands behind a result’s name without changing what it is. */
const STATISTIC = new Set('mean std sem se stderr var best last final min max avg average median smoothed'.split(' '))
/** Part of the data, before a result’s name. */
const SPLIT = new Set('val valid validation test train training eval evaluation dev holdout'.split(' '))
/** What makes a name that begins so one of a setting all the same. */
const SETTING_END = new Set(
  `size batch lr rate split ratio fraction frac percent pct workers seed path dir file steps epochs iters every freq frequency interval
  count num samples examples length len dropout augmentation decay weight window horizon noise data dataset set mode method type
  name`.split(/\s+/),
)
/** Names of results that settings have too, then with a few values that return: 16 and 32 of `precision`, 10 and 50 of `epochs`. */
const AMBIGUOUS = new Set(
  'precision memory cost map per return entropy epoch epochs step steps iteration iterations value'.split(' '),
)
const SIZE =
  /(^| )(mb|gb|kb|mib|gib|bytes)$|^(num|n|total|trainable|number of)? ?(params|parameters|weights)( count)?$|^parameter count$/

/** The name of a setting or result without what a program put before it. */
export function bareName(column: string): string {
  return column.replace(SETTING, '').replace(/^(values_|summary[./]|metrics?[./])/, '') || column
}

/** Whether a program marks the column as a setting. */
export function isMarked(column: string): boolean {
  return SETTING.test(column)
}

/** Whether such a name is one of a setting where the column holds a few values that return. */
export function isAmbiguous(column: string): boolean {
  return AMBIGUOUS.has(wordsOf(column).join(' '))
}

/** The role that a column’s name tells; undefined where it tells none. */
export function roleByName(column: string): Role | undefined {
  if (SETTING.test(column)) return 'hyperparameter'
  const words = wordsOf(column.replace(RESULT, '').replace(ABOUT, ''))
  const last = words.at(-1) ?? ''
  if (RESULT.test(column)) return STATE_END.has(last) ? 'state' : 'result'
  const role = roleOfWords(words, last)
  if (/^(st)?_/.test(column)) return role ?? 'identifier'
  if (ABOUT.test(column)) return role === 'time' || role === 'state' ? role : 'identifier'
  return column === '' || /^unnamed: \d+$/i.test(column) ? 'identifier' : role
}

function roleOfWords(words: readonly string[], last: string): Role | undefined {
  const phrase = words.join(' ')
  if (IDENTIFIERS.has(words.join('_'))) return 'identifier'
  if (STATE_END.has(last)) return 'state'
  if (TIME.test(phrase) || TIME_END.has(last)) return 'time'
  if (OF_A_TRIAL.test(phrase) || IDENTIFIER_END.has(last)) return 'identifier'
  if (PROGRESS.has(last) && (words.length === 1 || PROGRESS_FIRST.has(words[0]))) return 'result'
  if (/^iterations since /.test(phrase) || SIZE.test(phrase)) return 'result'
  return isResult(words) ? 'result' : undefined
}

function isResult(words: readonly string[]): boolean {
  const core = words.filter((word, k) => k === 0 || !(STATISTIC.has(word) && k === words.length - 1))
  const last = core.at(-1) ?? ''
  if (RESULT_END.has(last)) return true
  return SPLIT.has(core[0]) && !SETTING_END.has(last)
}

/** Whether a result so named is one to raise or to lower; undefined where the name tells nothing. */
export function directionByName(column: string): 'higher' | 'lower' | undefined {
  const [, told] = /\((maximi[sz]e|minimi[sz]e)\)\s*$/i.exec(column) ?? []
  if (told !== undefined) return /^max/i.test(told) ? 'higher' : 'lower'
  const words = wordsOf(bareName(column)).filter((word) => !STATISTIC.has(word) && !SPLIT.has(word))
  const isNegative = words[0] === 'neg' || words[0] === 'negative'
  const last = words.findLast((word) => RAISED.has(word) || LOWERED.has(word))
  if (last === undefined) return undefined
  return RAISED.has(last) !== isNegative ? 'higher' : 'lower'
}

/** `FinalObjectiveValue` → final objective value; `loss subset="val"` → loss; `metric:loss [0; 1] (minimize)` → metric loss. */
function wordsOf(name: string): string[] {
  return name
    .replace(/ \w+="[^"]*"|\[[^\]]*\]|\([^)]*\)/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word, k, all) => word !== '' && !(k === all.length - 1 && k > 0 && /^(s|ms|sec|\d+)$/.test(word)))
}
