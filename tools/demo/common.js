// common.js: what the demo scripts share. Pure Node, no dependencies.
// Times are seconds since 1970 of the city's own clock (+08:00), so that a day is t / 86400.
'use strict'
const fs = require('fs')
const path = require('path')

const ROOT = path.join(__dirname, '..', '..')
const SHARE = path.join(ROOT, 'share')
const DAY = 86400

const read = (...parts) => fs.readFileSync(path.join(...parts), 'utf8')

// ---- chance: mulberry32, the same run for the same seed -----------------------------------------

function chance(seed) {
  let a = seed >>> 0
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const whole = (from, to) => from + Math.floor(next() * (to - from + 1))
  const pick = (list) => list[whole(0, list.length - 1)]
  const weighted = (list, weight) => {
    let left = next() * list.reduce((sum, x) => sum + weight(x), 0)
    for (const x of list) if ((left -= weight(x)) < 0) return x
    return list[list.length - 1]
  }
  // One of the keys, by their weights.
  const among = (weights) => weighted(Object.entries(weights), (x) => x[1])[0]
  const shuffled = (list) => {
    const out = list.slice()
    for (let i = out.length - 1; i > 0; i--) {
      const j = whole(0, i)
      ;[out[i], out[j]] = [out[j], out[i]]
    }
    return out
  }
  return { next, whole, pick, weighted, among, shuffled, chance: (p) => next() < p }
}

// ---- CSV (RFC 4180, LF) -------------------------------------------------------------------------

function csvRows(text) {
  const rows = [[]]
  let cell = '',
    quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i]
      else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',' || c === '\n') {
      rows[rows.length - 1].push(cell)
      cell = ''
      if (c === '\n') rows.push([])
    } else cell += c
  }
  rows.pop()
  return rows
}
function csvRead(...parts) {
  const [head, ...rows] = csvRows(read(...parts))
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])))
}
function csvText(head, rows) {
  const cell = (x) => (/[",\n]/.test(x) ? '"' + x.replace(/"/g, '""') + '"' : x)
  return [head, ...rows.map((r) => head.map((h) => String(r[h])))]
    .map((r) => r.map(cell).join(',') + '\n')
    .join('')
}

// ---- the part of YAML that share/ledgers and share/lists are written in ---------------------------
// Sections at the margin; below them `name: {flow}` or `- {flow}`, one entry a line.

function flow(text) {
  let i = 0
  const space = () => {
    while (text[i] === ' ') i++
  }
  const scalar = (stops) => {
    if (text[i] === '"') {
      const end = text.indexOf('"', i + 1),
        out = text.slice(i + 1, end)
      i = end + 1
      return out
    }
    const from = i
    while (i < text.length && !stops.includes(text[i])) i++
    return text.slice(from, i).trim()
  }
  const value = (stops) => {
    space()
    if (text[i] === '{' || text[i] === '[') return collection(text[i] === '{')
    return scalar(stops)
  }
  const collection = (map) => {
    const out = map ? {} : []
    i++
    for (space(); text[i] !== '}' && text[i] !== ']'; space()) {
      let x = value(map ? ':' : ',]:')
      if (text[i] === ':') {
        i++
        const v = value(',}]')
        if (map) out[x] = v
        else x = { [x]: v }
      }
      if (!map) out.push(x)
      space()
      if (text[i] === ',') i++
    }
    i++
    return out
  }
  return value('')
}
function ledgerRead(...parts) {
  const out = {}
  let section = null
  for (const line of read(...parts).split('\n')) {
    const top = /^(\w+):\s*(.*)$/.exec(line),
      below = /^ {2}(\w+):\s*(\{.*\})$/.exec(line)
    if (top) {
      section = top[1]
      out[section] = top[2] === '' || top[2] === '|' ? {} : flow(top[2])
    } else if (below) out[section][below[1]] = flow(below[2])
  }
  return out
}
const listCodes = (name) =>
  [...read(SHARE, 'lists', name + '.yaml').matchAll(/\bcode: ([a-z0-9_-]+)/g)].map((m) => m[1])

// ---- the network --------------------------------------------------------------------------------

function officesRead() {
  const rows = [
    ...csvRead(SHARE, 'demo', 'offices-area.csv'),
    ...csvRead(SHARE, 'demo', 'offices-units.csv'),
  ]
  return new Map(rows.map((o) => [o.code, o]))
}
// The office itself and all above it.
function upward(offices, code) {
  const out = []
  for (let o = offices.get(code); o; o = offices.get(o.parent)) out.push(o.code)
  return out
}

// ---- days and working time ----------------------------------------------------------------------

const dayOf = (t) => Math.floor(t / DAY)
const dayNumber = (iso) => Date.parse(iso + 'T00:00:00Z') / 1000 / DAY
const dayText = (d) => new Date(d * DAY * 1000).toISOString().slice(0, 10)
const moment = (iso) => Date.parse(iso + 'Z') / 1000
const momentText = (t) => new Date(t * 1000).toISOString().slice(0, 19)

function calendarRead(year) {
  const text = read(SHARE, 'calendars', year + '.yaml')
  const [off, work] = text
    .split(/^work:/m)
    .map((part) => new Set([...part.matchAll(/day: ([\d-]+)/g)].map((m) => dayNumber(m[1]))))
  const works = (d) =>
    work.has(d) ||
    (!off.has(d) && ((d + 4) % 7) % 6 !== 0) /* (d + 4) % 7: 0 is Sunday, 6 Saturday */
  const onward = (d, n) => {
    /* the n-th worked day after d; n = 0: d itself */
    for (let left = n; left > 0;) if (works(++d)) left--
    return d
  }
  const back = (d, n) => {
    for (let left = n; left > 0;) if (works(--d)) left--
    return d
  }
  const next = (d) => {
    while (!works(d)) d++
    return d
  }
  return { works, onward, back, next }
}

module.exports = {
  ROOT,
  SHARE,
  DAY,
  read,
  chance,
  csvRead,
  csvText,
  ledgerRead,
  listCodes,
  officesRead,
  upward,
  dayOf,
  dayNumber,
  dayText,
  moment,
  momentText,
  calendarRead,
}
