/** Files as IAM-OnDB has them, made of given strokes and texts, for tests. */

/** Points of a stroke: x, y, seconds. */
export type Points = readonly (readonly [number, number, number])[]

/** The XML of a line, as IAM-OnDB writes it. */
export function xml(...strokes: readonly Points[]): string {
  const body = strokes.map((points) => {
    const stroke = points.map(([x, y, time]) => `      <Point x="${x}" y="${y}" time="${time.toFixed(2)}"/>\n`).join('')
    const [start, end] = [points[0], points[points.length - 1]].map((point) => (point?.[2] ?? 0).toFixed(2))
    return `    <Stroke colour="black" start_time="${start}" end_time="${end}">\n${stroke}    </Stroke>\n`
  })
  return `<?xml version="1.0" encoding="ISO-8859-1"?>
<WhiteboardCaptureSession>
  <WhiteboardDescription>
    <SensorLocation corner="top_left"/>
    <DiagonallyOppositeCoords x="6912" y="8798"/>
    <VerticallyOppositeCoords x="517" y="8798"/>
    <HorizontallyOppositeCoords x="6912" y="1140"/>
  </WhiteboardDescription>
  <StrokeSet>
${body.join('')}  </StrokeSet>
</WhiteboardCaptureSession>
`
}

/** The transcription of a form: what a machine read, and what was written. */
export function ascii(...lines: readonly string[]): string {
  return `OCR:\n\nwhat a machine\nread\n\nCSR:\n\n${lines.join('\n')}\n`
}

/** A stroke of so many points along a line that no other stroke has. */
export function stroke(points: number, slope: number, from = 700): Points {
  return Array.from({ length: points }, (_, k) => [1000 + 3 * k, 1100 + slope * k, from + k / 100] as const)
}

/** A small IAM-OnDB with every trap that one is known to have. */
export function madeUpIam(): Record<string, string | Uint8Array> {
  const line = (form: string, n: number) =>
    `lineStrokes/${form.slice(0, 3)}/${form.slice(0, 7)}/${form}-${String(n).padStart(2, '0')}.xml`
  const text = (form: string) => `ascii/${form.slice(0, 3)}/${form.slice(0, 7)}/${form}.txt`
  return {
    README: 'no list',
    // a form twice, spaces, the end of lines of another system, empty lines, and the form without anything to learn from
    'trainset.txt': 'a01-000u\r\n\n a01-000u \nz01-000z\na08-551z\n',
    'testset_v.txt': 'b02-100\n',
    'testset_t.txt': 'b02-101z\n',
    'testset_f.txt': 'c03-200x',
    [text('a01-000u')]: ascii('A bab', '', '  ', 'ba\tb '),
    [line('a01-000u', 1)]: xml(stroke(7, 1), stroke(1, 2), stroke(6, -2)),
    [line('a01-000u', 2)]: xml(stroke(12, 3)),
    // another form in the same folder
    [line('a01-000w', 1)]: 'no pen line',
    // the broken lines: one is no XML, the other has no text
    [text('a08-551z')]: `CSR:\n${['b', 'aa', 'b A', 'a', 'b', 'A', 'b', 'broken'].join('\n')}`,
    ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [line('a08-551z', n), xml(stroke(5 + 2 * n, 4 + n))])),
    [line('a08-551z', 8)]: 'no pen line',
    [line('a08-551z', 9)]: 'no pen line',
    [text('b02-100')]: ascii('ab%%%%%%%%%%%ba'),
    [line('b02-100', 1)]: xml(stroke(9, 0)),
    [line('b02-100', 2)]: xml(stroke(8, -1)),
    [text('b02-101z')]: Buffer.from(ascii('éa?'), 'latin1'),
    [line('b02-101z', 1)]: xml(stroke(10, -3)),
    [text('c03-200x')]: ascii('aaA'),
    [line('c03-200x', 1)]: xml(stroke(10, -4)),
    // IAM-OnDB has more than is read
    'lineStrokes/d04/d04-999/d04-999z-01.xml': 'in no list',
  }
}
