// The same update in TensorFlow.js: forward, loss, gradients, momentum step, on one sequence. Its LSTM has no peepholes.
//
// Needs (in any folder, named by the variable ODYSSEY_PEERS): npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
// Reads a line of JSON a request, answers with a line:
// {"kind": "wasm"|"cpu", "inputs", "outputs", "hidden", "steps", "directions", "loss", "turns"} -> {"microseconds"}.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const require = createRequire(join(process.env.ODYSSEY_PEERS ?? process.cwd(), 'package.json'))
const tf = require('@tensorflow/tfjs')
require('@tensorflow/tfjs-backend-wasm')

const networks = new Map()

function prepared({ inputs, outputs, hidden, steps, directions, loss }) {
  const lstm = () =>
    tf.layers.lstm({
      units: hidden,
      returnSequences: true,
      recurrentActivation: 'sigmoid',
      inputShape: [steps, inputs],
    })
  const model = tf.sequential()
  model.add(
    directions === 2
      ? tf.layers.bidirectional({ layer: lstm(), mergeMode: 'concat', inputShape: [steps, inputs] })
      : lstm(),
  )
  model.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: outputs }) }))
  const x = tf.cast(tf.less(tf.randomUniform([1, steps, inputs], 0, 1, 'float32', 1), 0.05), 'float32')
  const target =
    loss === 'sigmoid'
      ? tf.cast(tf.less(tf.randomUniform([1, steps, outputs], 0, 1, 'float32', 2), 0.05), 'float32')
      : tf.cast(tf.oneHot(tf.randomUniform([1, steps], 0, outputs, 'int32', 2), outputs), 'float32')
  const descent = tf.train.momentum(1e-6, 0.9, true)
  const lossOf = () => {
    const logits = model.apply(x)
    const measure = loss === 'sigmoid' ? tf.losses.sigmoidCrossEntropy : tf.losses.softmaxCrossEntropy
    return measure(target, logits, undefined, undefined, tf.Reduction.SUM)
  }
  return () => descent.minimize(lossOf, true)
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  if (tf.getBackend() !== request.kind) {
    await tf.setBackend(request.kind)
    await tf.ready()
    networks.clear()
  }
  const { turns, ...network } = request
  const key = JSON.stringify(network)
  if (!networks.has(key)) networks.set(key, prepared(network))
  const update = networks.get(key)
  const start = performance.now()
  for (let k = 0; k < turns; k++) {
    const loss = update()
    loss.dataSync()
    loss.dispose()
  }
  const microseconds = (1e3 * (performance.now() - start)) / turns
  console.log(JSON.stringify({ microseconds, version: tf.version.tfjs }))
}
