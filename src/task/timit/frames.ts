/** Samples of a frame: 25 ms. */
export const FRAME = 400

/** Samples from one frame to the next: 10 ms. */
export const SHIFT = 160

/** How many whole frames there are in so many samples. */
export function framesOf(samples: number): number {
  return samples < FRAME ? 0 : Math.floor((samples - FRAME) / SHIFT) + 1
}
