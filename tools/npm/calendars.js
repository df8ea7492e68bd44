// calendars.js: writes share/calendars/YYYY.yaml from the npm package chinese-days, for every year
// arranged by the State Council since 2016 (`make calendars`). Refuses to write what does not agree
// with itself, with the notice for 2026, or with working-day counts done by hand.
'use strict'
const fs = require('fs')
const path = require('path')

const FIRST = 2016
const pkg = path.dirname(require.resolve('chinese-days/package.json'))
const version = require('chinese-days/package.json').version
const out = path.join(__dirname, '../../share/calendars')

// The notices of the General Office of the State Council (关于YYYY年部分节假日安排的通知) and what
// changed them later.
const notices = {
  2016: ['国办发明电〔2015〕18号'],
  2017: ['国办发明电〔2016〕17号'],
  2018: ['国办发明电〔2017〕12号', '国办发明电〔2018〕15号（2019年元旦）'],
  2019: ['国办发明电〔2018〕15号', '国办发明电〔2019〕3号（调整劳动节）'],
  2020: ['国办发明电〔2019〕16号', '国办发明电〔2020〕1号（延长春节假期）'],
  2021: ['国办发明电〔2020〕27号'],
  2022: ['国办发明电〔2021〕11号', '国办发明电〔2022〕16号（2023年元旦）'],
  2023: ['国办发明电〔2022〕16号'],
  2024: ['国办发明电〔2023〕7号'],
  2025: ['国办发明电〔2024〕12号'],
  2026: ['国办发明电〔2025〕7号'],
}

const DAY = 86400000
const time = (day) => Date.parse(day + 'T00:00:00Z')
const text = (ms) => new Date(ms).toISOString().slice(0, 10)
const weekend = (day) => [0, 6].includes(new Date(time(day)).getUTCDay())

function days(from, to) {
  const list = []
  for (let t = time(from); t <= time(to); t += DAY) list.push(text(t))
  return list
}

function must(held, why) {
  if (held) return
  console.error('calendars: ' + why)
  process.exit(1)
}

function load(year) {
  const data = JSON.parse(fs.readFileSync(path.join(pkg, 'dist/years', year + '.json'), 'utf8'))
  // "2026-01-01": "New Year's Day,元旦,1"
  const list = (part) => Object.keys(part).sort().map((day) => ({ day, name: part[day].split(',')[1] }))
  const off = list(data.holidays)
  const work = list(data.workdays)
  must(off.length >= 20, year + ' has too few days off: not arranged?')
  for (const d of [...off, ...work]) must(text(time(d.day)) === d.day && d.name, year + ': ' + d.day)
  for (const d of work) must(weekend(d.day), d.day + ' is worked but no weekend day')
  const offDays = new Set(off.map((d) => d.day))
  for (const d of work) must(!offDays.has(d.day), d.day + ' is both off and worked')
  return { year, off, work }
}

function checkDays(years) {
  const of = (year, kind) => years.get(year)[kind].map((d) => d.day).join(' ')
  must(of(2026, 'off') === [
    ['2026-01-01', '2026-01-03'], ['2026-02-15', '2026-02-23'], ['2026-04-04', '2026-04-06'],
    ['2026-05-01', '2026-05-05'], ['2026-06-19', '2026-06-21'], ['2026-09-25', '2026-09-27'],
    ['2026-10-01', '2026-10-07'],
  ].flatMap((r) => days(...r)).join(' '), '2026: days off differ from the notice')
  must(of(2026, 'work') === '2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10',
    '2026: make-up days differ from the notice')

  const off = new Set()
  const work = new Set()
  for (const y of years.values()) {
    for (const d of y.off) off.add(d.day)
    for (const d of y.work) work.add(d.day)
  }
  const working = (day) => work.has(day) || (!weekend(day) && !off.has(day))
  const due = (from, n) => {
    let t = time(from)
    while (n > 0) if (working(text((t += DAY)))) n--
    return text(t)
  }
  for (const [from, n, want] of [
    ['2022-05-13', 13, '2022-06-01'], ['2022-05-13', 3, '2022-05-18'],
    ['2022-03-31', 5, '2022-04-08'], ['2022-04-29', 1, '2022-05-05'],
    ['2022-04-29', 5, '2022-05-10'], ['2022-09-29', 10, '2022-10-18'],
    ['2022-12-29', 5, '2023-01-06'], ['2024-02-08', 5, '2024-02-21'],
    ['2024-02-08', 15, '2024-03-06'], ['2025-01-24', 5, '2025-02-07'],
    ['2025-09-26', 10, '2025-10-16'], ['2025-12-31', 1, '2026-01-04'],
    ['2025-12-31', 3, '2026-01-06'], ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-13', 2, '2026-02-24'], ['2026-02-13', 20, '2026-03-19'],
    ['2026-04-30', 5, '2026-05-11'], ['2026-09-18', 1, '2026-09-20'],
    ['2026-09-18', 5, '2026-09-24'], ['2026-09-30', 1, '2026-10-08'],
    ['2026-09-30', 3, '2026-10-10'],
  ]) must(due(from, n) === want, `${n} working days from ${from}: ${due(from, n)}, not ${want}`)

  // Days on which published lists differ; see share/calendars/README.md.
  for (const [day, want] of [
    ['2018-01-01', false], ['2020-01-31', false], ['2020-02-01', false], ['2020-02-03', true],
    ['2023-01-02', false], ['2023-01-03', true],
  ]) must(working(day) === want, day + ' differs from the notice')
}

function yaml({ year, off, work }) {
  const rows = (list) => list.map((d) => `  - {day: ${d.day}, name: ${d.name}}\n`).join('')
  must(notices[year], `no notice named for ${year}: add it to this file`)
  return `year: ${year}\n` +
    `source: "国务院办公厅关于${year}年部分节假日安排的通知，${notices[year].join('、')}；` +
    `days as in npm chinese-days ${version} (MIT)"\n` +
    `off:\n${rows(off)}work:\n${rows(work)}`
}

const years = new Map()
for (const file of fs.readdirSync(path.join(pkg, 'dist/years'))) {
  const m = /^(\d{4})\.json$/.exec(file)
  if (m && Number(m[1]) >= FIRST) years.set(Number(m[1]), load(Number(m[1])))
}
checkDays(years)
fs.mkdirSync(out, { recursive: true })
for (const y of years.values()) fs.writeFileSync(path.join(out, y.year + '.yaml'), yaml(y))
fs.copyFileSync(path.join(pkg, 'LICENSE'), path.join(out, 'LICENSE-chinese-days'))
console.log(`share/calendars: ${years.size} years, ${Math.min(...years.keys())} to ${Math.max(...years.keys())}`)
