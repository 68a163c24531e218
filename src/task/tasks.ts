import { lookUp } from '../math/input-error.ts'
import { adding } from './classic/adding.ts'
import { counting } from './classic/counting.ts'
import { reber } from './classic/reber.ts'
import { iamOnline } from './iam-online/iam-online.ts'
import { jsb } from './jsb/jsb.ts'
import { spelling } from './spelling/spelling.ts'
import type { Task } from './task.ts'
import { timit } from './timit/timit.ts'

/** The tasks by name. */
export const tasks = {
  adding: adding(),
  reber: reber(),
  counting: counting(),
  spelling: spelling(),
  jsb,
  timit,
  'iam-online': iamOnline,
} satisfies Record<string, Task>

/** The task of this name; an error naming those there are if there is none. */
export function taskNamed(name: string): Task {
  return lookUp<Task>(tasks, name, 'task')
}
