import { LN2_HIGH, LN2_LOW } from '../../math/functions.ts'
import { get, type Text } from './text.ts'

const [x, k, m, s, q] = ['$x', '$k', '$m', '$s', '$q'].map(get)
const f64 = (n: number): Text => `(f64.const ${n})`
const op =
  (name: string) =>
  (a: Text, b: Text): Text =>
    `(f64.${name} ${a} ${b})`
const [add, sub, mul, div] = ['add', 'sub', 'mul', 'div'].map(op)
const set = (local: string, value: Text): Text => `(local.set ${local} ${value})`
const when = (condition: Text, ...body: Text[]): Text => `(if ${condition} (then ${body.join(' ')}))`

/** Σ qʲ / (2j + 3) for j from 0 to 10, from the last term to the first. */
const series = [21, 19, 17, 15, 13, 11, 9, 7, 5, 3].reduce((sum, n) => add(f64(1 / n), mul(q, sum)), f64(1 / 23))

const leastNormal = 2 ** -1022
const fraction = '(i64.const 0xfffffffffffff)'
const exponentOf0 = '(i64.const 0x3ff0000000000000)'

/** The function `$log`, which is `log` of `math/functions.ts` in WebAssembly: the same operations in the same order, and so the same bits. */
export const logarithm: Text = [
  '(func $log (export "log") (param $x f64) (result f64)',
  '(local $bits i64) (local $k f64) (local $m f64) (local $s f64) (local $q f64)',
  when(
    `(i32.eqz (f64.gt ${x} ${f64(0)}))`,
    `(return (select (f64.const -inf) (f64.const nan) (f64.eq ${x} ${f64(0)})))`,
  ),
  when(`(f64.eq ${x} (f64.const inf))`, `(return ${x})`),
  set('$k', f64(-1023)),
  when(`(f64.lt ${x} ${f64(leastNormal)})`, set('$x', mul(x, f64(2 ** 54))), set('$k', f64(-1023 - 54))),
  set('$bits', `(i64.reinterpret_f64 ${x})`),
  set('$k', add(k, `(f64.convert_i64_s (i64.shr_u ${get('$bits')} (i64.const 52)))`)),
  set('$m', `(f64.reinterpret_i64 (i64.or (i64.and ${get('$bits')} ${fraction}) ${exponentOf0}))`),
  when(`(f64.gt ${m} ${f64(Math.SQRT2)})`, set('$m', div(m, f64(2))), set('$k', add(k, f64(1)))),
  set('$s', div(sub(m, f64(1)), add(m, f64(1)))),
  set('$q', mul(s, s)),
  add(mul(k, f64(LN2_HIGH)), add(mul(f64(2), s), add(mul(mul(mul(f64(2), s), q), series), mul(k, f64(LN2_LOW))))),
  ')',
].join('\n')
