/** The corpora of Greff et al. (2017), by the names of their tasks: what a task says of its source where it read the corpus itself. */
export const citations = {
  jsb: 'JSB Chorales: Boulanger-Lewandowski, Bengio and Vincent (2012), ICML',
  timit: 'TIMIT: Garofolo et al. (1993), Linguistic Data Consortium, LDC93S1',
  'iam-online': 'IAM-OnDB: Liwicki and Bunke (2005), ICDAR',
} as const
