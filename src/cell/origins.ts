import type { cells } from './catalog.ts'

/** Where a cell of the catalog comes from. */
export interface Origin {
  /** Authors, year, title, where it appeared. */
  readonly source: string
  /** How it departs from V, the vanilla LSTM with peepholes. */
  readonly fromV: string
  /** How its equations here depart from those of its source; absent where they do not. */
  readonly fromSource?: string
}

const greff =
  'Greff, Srivastava, Koutník, Steunebrink and Schmidhuber (2017), LSTM: A search space odyssey, IEEE Transactions on Neural Networks and Learning Systems, arXiv:1503.04069'
const subakan = 'Subakan and Smaragdis (2017), Diagonal RNNs in symbolic music modeling, WASPAA, arXiv:1704.05420'
const vecoven =
  'Vecoven, Ernst and Drion (2021), A bio-inspired bistable recurrent cell allows for long-lasting memory, PLoS ONE, arXiv:2006.05252'
const jozefowicz =
  'Jozefowicz, Zaremba and Sutskever (2015), An empirical exploration of recurrent network architectures, ICML'
const collins =
  'Collins, Sohl-Dickstein and Sussillo (2017), Capacity and trainability in recurrent neural networks, ICLR, arXiv:1611.09913'

const feng = 'Feng, Tung, Ahmed, Bengio and Hajimirsadeghi (2024), Were RNNs all we needed?, arXiv:2410.01201'

const biases = 'It has biases; the equations of the paper have none.'
const noGates = 'No cell state, no gates'
const oneState = 'No cell state beside the output, no output gate, no peepholes'

/** Whose each cell of the catalog is. */
export const origins: Record<keyof typeof cells, Origin> = {
  V: { source: greff, fromV: 'V itself: input, forget and output gates, peepholes, tanh twice.' },
  NIG: { source: greff, fromV: 'All that is new is written: no input gate.' },
  NFG: { source: greff, fromV: 'Nothing is forgotten: no forget gate.' },
  NOG: { source: greff, fromV: 'The cell state is always seen: no output gate.' },
  NIAF: { source: greff, fromV: 'What is written is not squashed.' },
  NOAF: { source: greff, fromV: 'What is read is not squashed.' },
  NP: { source: greff, fromV: 'Gates do not see the cell state.' },
  CIFG: { source: greff, fromV: 'One gate decides: as much is forgotten as is written.' },
  FGR: { source: greff, fromV: 'Gates also see all gates of the step before, through nine more matrices.' },
  GRU: {
    source:
      'Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk and Bengio (2014), Learning phrase representations using RNN encoder–decoder for statistical machine translation, EMNLP, arXiv:1406.1078',
    fromV: `${oneState}. One gate u both keeps and writes; a gate r decides how much of the step before the candidate sees.`,
    fromSource: biases,
  },
  PeepholeGRU: {
    source:
      'No paper: peepholes as in Gers and Schmidhuber (2000), Recurrent nets that time and count, IJCNN, in a GRU',
    fromV:
      'A GRU whose gates see of the step before their own unit only, as through peepholes; its candidate sees all.',
  },
  DiagonalGRU: {
    source: subakan,
    fromV: 'A GRU without recurrent matrices: of the step before each unit sees only itself.',
  },
  minGRU: {
    source: feng,
    fromV: `${oneState}. Gate and candidate see the input only; nothing is squashed but the gate. The state is an average of past inputs.`,
  },
  MGU: {
    source:
      'Zhou, Wu, Zhang and Zhou (2016), Minimal gated unit for recurrent neural networks, International Journal of Automation and Computing, arXiv:1603.09420',
    fromV: `${oneState}. A GRU in which one gate does the work of two.`,
  },
  UGRNN: {
    source: collins,
    fromV: `${oneState}. One gate keeps or writes; the candidate sees the step before whole.`,
  },
  LiGRU: {
    source:
      'Ravanelli, Brakel, Omologo and Bengio (2018), Light gated recurrent units for speech recognition, IEEE Transactions on Emerging Topics in Computational Intelligence, arXiv:1803.10225',
    fromV: `${oneState}. A GRU without reset gate, with relu in place of tanh: the state has no upper bound.`,
    fromSource: 'Without the normalisation over a batch, since trainings here take one sequence at a time.',
  },
  JANET: {
    source:
      'Van der Westhuizen and Lasenby (2018), The unreasonable effectiveness of the forget gate, arXiv:1804.04849',
    fromV: `${oneState}. Only the forget gate is left; what is written is gated by 1 − σ(s − 1) = σ(1 − s), a little more than is forgotten.`,
  },
  MinimalRNN: {
    source:
      'Chen (2017), MinimalRNN: Toward more interpretable and trainable recurrent neural networks, arXiv:1711.06788',
    fromV: `${oneState}. One gate, which sees the input only through the candidate.`,
    fromSource: 'The map Φ of the input, which the paper leaves open, is one layer with tanh.',
  },
  STAR: {
    source:
      'Turkoglu, D’Aronco, Wegner and Schindler (2021), Gating revisited: Deep multi-layer RNNs that can be trained, IEEE Transactions on Pattern Analysis and Machine Intelligence, arXiv:1911.11033',
    fromV: `${oneState}. One gate; the candidate sees the input only, and the state is squashed at every step.`,
  },
  RAN: {
    source: 'Lee, Levy and Zettlemoyer (2017), Recurrent additive networks, arXiv:1705.07393',
    fromV: 'What is written depends on the input only and is not squashed; no output gate, no peepholes.',
    fromSource: 'Of the two outputs in the paper, tanh(c) and c, it has the first.',
  },
  CFN: {
    source: 'Laurent and von Brecht (2017), A recurrent neural network without chaos, ICLR, arXiv:1612.06212',
    fromV: `${oneState}. What is written depends on the input only; what is kept is squashed again at every step.`,
  },
  ATR: {
    source:
      'Zhang, Xiong, Su, Lin and Zhang (2018), Simplifying neural machine translation with addition-subtraction twin-gated recurrent networks, EMNLP, arXiv:1810.12546',
    fromV: `${oneState}. Two matrices are all it has: their sum opens what is written, their difference what is kept; nothing else is squashed.`,
    fromSource: biases,
  },
  IntersectionRNN: {
    source: collins,
    fromV:
      'No cell state that the output is read from: a state h goes through time, and the output is a blend of the input and a layer over it. No peepholes.',
    fromSource: 'W_e x stands for x, which would need as many inputs as units.',
  },
  BRC: {
    source: vecoven,
    fromV: `${oneState}. No recurrent matrices: units see only themselves, and one gate decides whether a unit has two states to rest in.`,
    fromSource: biases,
  },
  nBRC: {
    source: vecoven,
    fromV: `${oneState}. As BRC, but the two gates see all units of the step before.`,
    fromSource: biases,
  },
  MUT1: {
    source: jozefowicz,
    fromV: `${oneState}. A GRU whose update gate sees the input only.`,
    fromSource: 'tanh(W_z x) stands for tanh(x), which would need as many inputs as units.',
  },
  MUT2: {
    source: jozefowicz,
    fromV: `${oneState}. A GRU whose reset gate has no weights of its own for the input.`,
    fromSource:
      'The input is first mapped to the width of the cell, e = W_e x, and e is what gates and candidate see: the paper adds x itself to the reset gate, which would need as many inputs as units. With a matrix there alone, this would be the GRU.',
  },
  MUT3: {
    source: jozefowicz,
    fromV: `${oneState}. A GRU whose update gate sees tanh of the step before.`,
  },
  DiagonalLSTM: {
    source: subakan,
    fromV: 'No recurrent matrices: of the step before each unit sees only itself. No peepholes.',
  },
  minLSTM: {
    source: feng,
    fromV: `${oneState}. Gates and block input see the input only; the gates are divided by their sum. The state is an average of past inputs.`,
  },
  mLSTM: {
    source: 'Krause, Lu, Murray and Renals (2016), Multiplicative LSTM for sequence modelling, arXiv:1609.07959',
    fromV: 'Gates and block input see m, the step before weighted by the input, in its place. No peepholes.',
    fromSource: biases,
  },
  Slopes: {
    source:
      'Doetsch, Kozielski and Ney (2014), Fast and robust training of recurrent neural networks for offline handwriting recognition, ICFHR, as Greff et al. (2017) describe it',
    fromV: 'Gates learn the slope of their σ.',
    fromSource: 'Each unit learns 1 + s for each of its gates, with s near 0 at the start.',
  },
  DCM: {
    source:
      'Otte, Liwicki and Zell (2014), Dynamic cortex memory: Enhancing recurrent neural networks for gradient-based sequence learning, ICANN',
    fromV: 'Gates also see the gates of their own unit: as FGR, with vectors in place of matrices.',
  },
  LSTMP: {
    source:
      'Sak, Senior and Beaufays (2014), Long short-term memory recurrent neural network architectures for large scale acoustic modeling, Interspeech, arXiv:1402.1128',
    fromV: 'The output passes through a matrix before gates and readout see it.',
    fromSource:
      'The matrix is square. In the paper its output is narrower than the cell, which saves weights; vectors of a cell here have one width, so it adds weights.',
  },
  sLSTM: {
    source:
      'Beck, Pöppel, Spanring, Auer, Prudnikova, Kopp, Klambauer, Brandstetter and Hochreiter (2024), xLSTM: Extended long short-term memory, NeurIPS, arXiv:2405.04517',
    fromV:
      'Input and forget gates are exponentials; the state is divided by the sum of their weights, so that it is an average, and not squashed again. No peepholes.',
    fromSource:
      'The cell alone, as one head: without the convolution, the normalisation and the layers around it. The forget gate is the exponential one of the two in the paper. The input gate has no bias, which would multiply c and n alike and change nothing.',
  },
  SCRN: {
    source:
      'Mikolov, Joulin, Chopra, Mathieu and Ranzato (2015), Learning longer memory in recurrent neural networks, ICLR workshop, arXiv:1412.7753',
    fromV: `${noGates}: half of its units are a slow average of the input, the other half a plain recurrent network that sees it.`,
    fromSource:
      'The context s is as wide as h, and the output is h + V s, where the paper’s readout sees both; how slow a unit is, it learns. It has biases.',
  },
  IndRNN: {
    source:
      'Li, Li, Cook, Zhu and Gao (2018), Independently recurrent neural network (IndRNN): Building a longer and deeper RNN, CVPR, arXiv:1803.04831',
    fromV: `${noGates}: of the step before each unit sees only itself, and relu does not bound it.`,
    fromSource: 'Recurrent weights are not kept within bounds.',
  },
  RNN: {
    source: 'Elman (1990), Finding structure in time, Cognitive Science 14',
    fromV: `${noGates}: the output is one layer over the input and the output of the step before.`,
    fromSource: 'Elman squashed with σ; tanh is what is used since.',
  },
}
