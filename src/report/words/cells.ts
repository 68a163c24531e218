import type { Origin } from '../../cell/origins.ts'

/** Where a cell of the catalog comes from: how it departs from V, how it is unlike its source, and the source. */
export function originLines({ source, fromV, fromSource }: Origin): string[] {
  return [fromV, ...(fromSource === undefined ? [] : [`Unlike its source: ${fromSource}`]), `From ${source}.`]
}
