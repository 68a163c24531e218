/** Files as TIMIT has them, made of given samples, for tests. */

/** The fields of a header, as TIMIT writes them. */
export const fields = (samples: number): Record<string, string> => ({
  database_id: '-s5 TIMIT',
  database_version: '-s3 1.0',
  utterance_id: '-s8 cjf0_sx1',
  channel_count: '-i 1',
  sample_count: `-i ${samples}`,
  sample_rate: '-i 16000',
  sample_min: '-i -2191',
  sample_n_bytes: '-i 2',
  sample_byte_format: '-s2 01',
  sample_sig_bits: '-i 16',
})

/** A SPHERE file of 1,024 bytes of header and these samples; a field that is undefined is left out. */
export function sphere(
  samples: readonly number[],
  changed: Record<string, string | undefined> = {},
  { bigEndian = false } = {},
): Buffer {
  const all = Object.entries({ ...fields(samples.length), ...changed })
  const lines = all.filter(([, value]) => value !== undefined).map(([key, value]) => `${key} ${value}\n`)
  const header = `NIST_1A\n   1024\n${lines.join('')}end_head\n`.padEnd(1024)
  return Buffer.concat([Buffer.from(header, 'latin1'), pcm(samples, bigEndian)])
}

/** A big-endian SPHERE file. */
export function bigEndian(samples: readonly number[]): Buffer {
  return sphere(samples, { sample_byte_format: '-s2 10' }, { bigEndian: true })
}

function pcm(samples: readonly number[], bigEndian: boolean): Buffer {
  const bytes = Buffer.alloc(2 * samples.length)
  samples.forEach((sample, k) => (bigEndian ? bytes.writeInt16BE(sample, 2 * k) : bytes.writeInt16LE(sample, 2 * k)))
  return bytes
}

/** A part of a RIFF file: name, size, content, and a byte more where the content has an odd number of them. */
export function part(name: string, content: Buffer, size: number = content.length): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(size, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}

/** What a RIFF file says of its samples. */
export function format({ coding = 1, channels = 1, rate = 16000, bits = 16 } = {}): Buffer {
  const content = Buffer.alloc(16)
  content.writeUInt16LE(coding, 0)
  content.writeUInt16LE(channels, 2)
  content.writeUInt32LE(rate, 4)
  content.writeUInt32LE((rate * channels * bits) >> 3, 8)
  content.writeUInt16LE((channels * bits) >> 3, 12)
  content.writeUInt16LE(bits, 14)
  return part('fmt ', content)
}

/** A RIFF file of these parts. */
export function riffOf(...parts: readonly Buffer[]): Buffer {
  return part('RIFF', Buffer.concat([Buffer.from('WAVE'), ...parts]))
}

/** A RIFF file of these samples. */
export function riff(samples: readonly number[]): Buffer {
  return riffOf(format(), part('data', pcm(samples, false)))
}
