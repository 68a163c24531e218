/** The small study as a file that the command line can run. */
export { small as study } from '../study/small.ts'
