// boston.js: 200 made-up rows in the form of Boston's public 311 export, the choice lists they use,
// and what a right import must count (tests/boston/expected.txt, reckoned here from the rows alone).
// The rows have what such exports have: no target for some kinds, no closing time while open, commas,
// quotes and a line break inside a closure reason, a declared verdict that its own dates contradict.
//
//   node tools/demo/boston.js
//
// The recomputed counts: a closed row with a target is on time if closed_dt <= target_dt (the same
// second is on time), else overdue; rows without a target and open rows are not judged.
'use strict'
const assert = require('assert')
const fs = require('fs')
const path = require('path')
const c = require('./common')

const rng = c.chance(311)
const OUT = path.join(c.ROOT, 'tests', 'boston')
const ROWS = 200
const HOUR = 3600
const FIRST = c.moment('2022-03-01T00:00:00')
const EXPORTED = c.moment('2022-05-02T06:00:00') // a row whose closing lies later is still open
const DAYS = ['2022-03-15', '2022-03-31', '2022-05-02']

const sources = [
  'Citizens Connect App',
  'Constituent Call',
  'City Worker App',
  'Self Service',
  'Employee Generated',
]
const neighborhoods = {
  'Allston / Brighton': [42.353, -71.135],
  'Back Bay': [42.351, -71.08],
  'Beacon Hill': [42.358, -71.066],
  Charlestown: [42.378, -71.062],
  Dorchester: [42.302, -71.064],
  'Downtown / Financial District': [42.356, -71.057],
  'East Boston': [42.375, -71.03],
  'Fenway / Kenmore / Audubon Circle / Longwood': [42.344, -71.1],
  'Hyde Park': [42.256, -71.124],
  'Jamaica Plain': [42.31, -71.114],
  Mattapan: [42.277, -71.092],
  'Mission Hill': [42.332, -71.102],
  Roslindale: [42.286, -71.128],
  Roxbury: [42.325, -71.085],
  'South Boston / South Boston Waterfront': [42.336, -71.046],
  'South End': [42.341, -71.073],
  'West Roxbury': [42.281, -71.16],
}
// subject, reason, type, department, hours promised (0: no target)
const kinds = [
  ['Public Works Department', 'Highway Maintenance', 'Request for Pothole Repair', 'PWDx', 24],
  ['Public Works Department', 'Street Cleaning', 'Requests for Street Cleaning', 'PWDx', 48],
  ['Public Works Department', 'Street Cleaning', 'Pick up Dead Animal', 'PWDx', 24],
  [
    'Public Works Department',
    'Sanitation',
    'Missed Trash/Recycling/Yard Waste/Bulk Item',
    'PWDx',
    24,
  ],
  ['Public Works Department', 'Sanitation', 'Schedule a Bulk Item Pickup', 'PWDx', 120],
  ['Public Works Department', 'Street Lights', 'Street Light Outages', 'PWDx', 240],
  ['Public Works Department', 'Highway Maintenance', 'Sidewalk Repair (Make Safe)', 'PWDx', 720],
  [
    'Transportation - Traffic Division',
    'Enforcement & Abandoned Vehicles',
    'Parking Enforcement',
    'BTDT',
    24,
  ],
  [
    'Transportation - Traffic Division',
    'Enforcement & Abandoned Vehicles',
    'Abandoned Vehicles',
    'BTDT',
    168,
  ],
  ['Transportation - Traffic Division', 'Signs & Signals', 'Sign Repair', 'BTDT', 96],
  ['Transportation - Traffic Division', 'Signs & Signals', 'Traffic Signal Inspection', 'BTDT', 24],
  [
    'Transportation - Traffic Division',
    'Signs & Signals',
    'New Sign, Crosswalk or Marking',
    'BTDT',
    0,
  ],
  ['Inspectional Services', 'Code Enforcement', 'Improper Storage of Trash (Barrels)', 'ISD', 72],
  ['Inspectional Services', 'Code Enforcement', 'Poor Conditions of Property', 'ISD', 168],
  ['Inspectional Services', 'Building', 'Working Beyond Hours', 'ISD', 0],
  ['Parks & Recreation Department', 'Trees', 'Tree Maintenance Requests', 'PARK', 0],
  ['Parks & Recreation Department', 'Park Maintenance & Safety', 'Ground Maintenance', 'PARK', 120],
  ['Property Management', 'Graffiti', 'Graffiti Removal', 'PROP', 1080],
  [
    "Mayor's 24 Hour Hotline",
    'Employee & General Comments',
    'General Comments For a Program or Policy',
    'INFO',
    0,
  ],
  ['Boston Water & Sewer Commission', 'Water Issues', 'Fire Hydrant', 'BWSC', 72],
]
const closings = [
  'Case Closed. Closed date : {when} Case Resolved',
  'Case Closed. Closed date : {when} Case Noted. Crew went out, nothing found, no further action.',
  'Case Closed. Closed date : {when} Case Resolved, thank you for your report.',
  'Case Closed. Closed date : {when} Case Noted, duplicate of an existing case.',
  'Case Closed. Closed date : {when} Bulk Item Automation',
  'Case Closed. Closed date : {when} Case Invalid. Caller said "it was gone by noon", no violation.',
  'Case Closed. Closed date : {when} Resolved; sign reads "No Stopping", replaced.',
]
const BROKEN =
  'Case Closed. Closed date : {when} Case Resolved\nCrew notes: pole 12, bulb replaced, tested.'

const stamp = (t) => (t === null ? '' : c.momentText(t).replace('T', ' '))
const iso = (text) => text.replace(' ', 'T')

function row(i) {
  const [subject, reason, type, department, hours] = rng.pick(kinds)
  const opened = FIRST + i * 6 * HOUR + rng.whole(0, 9 * HOUR)
  const target = hours === 0 || rng.chance(0.04) ? null : opened + hours * HOUR
  const usual = (hours || 240) * HOUR
  let closed =
    opened + Math.floor(usual * (rng.chance(0.72) ? 0.05 + 0.9 * rng.next() : 1 + 2 * rng.next()))
  if (i === 17 || i === 90) closed = target === null ? closed : target // in time to the second
  if (closed > EXPORTED || rng.chance(0.06)) closed = null
  const late = target !== null && (closed === null ? EXPORTED : closed) > target
  const contradicted = target !== null && closed !== null && rng.chance(0.05)
  const [name, [lat, lon]] = rng.pick(Object.entries(neighborhoods))
  const placed = !rng.chance(0.03)
  const why = i === 41 ? BROKEN : rng.pick(closings)
  const near = (x) => (x + (rng.next() - 0.5) * 0.01).toFixed(5)
  return {
    case_enquiry_id: String(101004100000 + i * 137),
    open_dt: stamp(opened),
    target_dt: stamp(target),
    closed_dt: stamp(closed),
    ontime: late !== contradicted ? 'OVERDUE' : 'ONTIME',
    case_status: closed === null ? 'Open' : 'Closed',
    closure_reason: closed === null ? '' : why.replace('{when}', stamp(closed)),
    subject,
    reason,
    type,
    department,
    neighborhood: placed ? name : '',
    latitude: placed ? near(lat) : '',
    longitude: placed ? near(lon) : '',
    source: rng.pick(sources),
  }
}

// ---- what is right, from the rows as text --------------------------------------------------------

function expected(rows, day) {
  const end = c.moment(day + 'T23:59:59')
  const by = (text) => text !== '' && c.moment(iso(text)) <= end
  const received = rows.filter((r) => by(r.open_dt))
  const done = received.filter((r) => by(r.closed_dt))
  const judged = done.filter((r) => r.target_dt !== '')
  const inTime = judged.filter((r) => r.closed_dt <= r.target_dt) // this form sorts as time does
  const tenths = Math.floor((2000 * inTime.length + judged.length) / (2 * judged.length))
  const out = {
    on: day,
    received: received.length,
    open: received.length - done.length,
    done: done.length,
    judged: judged.length,
    on_time_recomputed: inTime.length,
    overdue_recomputed: judged.length - inTime.length,
    no_target: done.length - judged.length,
    on_time_share: (tenths / 10).toFixed(1),
  }
  return out
}
function expectedText(rows) {
  const declared = (v) => rows.filter((r) => r.ontime === v).length
  const odd = rows.filter(
    (r) =>
      r.closed_dt !== '' &&
      r.target_dt !== '' &&
      (r.closed_dt <= r.target_dt ? 'ONTIME' : 'OVERDUE') !== r.ontime,
  )
  const lines = [
    '# Made by tools/demo/boston.js from rows.csv alone. A request counts as received from the day of',
    '# open_dt and as done from the day of closed_dt (city time, as in the file).',
    `rows ${rows.length}`,
    `on_time ${declared('ONTIME')}`,
    `overdue ${declared('OVERDUE')}`,
    `contradicted ${odd.length}`,
    ...odd.map((r) => `contradicted_row ${r.case_enquiry_id} ${r.ontime}`),
  ]
  for (const day of DAYS) {
    lines.push('')
    for (const [name, value] of Object.entries(expected(rows, day))) lines.push(`${name} ${value}`)
  }
  return lines.join('\n') + '\n'
}

// ---- lists ---------------------------------------------------------------------------------------

const code = (label) =>
  label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
function listText(name, title, labels) {
  const sorted = [...new Set(labels)].filter((x) => x !== '').sort()
  assert.equal(
    new Set(sorted.map(code)).size,
    sorted.length,
    `two choices of ${name} have one code`,
  )
  const choices = sorted.map((x) => `  - {code: ${code(x)}, label: {zh: "${x}", en: "${x}"}}\n`)
  return `# Labels are the words of the export.\nlist: ${name}\nlabel: ${title}\nchoices:\n${choices.join('')}`
}
function listsWrite(rows) {
  const write = (name, title, labels) =>
    fs.writeFileSync(path.join(OUT, 'lists', name + '.yaml'), listText(name, title, labels))
  const column = (name) => rows.map((r) => r[name])
  write('ontime', '{zh: 是否按时, en: On time}', ['ONTIME', 'OVERDUE'])
  write(
    'subjects',
    '{zh: 主题, en: Subject}',
    kinds.map((k) => k[0]),
  )
  write(
    'reasons',
    '{zh: 事由, en: Reason}',
    kinds.map((k) => k[1]),
  )
  write(
    'types',
    '{zh: 类型, en: Type}',
    kinds.map((k) => k[2]),
  )
  write(
    'departments',
    '{zh: 部门, en: Department}',
    kinds.map((k) => k[3]),
  )
  write('neighborhoods', '{zh: 街区, en: Neighborhood}', Object.keys(neighborhoods))
  write('sources', '{zh: 来源, en: Source}', sources)
  assert(column('neighborhood').includes(''))
}

function main() {
  const rows = Array.from({ length: ROWS }, (_, i) => row(i))
  assert(
    rows.some((r) => r.closure_reason.includes('\n')) &&
      rows.some((r) => r.closure_reason.includes('"')),
  )
  assert(rows.some((r) => r.target_dt === '') && rows.some((r) => r.closed_dt === ''))
  assert(
    rows.some((r) => r.target_dt !== '' && r.target_dt === r.closed_dt),
    'one row in time to the second',
  )
  assert(rows.every((r) => r.closed_dt === '' || r.closed_dt >= r.open_dt))
  fs.mkdirSync(path.join(OUT, 'lists'), { recursive: true })
  fs.writeFileSync(path.join(OUT, 'rows.csv'), c.csvText(Object.keys(rows[0]), rows))
  listsWrite(rows)
  const again = c.csvRead(OUT, 'rows.csv')
  assert.deepEqual(again, rows, 'the file reads back as it was meant')
  const text = expectedText(again)
  fs.writeFileSync(path.join(OUT, 'expected.txt'), text)
  process.stdout.write(text)
}
main()
