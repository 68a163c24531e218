import type { DataSource } from '../source.ts'

/** The chorales as piano rolls, a frame per quarter note. */
export const jsbSource: DataSource = {
  file: 'jsb-chorales-quarter.json',
  url: 'https://raw.githubusercontent.com/czhuang/JSB-Chorales-dataset/master/jsb-chorales-quarter.json',
  sha256: '2db9329f1881a1d3f49703ec556bf1d6f84b4f6c1d702c156536e93cf31e1c91',
  about:
    '382 chorales of J. S. Bach as piano rolls, a frame per quarter note, split as by Boulanger-Lewandowski et al. (2012)',
  licence: 'the music is in the public domain; the file states no licence and is no part of this package',
}
