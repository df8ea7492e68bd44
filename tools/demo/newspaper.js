// newspaper.js: writes the made-up files of the newspaper's rows: tests/newspaper/ROW/*.csv and
// share/demo/import/NN-LEDGER.csv. Each row's own file row-X.js exports a function that is given
// what stands below, and writes with `csv`. Deterministic: the same bytes each time. Rows whose
// files are short are written by hand and have no generator.
//
//   node tools/demo/newspaper.js [ROW …]
'use strict'
const fs = require('fs')
const path = require('path')
const c = require('./common')

// A file below the repository's root; rows: {header: value}, nothing where there is none.
function csv(file, header, rows) {
  const full = path.join(c.ROOT, file)
  fs.mkdirSync(path.dirname(full), { recursive: true })
  const filled = rows.map((r) => Object.fromEntries(header.map((h) => [h, String(r[h] ?? '')])))
  fs.writeFileSync(full, c.csvText(header, filled))
}

const wanted = process.argv.slice(2)
for (const row of 'ABCDEFGHIJKLMNO') {
  const file = path.join(__dirname, `row-${row.toLowerCase()}.js`)
  if (!fs.existsSync(file) || (wanted.length && !wanted.includes(row))) continue
  require(file)({
    rng: c.chance(20220800 + row.charCodeAt(0)), // a chance of the row's own
    csv,
    common: c,
    // {code, parent, level, name}: Loudi, its counties, townships and villages
    areas: c.csvRead(c.SHARE, 'demo', 'offices-area.csv'),
    // {code, parent, level, kind, name, name_en}
    units: c.csvRead(c.SHARE, 'demo', 'offices-units.csv'),
    row: (name) => `tests/newspaper/${row}/${name}`,
    demo: (name) => `share/demo/import/${name}`,
  })
}
