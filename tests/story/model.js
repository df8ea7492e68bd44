// The story's rules once more, in its own words and by its own arithmetic: an office answers consultations
// in 3 working days, complaints in 13, … (city/ledgers/inquiry.yaml says the same to the program). Nothing
// here asks the program anything; days are whole numbers, due times the last day on which it is in time.
'use strict'
const fs = require('fs')

// ---- days --------------------------------------------------------------------------------------

const day = text => Date.parse(text + 'T00:00:00Z') / 864e5
const text = d => new Date(d * 864e5).toISOString().slice(0, 10)
const weekend = d => [0, 6].includes(new Date(d * 864e5).getUTCDay())

const listed = { off: new Set(), work: new Set() }
function calendars(folder) {
  for (const name of fs.readdirSync(folder).filter(n => n.endsWith('.yaml'))) {
    let list = null
    for (const line of fs.readFileSync(`${folder}/${name}`, 'utf8').split('\n')) {
      const head = /^(off|work):/.exec(line), item = /day: (\d{4}-\d\d-\d\d)/.exec(line)
      if (head) list = head[1]
      else if (item && list) listed[list].add(day(item[1]))
    }
  }
}
const works = d => listed.work.has(d) || (!listed.off.has(d) && !weekend(d))

// The n-th working day after d; days from the one it was stopped on to the one before it went on do not count.
function after(d, n, stops = []) {
  while (n > 0) if (works(++d) && !stops.some(s => d >= s[0] && d < s[1])) n--
  return d
}
function before(d) {
  do d--; while (!works(d))
  return d
}

// ---- what is promised and owed -----------------------------------------------------------------

const WITHIN = { consultation: 3, complaint: 13 }
const PARENT = { 'C-HB': 'C', 'C-WA': 'C', 'C-TR': 'C', C1: 'C', C11: 'C1', C12: 'C1' }
const under = (o, top) => o === top || (PARENT[o] !== undefined && under(PARENT[o], top))

class Model {
  constructor() {
    this.records = new Map()
    this.log = [] // [day, what] that is counted by the day
    this.redone = {} // by unit
  }

  // -- the record

  receive(id, nature, lead, today) {
    const r = { id, nature, lead, state: 'handling', round: 1, duties: [], children: [], asks: [], back: null }
    this.records.set(id, r)
    this.promise(r, today)
    this.handle(r, lead, today)
    return r
  }
  touch(r, today) {
    r.last = today
  }
  note(what, today) {
    this.log.push([today, what])
  }
  promise(r, today) {
    r.promise = { start: today, within: WITHIN[r.nature], stops: [], due: after(today, WITHIN[r.nature]) }
  }
  // Never later than the promise, never less than a working day.
  nest(d, due, bound) {
    return Math.max(after(d.start, 1), Math.min(due, bound))
  }
  open(r, kind, holder, today, within) {
    const d = { kind, holder, start: today, within, stops: [], outcome: null, late: false, held: null, above: null }
    d.due = after(today, within)
    r.duties.push(d)
    return d
  }
  handle(r, holder, today) {
    const d = this.open(r, 'handle', holder, today, WITHIN[r.nature])
    d.due = this.nest(d, d.due, r.promise.due)
    return d
  }
  end(d, outcome, today) {
    if (d.outcome) return
    d.late = this.late(d, today)
    d.outcome = outcome
    d.ended = today
    d.held = null
  }
  late(d, today) {
    if (d.outcome) return d.late
    return d.held === null && today > d.due
  }
  now(r, kind) {
    return r.duties.find(d => d.kind === kind && !d.outcome && !d.above)
  }

  // -- steps

  reply(r, today) {
    for (const d of r.duties) if (d.above) this.end(d, 'withdrawn', today)
    this.end(this.now(r, 'handle'), 'done', today)
    r.state = 'replied'
    for (const child of r.children) { // one answer to all
      this.note('told', today)
      this.touch(child, today)
    }
    this.open(r, 'callback', 'C', today, 1)
  }
  ask(r, today) {
    r.asks.push({ of: this.now(r, 'handle'), until: after(today, 2) })
  }
  grant(r, today) {
    const a = r.asks.pop(), p = r.promise
    p.within += 5
    p.due = after(p.start, p.within, p.stops)
    a.of.within += 5
    a.of.due = this.nest(a.of, after(a.of.start, a.of.within, a.of.stops), p.due)
    this.note('extended', today)
  }
  refuse(r, today) {
    r.asks.pop()
    this.note('refused', today)
  }
  suspend(r, today) {
    r.state = 'stopped'
    r.held = today
    for (const d of r.duties) if (d.kind === 'handle' && !d.outcome) d.held = today
  }
  resume(r, today) {
    const p = r.promise
    r.state = 'handling'
    p.stops.push([r.held, today])
    p.due = after(p.start, p.within, p.stops)
    for (const d of r.duties) {
      if (d.held === null) continue
      d.stops.push([d.held, today])
      d.held = null
      d.due = this.nest(d, after(d.start, d.within, d.stops), p.due)
    }
  }
  give_back(r, today) {
    r.back = { of: this.now(r, 'handle'), until: after(today, 1) }
  }
  uphold(r) {
    r.back = null
  }
  reassign(r, lead, today) {
    r.back = null
    this.end(this.now(r, 'handle'), 'returned', today)
    r.lead = lead
    this.handle(r, lead, today)
  }
  delegate(r, to, today) {
    const up = this.now(r, 'handle'), d = this.open(r, 'handle', to, today, 5)
    d.above = up
    d.due = this.nest(d, d.due, up.due)
  }
  answer(r, today) { // of whom it was handed down to
    const d = r.duties.find(x => x.kind === 'handle' && x.above && !x.outcome)
    this.end(d, 'done', today)
    this.open(r, 'review', d.above.holder, today, 1).above = d.above
  }
  sendBack(r, today) {
    this.end(r.duties.find(d => d.kind === 'review' && !d.outcome), 'failed', today)
  }
  approve(r, today) {
    this.end(r.duties.find(d => d.kind === 'review' && !d.outcome), 'done', today)
    this.reply(r, today)
  }
  gone(r, state, today) { // merged, withdrawn
    r.state = state
    for (const d of r.duties) this.end(d, 'withdrawn', today)
  }
  merge(r, parent, today) {
    parent.children.push(r)
    this.gone(r, 'merged', today)
  }
  close(r, rating, today) { // rating null: nobody was reached
    this.end(this.now(r, 'callback'), 'done', today)
    r.state = 'closed'
    r.rating = rating
  }
  redo(r, today) {
    this.end(this.now(r, 'callback'), 'failed', today)
    r.state = 'handling'
    r.round++
    this.redone[r.lead] = (this.redone[r.lead] || 0) + 1
    this.promise(r, today)
    this.handle(r, r.lead, today)
  }

  // A slip is owed in a time of its own: the reply does not end it, a stop does not hold it.
  receipt(r, holder, today) {
    this.end(this.owed(r, holder), 'done', today)
  }
  owed(r, holder) {
    return r.duties.filter(d => d.kind === 'slip' && d.holder === holder && !d.outcome).sort((a, b) => a.due - b.due)[0]
  }

  // -- what happens by itself, in the first minutes of a day, or when the timer is back: what fell due since,
  //    each thing on the day it fell due (or its record's last, if that is later)

  night(today) {
    const due = []
    const fell = (d, r, name, what, of) => {
      due.push(`${text(d)} 00:00 ${r.number} ${name}`)
      this.touch(r, Math.max(d, r.last))
      if (what) this.note(what, r.last)
      if (name === 'urge') this.open(r, 'slip', of.holder, r.last, 2)
    }
    const things = []
    const put = (...thing) => things.push(thing)
    for (const r of this.records.values()) {
      r.asks = r.asks.filter(a => {
        if (a.of.outcome) return false
        if (today <= a.until) return true
        put(a.until + 1, r, 'refuse', 'refused')
        return false
      })
      if (r.back && r.back.of.outcome) r.back = null
      if (r.back && today > r.back.until) { // it goes a level up, where there is none
        put(r.back.until + 1, r, 'lapse')
        r.back.until = Infinity
      }
      for (const d of r.duties) {
        if (d.kind !== 'handle' || d.outcome || d.held !== null) continue
        const slip = after(d.due, 2), circular = after(d.due, 5)
        if (today > d.due && !d.reminded) put(d.due + 1, r, 'remind', 'reminders')
        if (today > slip && !d.urged) put(slip + 1, r, 'urge', null, d)
        if (today > circular && !d.circulated) put(circular + 1, r, 'circulate', 'circulars')
        d.reminded = d.reminded || today > d.due
        d.urged = d.urged || today > slip
        d.circulated = d.circulated || today > circular
      }
    }
    for (const t of things.sort((a, b) => a[0] - b[0])) fell(...t)
    return due.sort()
  }

  // -- what the city must show at the end of a day

  duties() {
    return [...this.records.values()].flatMap(r => r.duties.map(d => [r, d]))
  }
  colour(d, today) {
    if (d.held !== null) return ''
    return today > d.due ? 'red' : today > before(d.due) ? 'yellow' : 'green'
  }
  figures(today, office = 'C') {
    const all = [...this.records.values()], f = {}
    const n = test => all.filter(test).length
    const own = this.duties().map(x => x[1]).filter(d => d.kind === 'handle' && under(d.holder, office))
    if (office === 'C') {
      f.received = all.length
      f.open = n(r => r.state === 'handling' || r.state === 'stopped')
      f.done = n(r => r.state === 'replied' || r.state === 'closed')
      f.void = n(r => r.state === 'merged' || r.state === 'withdrawn')
      f.closed = n(r => r.state === 'closed')
      f.unreached = n(r => r.state === 'closed' && !r.rating)
      f.rated = n(r => r.state === 'closed' && r.rating)
      f.satisfied = n(r => r.state === 'closed' && r.rating === 'satisfied')
      this.counted(f, today)
    }
    f.redone = Object.keys(this.redone).filter(o => under(o, office)).reduce((s, o) => s + this.redone[o], 0)
    f.duties = own.length
    f.pending = own.filter(d => !d.outcome).length
    f.ended = own.filter(d => d.outcome).length
    f.late = own.filter(d => this.late(d, today)).length
    f.on_time = own.filter(d => d.outcome === 'done' && !d.late).length
    this.slips(f, today, office)
    return f
  }
  // What is counted by the day: also of a day long past, when a late timer has added to it since.
  counted(f, today) {
    for (const what of ['told', 'reminders', 'circulars', 'extended', 'refused']) f[what] = this.log.filter(e => e[1] === what && e[0] <= today).length
    this.slips(f, today, 'C')
  }
  // At the end of a day, which may be long past.
  slips(f, today, office) {
    const own = this.duties().map(x => x[1]).filter(d => d.kind === 'slip' && under(d.holder, office) && d.start <= today)
    const over = d => d.outcome && d.ended <= today
    f.slips = own.length
    f.slips_owed = own.filter(d => !over(d)).length
    f.slips_done = own.filter(d => over(d) && d.outcome === 'done').length
    f.slips_void = own.filter(d => over(d) && d.outcome === 'withdrawn').length
    f.slips_late = own.filter(d => over(d) ? d.late : today > d.due).length
  }
  // "number handle holder due colour" of every open duty, sorted
  work(today) {
    const list = []
    for (const [r, d] of this.duties())
      if (!d.outcome) list.push([r.number, d.kind, d.holder, d.held !== null ? '-' : text(d.due), this.colour(d, today)].join(' '))
    return list.sort()
  }
}

module.exports = { Model, calendars, day, text, works, after, before }
