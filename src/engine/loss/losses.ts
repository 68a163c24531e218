import { ctcLoss } from './ctc.ts'
import { gaussianLoss } from './gaussian.ts'
import { huberLoss } from './huber.ts'
import type { Loss, LossName } from './loss.ts'
import { sigmoidLoss } from './sigmoid.ts'
import { softmaxLoss } from './softmax.ts'
import { squaredLoss } from './squared.ts'

/** The losses by name. */
export const losses: Readonly<Record<LossName, Loss>> = {
  sigmoid: sigmoidLoss,
  softmax: softmaxLoss,
  squared: squaredLoss,
  huber: huberLoss,
  gaussian: gaussianLoss,
  ctc: ctcLoss,
}
