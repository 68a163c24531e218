/**
 * Writes docs/cells.md, the gallery of the catalog; a test says when it is out of date.
 *
 *     npm run -s docs:cells
 */
import { fileURLToPath } from 'node:url'
import { writeWhole } from '../src/files/write-whole.ts'
import { cellsPage } from '../src/report/cells-page.ts'

writeWhole(fileURLToPath(new URL('../docs/cells.md', import.meta.url)), cellsPage())
