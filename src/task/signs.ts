/** By what the corpora of Greff et al. (2017) are known, by the names of their tasks. */
export const signs = {
  jsb: {
    /** Chorales in training, validation and test. */
    sizes: [229, 76, 77],
    /** Frames of all of them, one per quarter note. */
    frames: 23_134,
    /** Of the chorales as loaded: the same in any file that holds them. */
    fingerprint: '2adb3f3b09a816eab0b3c4137922ca2bc6a207e7815f792dab7d59fe452b9093',
  },
  /** SI and SX sentences in training, validation and test. */
  timit: { sizes: [3696, 400, 192] },
  /** There are more lines; how many exactly, no source at hand says. */
  'iam-online': { least: 10_000 },
} as const
