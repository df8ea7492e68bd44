// node year.js ZT LIVE CITY CALENDARS LAST TABLE [TWIN DOWN…]: a year of made-up requests, day by day, through
// the program (live.c) and through the model; every day both must show the same. Made up from a fixed
// seed: every run is the same. Writes one line a day to TABLE and every figure of every day to CITY.json;
// ends with 1 at the first day and thing that differ.
// On the days DOWN the timer does not come round; then what was shown must be what TWIN (a CITY.json)
// showed, whose timer did, but for what the timer itself does.
'use strict'
const { spawn, execFileSync } = require('child_process')
const fs = require('fs')
const readline = require('readline')
const { Model, calendars, day, text, works, after } = require('./model.js')
const [zt, live, city, folder, last, table, twin, ...down] = process.argv.slice(2)
calendars(folder)

// ---- the program -------------------------------------------------------------------------------

const program = spawn(live, [city], { stdio: ['pipe', 'pipe', 'inherit'] })
const lines = readline.createInterface({ input: program.stdout })[Symbol.asyncIterator]()
async function tell(line) {
  program.stdin.write(JSON.stringify(line) + '\n')
  const answer = await lines.next()
  if (answer.done) fail('the program ended', JSON.stringify(line))
  return JSON.parse(answer.value)
}
const cli = (...args) => JSON.parse(execFileSync(zt, [...args, '--json', '--now', `${text(today)} 18:00`]))

function fail(what, got, want) {
  console.log(`${text(today)}: ${what}\n   got: ${got}${want === undefined ? '' : `\n  want: ${want}`}`)
  program.kill()
  process.exit(1)
}
const same = (what, got, want) => { if (got !== want) fail(what, got, want) }

let seed = 20220101
function rand(n) { // 0 … n-1
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
  return (seed >>> 8) % n
}
const pick = list => list[rand(list.length)]

let today = day('2022-01-01'), minute = 0, checks = 0, refusals = {}
const model = new Model(), plans = new Map()
const at = (d, plot) => plans.set(d, [...(plans.get(d) || []), plot])
const workday = d => { while (!works(d)) d++; return d }
const later = n => after(today, n) // working days from today
const line = () => `${String(9 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute++ % 60).padStart(2, '0')}`

const step = (as, r, name, fields, more) =>
  tell({ do: 'step', at: `${text(today)} ${line()}`, as, ledger: 'inquiry', record: r ? r.id : 0, step: name, fields, ...more })
async function take(as, r, name, fields) {
  const answer = await step(as, r, name, fields)
  if (answer.code) fail(`${name} of ${r ? r.number : 'a new one'} by ${as}`, `${answer.text} [${answer.code}]`, 'done')
  if (r) model.touch(r, today)
  return answer
}
// It must be refused, with the code, and the sentence must say all of these.
async function refused(as, r, name, fields, code, ...words) {
  const answer = await step(as, r, name, fields)
  if (answer.code !== code) fail(`${name} of ${r.number} by ${as}`, answer.code || 'done', code)
  for (const w of words) if (!answer.text.includes(w)) fail(`the refusal of ${name}`, answer.text, `… ${w} …`)
  refusals[code] = (refusals[code] || 0) + 1
}
const handler = office => `h.${office.toLowerCase()}`
const open = r => r.state === 'handling'

// ---- the stories -------------------------------------------------------------------------------

const units = ['C-HB', 'C-WA', 'C-TR', 'C1']

async function receive(nature, lead) {
  const got = await take('clerk', null, 'receive', {
    title: `${nature} ${model.records.size + 1}`, body: 'street lamps', nature, lead, contact: 'Wang, 13800001234'
  })
  const r = model.receive(got.record, nature, lead, today)
  model.touch(r, today)
  r.number = got.number
  return r
}
async function reply(r) {
  if (!open(r)) return // withdrawn or merged meanwhile
  await take(handler(r.lead), r, 'reply', { reply: `answer ${r.round}` })
  model.reply(r, today)
  callback(r)
}
const due = r => model.now(r, 'handle').due

function callback(r) {
  at(later(1), async () => {
    const dice = rand(20), by = 'eval'
    if (dice < 3) return missed(r, dice)
    if (dice === 3) {
      await refused(by, r, 'redo', { rating: 'unsatisfied', cause: 'law' }, 'step.when', 'reasons the unit caused')
      await take(by, r, 'reached', { rating: 'unsatisfied', cause: 'law' })
      return model.close(r, 'unsatisfied', today)
    }
    if (dice < 6 + (r.round === 1)) {
      await refused(by, r, 'reached', { rating: 'unsatisfied', cause: 'unit' }, 'step.when', 'must be done again')
      await take(by, r, 'redo', { rating: 'unsatisfied', cause: 'unit' })
      model.redo(r, today)
      return at(pick([later(1), later(2), after(due(r), 2)]), () => reply(r))
    }
    const rating = pick(['satisfied', 'satisfied', 'fair'])
    await take(by, r, 'reached', { rating, cause: 'none' })
    model.close(r, rating, today)
  })
}
async function missed(r, dice, times = 0) {
  if (times === 3) {
    await refused('eval', r, 'missed', {}, 'limit.times', '3')
    await take('eval', r, 'unreached', {})
    return model.close(r, null, today)
  }
  if (times === dice + 1 && dice < 2) {
    await take('eval', r, 'reached', { rating: 'satisfied', cause: 'none' })
    return model.close(r, 'satisfied', today)
  }
  await take('eval', r, 'missed', {})
  at(later(1), () => missed(r, dice, times + 1))
}

async function ask(r) {
  if (!open(r)) return
  await take(handler(r.lead), r, 'extend', { why: 'a part is on its way' })
  await refused(handler(r.lead), r, 'extend', { why: 'once more' }, 'asks.open', 'Supervisor', `${text(after(today, 2))} 24:00`)
  model.ask(r, today)
}
const plots = {
  inTime: r => at(workday(after(today, rand(model.promiseDays(r) + 1))), () => reply(r)),
  granted(r) {
    const on = pick([due(r), workday(after(today, 1))])
    at(on, () => ask(r))
    at(after(on, rand(3)), async () => {
      if (!r.asks.length) return
      await take('sup', r, 'grant', {})
      model.grant(r, today)
      await refused(handler(r.lead), r, 'grant', {}, 'answers.none', 'Ask for an extension')
      at(pick([due(r), workday(today + 1)]), () => reply(r))
    })
  },
  refused(r) {
    at(due(r), async () => {
      await ask(r)
      if (!r.asks.length) return
      await take('sup', r, 'refuse', {})
      model.refuse(r, today)
      at(pick([today, later(1), later(3)]), () => reply(r))
    })
  },
  tooLate(r) {
    at(workday(due(r) + 1), async () => {
      if (!open(r)) return
      await refused(handler(r.lead), r, 'extend', { why: 'forgot' }, 'asks.before', 'before', `${text(due(r))} 24:00`)
      at(later(rand(4)), () => reply(r))
    })
  },
  silent(r) {
    at(due(r), () => ask(r))
    at(after(due(r), pick([0, 1, 2, 3, 4, 9])), () => reply(r))
  },
  reminded: r => at(after(due(r), 1 + rand(5)), () => reply(r)),
  circulated: r => at(after(due(r), 7 + rand(4)), () => reply(r)),
  withdrawn(r) {
    at(today + rand(4), async () => {
      if (!open(r)) return
      await take('requester', r, 'withdraw', {})
      model.gone(r, 'withdrawn', today)
    })
    plots.inTime(r)
  },
  merged(r) {
    at(today, async () => {
      const other = [...model.records.values()].find(x => x !== r && open(x) && x.lead === r.lead)
      if (!other || !open(r)) return
      await take('disp', r, 'merge', { parent: other.number })
      model.merge(r, other, today)
      await refused('disp', other, 'merge', { parent: r.number }, 'parent.void', r.number)
    })
    plots.inTime(r)
  },
  suspended(r) {
    const on = after(today, rand(WITHIN(r)))
    at(workday(on), async () => {
      if (!open(r)) return
      await take(handler(r.lead), r, 'suspend', { stop: 'test' })
      model.suspend(r, today)
      await refused(handler(r.lead), r, 'reply', { reply: 'x' }, 'step.from', 'Stopped', 'Handling')
      at(workday(today + 5 + rand(20)), async () => {
        await take(handler(r.lead), r, 'resume', {})
        model.resume(r, today)
        at(pick([due(r), workday(today), after(due(r), 1)]), () => reply(r))
      })
    })
  },
  returned(r) {
    const other = pick(units.filter(u => u !== r.lead)), moved = rand(4) > 0
    at(workday(today), async () => {
      if (!open(r)) return
      await take(handler(r.lead), r, 'return', { why: 'not ours', propose: other })
      model.give_back(r, today)
    })
    at(after(workday(today), pick([1, 1, 3])), async () => {
      if (!open(r)) return
      await take('disp', r, moved ? 'reassign' : 'uphold', {})
      if (moved) model.reassign(r, other, today)
      else model.uphold(r)
      await refused(handler(r.lead), r, 'return', { why: 'nor ours', propose: 'C-HB' }, 'step.barred', text(today))
      at(pick([workday(due(r)), later(1)]), () => reply(r))
    })
  },
  delegated(r) {
    const town = pick(['C11', 'C12'])
    if (r.lead !== 'C1') return plots.inTime(r)
    at(workday(today), async () => {
      if (!open(r)) return
      await take('h.c1', r, 'delegate', { to: town })
      model.delegate(r, town, today)
      await refused('h.c1', r, 'delegate', { to: town }, 'delegate.again', town)
      at(after(today, pick([1, 2, 4])), () => fromTown(r, town, rand(3)))
      at(after(due(r), 4), () => reply(r)) // whatever the town does
    })
  }
}
async function fromTown(r, town, how) {
  if (!open(r) || how === 0) return
  await take(handler(town), r, 'reply', { reply: 'so it is' })
  model.answer(r, today)
  at(later(1), async () => {
    if (!open(r)) return
    if (how === 2) {
      await take('h.c1', r, 'send_back', { why: 'too short' })
      model.sendBack(r, today)
      await take('h.c1', r, 'delegate', { to: town })
      model.delegate(r, town, today)
      return at(later(1), () => fromTown(r, town, 1))
    }
    await take('h.c1', r, 'approve', { reply: 'so it is indeed' })
    model.approve(r, today)
    callback(r)
  })
}
const WITHIN = r => ({ consultation: 3, complaint: 13 })[r.nature]
model.promiseDays = WITHIN
const chances = ['inTime', 'inTime', 'inTime', 'inTime', 'granted', 'granted', 'refused', 'tooLate', 'silent', 'reminded', 'circulated',
  'withdrawn', 'merged', 'suspended', 'suspended', 'returned', 'returned', 'delegated', 'delegated', 'delegated']

async function morning() {
  const n = works(today) ? 2 + rand(3) : rand(4) === 0 ? 1 : 0
  for (let i = 0; i < n; i++) {
    const r = await receive(pick(['consultation', 'consultation', 'complaint']), pick(units))
    plots[pick(chances)](r)
  }
}

// ---- what is shown -----------------------------------------------------------------------------

const names = Object.keys(model.figures(today)).concat('satisfaction')
const byOffice = Object.keys(model.figures(today, 'C1'))
const shownDays = {}
const kept = [] // of each day what it was at its end

function percent(n, of) {
  if (of === 0) return null
  const tenths = Math.floor((2000 * n + of) / (2 * of))
  return `${Math.floor(tenths / 10)}.${tenths % 10}`
}
// Figures as `zhitong figure --json` gives them.
function compare(got, want, where) {
  for (const name in want) {
    same(`${name}${where}`, String(got[name].value), String(want[name]))
    checks++
  }
  const s = got.satisfaction
  if (!s) return
  same(`satisfaction${where}`, `${s.value} ${s.numerator} ${s.denominator}`,
    `${percent(want.satisfied, want.rated)} ${want.satisfied} ${want.rated}`)
}
const shown = d => [d.number, d.name, d.holder, d.colour ? text(day(d.due.slice(0, 10)) - 1) : '-', d.colour].join(' ')

async function evening() {
  const want = model.figures(today), work = model.work(today)
  const look = { do: 'look', at: `${text(today)} 18:00`, on: text(today), ledger: 'inquiry' }
  const got = await tell({ ...look, office: 'C', figures: names })
  compare(got.figures, want, '')
  const duties = got.work.flatMap(page => page.duties).map(shown).sort()
  for (let i = 0; i < Math.max(duties.length, work.length); i++) same('an open duty', duties[i], work[i])
  checks += work.length
  same('received = open + done + void', want.open + want.done + want.void, want.received)
  if (new Date(today * 864e5).getUTCDay() === 1) onMonday(want)
  if (text(today + 1).endsWith('-01')) await monthEnd(look)
  const n = c => work.filter(w => w.startsWith('ZX') && w.includes(' handle ') && w.endsWith(c)).length
  fs.appendFileSync(table, [text(today), want.received, want.open, n('green'), n('yellow'), n('red'), want.reminders,
    want.circulars, want.done, want.redone, percent(want.satisfied, want.rated) || '-'].join('\t') + '\n')
  kept.push([today, want])
  shownDays[text(today)] = { ...want }
}
// Through the command line, while the year goes on.
function onMonday(want) {
  for (const name of ['open', 'late', 'reminders']) compare({ [name]: cli('figure', city, `inquiry.${name}`) }, { [name]: want[name] }, ' (command line)')
  const list = cli('list', city, 'inquiry', '--where', "kind = 'open'", '--limit', '500')
  const states = list.records.map(r => `${r.number} ${r.state}`).sort().join()
  same('open records', states, [...model.records.values()].filter(r => open(r) || r.state === 'stopped').map(r => `${r.number} ${r.state}`).sort().join())
  checks += list.records.length
}
async function monthEnd(look) {
  for (const office of ['C-HB', 'C-WA', 'C-TR', 'C1', 'C11', 'C12'])
    compare((await tell({ ...look, office, figures: byOffice })).figures, model.figures(today, office), ` of ${office}`)
  if (text(today).slice(5, 7) % 3 === 0) cli('verify', city, '--quick')
}
// And in the end every day once more, as of then.
async function lookBack() {
  for (const [d, want] of kept) {
    const look = { do: 'look', at: `${text(today)} 18:30`, on: text(d), ledger: 'inquiry', office: 'C', figures: names }
    model.counted(want, d)
    compare((await tell(look)).figures, want, ` as of ${text(d)}`)
  }
  for (const [d, want] of kept.filter((_, i) => i % 60 === 7))
    for (const name in want) compare({ [name]: cli('figure', city, `inquiry.${name}`, '--on', text(d)) }, { [name]: want[name] }, ` as of ${text(d)} (command line)`)
}

// The timer comes round: what it finds, and in which order; and a second time it finds nothing.
async function night() {
  if (down.includes(text(today))) return
  const tick = { do: 'tick', at: `${text(today)} 00:30` }
  const old = new Set(slips().map(([, d]) => d)), want = model.night(today), did = await tell(tick), again = await tell(tick)
  same('what is due', did.due.slice().sort().join(), want.join())
  same('in order', did.due.map(x => x.slice(0, 16)).join(), want.map(x => x.slice(0, 16)).join())
  same('what happens by itself', `${did.code} ${did.events} ${did.refused}`, `undefined ${want.length} 0`)
  same('a second time', `${again.due.length} ${again.events}`, '0 0')
  for (const [r, slip] of slips().filter(([, d]) => !old.has(d))) receipt(r, slip.holder)
}
const slips = () => model.duties().filter(([, d]) => d.kind === 'slip')
// In time on its first two days, late on the next two, and every fifth is never receipted.
let slipped = 0
function receipt(r, holder) {
  const days = slipped++ % 5
  if (days < 4) at(after(today, days + 1), async () => {
    if (!model.owed(r, holder)) return // its record became void
    await take(handler(holder), r, 'receipt', {})
    model.receipt(r, holder, today)
  })
}
const byTimer = ['reminders', 'circulars', 'refused', 'slips', 'slips_owed', 'slips_done', 'slips_void', 'slips_late']
// While it was down nothing was wrong: the twin showed the same.
function compareTwin() {
  const other = JSON.parse(fs.readFileSync(twin))
  let missing = 0
  for (const [d, figures] of kept)
    for (const name in figures)
      if (!byTimer.includes(name)) same(`${name} of ${text(d)}, shown by the twin`, figures[name], other[text(d)][name])
      else if (down.includes(text(d))) missing += figures[name] !== other[text(d)][name]
  if (missing === 0) fail('the timer that was down', 'nothing was missed', 'something')
}

async function main() {
  fs.writeFileSync(table, 'day received open green yellow red reminders circulars done redone satisfaction'.replace(/ /g, '\t') + '\n')
  for (; today <= day(last); today++) {
    minute = 0
    await night()
    await morning()
    for (let i = 0; i < (plans.get(today) || []).length; i++) await plans.get(today)[i]()
    plans.delete(today)
    await evening()
  }
  today--
  if (twin) compareTwin()
  await lookBack()
  fs.writeFileSync(`${city}.json`, JSON.stringify(shownDays))
  program.stdin.end()
  console.log(`${model.records.size} requests, ${kept.length} days, ${checks} figures and duties compared; refused as told: ${JSON.stringify(refusals)}`)
}
main().catch(e => fail('the story', e.stack))
