// generate.js: writes the demo city: share/demo/accounts.csv, organisations.csv and script.jsonl.
// Deterministic: the same lists, offices and calendar give the same bytes. No person, no firm and
// no event in it is real; the offices are. The totals on 22 August 2022 are those of the newspaper,
// and check.js asserts them by living the script through on its own.
//
//   node tools/demo/generate.js
'use strict'
const assert = require('assert')
const fs = require('fs')
const path = require('path')
const c = require('./common')
const check = require('./check')
const texts = require('./texts')
const { fill } = require('./words')
const {
  rng,
  calendar,
  LAST,
  CUTOFF,
  MINUTE,
  HOUR,
  at,
  worked,
  atWork,
  sometime,
  between,
  handlerOf,
  usOf,
} = require('./world')
const { accounts, firms, registrations } = require('./cast')
const { step, last, soon } = require('./life')
const plots = require('./plots')
const others = require('./ledgers')
const {
  arrivals,
  contents,
  placeField,
  parties,
  dispatcherOf,
  evaluatorOf,
  clerkOf,
  dateWords,
} = require('./requests')

const REQUESTS = 386,
  DIRECT = 47,
  OPEN = 20,
  OPEN_OVERDUE = 2,
  UNRATED = 21,
  LATE = 27,
  REDONE = 12
const RATINGS = {
  basically_satisfied: 6,
  dissatisfied: 4,
  very_dissatisfied: 1,
  satisfied: 72,
} /* the rest: very_satisfied, 262 */

// ---- requests: their lives -----------------------------------------------------------------------

function receive(r) {
  r.lines = []
  const fields = {
    title: r.title,
    body: r.body,
    channel: r.channel,
    topic: r.topic,
    ...(r.urgent && { urgent: true }),
    ...(r.firm && { firm: r.firm.record }),
    place: placeField(r),
    contact: r.contact,
  }
  step(r, r.t, r.as, 'receive', fields)
}
function answer(r, reply) {
  const entry = others.entryFor(r.topic, last(r))
  step(r, Math.min(soon(last(r), 5, rng.chance(0.7) ? 90 : 300), latest(r)), clerkOf(r), 'answer', {
    reply,
    ...(entry && { entry }),
  })
}
// On the last day whoever must still act does so before the day is out.
const latest = (r) => (last(r) < CUTOFF ? CUTOFF - rng.whole(20, 60) * MINUTE : Infinity)

function assign(r) {
  const slow = rng.chance(0.04) && last(r) < at(LAST - 12, 0) && !r.story && !r.urgent
  let t = r.urgent
    ? soon(last(r), 5, 35)
    : r.story
      ? last(r) + 12 * MINUTE
      : soon(last(r), 8, rng.chance(0.75) ? 150 : 420)
  if (slow) t = sometime(calendar.onward(c.dayOf(atWork(last(r))), 2), t)
  step(r, Math.min(t, latest(r)), dispatcherOf(r), 'assign', {
    lead: r.lead,
    ...(r.assist.length && { assist: r.assist }),
  })
}
function sign(r, from) {
  const lateSign = rng.chance(0.04) && !r.story && !r.urgent && last(r) < at(LAST - 14, 0)
  let t = r.urgent
    ? from + rng.whole(4, rng.chance(0.85) ? 24 : 55) * MINUTE
    : r.story
      ? c.moment('2022-04-12T08:52:20')
      : soon(from, 6, rng.chance(0.7) ? 140 : 400)
  if (lateSign) t = sometime(calendar.onward(c.dayOf(from), 2), t)
  if (t > CUTOFF || (r.open && !r.redone && last(r) > at(LAST, 0) && rng.chance(0.75)))
    return false /* not signed for by the end */
  step(r, t, handlerOf(r.lead), 'sign', {}, 'sign')
  return true
}
function due(r, from) {
  return calendar.onward(c.dayOf(from), r.urgent ? 1 : r.plot === 'extend' ? 10 : 5)
}
function replyTime(r, from) {
  if (r.story) return c.moment('2022-04-14T10:20:45')
  const earliest = soon(last(r), 25, 120)
  const days = r.late
    ? rng.among({ 1: 30, 2: 20, 3: 15, 5: 15, 8: 15 }) * 1
    : r.plot === 'extend'
      ? -rng.whole(0, 3)
      : r.urgent
        ? rng.whole(-1, 0)
        : -Number(rng.among({ 5: 7, 4: 20, 3: 26, 2: 22, 1: 15, 0: 10 }))
  const dueDay = due(r, from)
  const day = days > 0 ? calendar.onward(dueDay, days) : calendar.back(dueDay, -days)
  let t = Math.max(sometime(Math.max(day, c.dayOf(earliest)), earliest), earliest)
  if (!r.late && c.dayOf(t) > dueDay) t = between(last(r), at(dueDay, 17, 30))
  return t < CUTOFF ? t : between(last(r), CUTOFF)
}
const filled = (r, template, office, t) =>
  fill(rng, template, {
    ...r.words,
    us: usOf(office),
    sign: dateWords(r.signed),
    done: dateWords(t),
  })

function assistReplies(r, from, until) {
  for (const office of rng.shuffled(r.assist)) {
    const end = Math.min(until, at(due(r, from), 17, 30))
    if (!r.late && !rng.chance(0.45)) continue
    const t = between(last(r), end)
    if (t === null) {
      assert(!r.late, 'late, and an assisting office without time')
      continue
    }
    step(
      r,
      t,
      handlerOf(office),
      'reply',
      {
        reply: filled(
          r,
          rng.pick(texts.assistReplies[/^\d{9}/.test(office) ? 'local' : 'bureau']),
          office,
          t,
        ),
      },
      'handle',
    )
  }
}
// One round: sign, the assisting offices' replies, the lead's reply. False if it stays open.
function round(r, templates, stays = false) {
  const reply = (office, t) => filled(r, rng.pick(templates), office, t)
  const signed = plots.beforeSigned(r),
    from = last(r)
  if (!signed && !sign(r, from)) {
    assert(stays)
    return false
  }
  r.signed = last(r)
  const free = plots.beforeReply(r)
  if (stays) {
    if (r.stale) plots.supervised(r, CUTOFF)
    else assistReplies(r, from, CUTOFF)
    return false
  }
  if (r.plot === 'end') return plots.ended(r) === undefined
  if (r.plot === 'delegate') return plots.delegated(r, reply) === undefined
  const t = free ? soon(last(r), 60, 400) : replyTime(r, from)
  assistReplies(r, from, t)
  plots.supervised(r, t)
  step(
    r,
    Math.max(t, last(r) + MINUTE),
    handlerOf(r.lead),
    'reply',
    { reply: reply(r.lead, t) },
    'handle',
  )
  if (r.plot === 'send_back') plots.sentBack(r, reply)
  return true
}
function feedbackTime(r, self) {
  if (r.story) return c.moment('2022-04-15T09:31:08')
  if (self) {
    /* people answer when they have time */
    const t = at(c.dayOf(last(r)) + rng.whole(0, 4), 8) + rng.whole(0, 13 * HOUR)
    if (t > last(r) + HOUR && t < CUTOFF) return t
  }
  const days = Number(rng.among({ 0: 14, 1: 40, 2: 26, 3: 16, 4: 4 }))
  const t = sometime(calendar.onward(c.dayOf(last(r)), days), soon(last(r), 20, 90))
  return t < CUTOFF ? t : between(last(r), CUTOFF)
}
function confirm(r, rating) {
  const self = !r.story && rng.chance(r.as === 'requester' ? 0.5 : 0.12)
  const early = !self && !r.story && last(r) < at(LAST - 8, 0)
  if (early && rng.chance(0.3)) step(r, soon(last(r), 10, 60), evaluatorOf(r), 'review')
  if (early && rng.chance(0.08)) step(r, feedbackTime(r, false), evaluatorOf(r), 'not_reached')
  const byHand = early && r.as !== 'requester' && rng.chance(0.03)
  const as = self ? 'requester' : byHand ? clerkOf(r) : evaluatorOf(r)
  step(r, feedbackTime(r, self), as, byHand ? 'enter_rating' : 'confirm', {
    solved: !rating.includes('dissatisfied') || rng.chance(0.2),
    rating,
  })
}
function again(r, verb, why) {
  const self = rng.chance(0.35)
  step(r, feedbackTime(r, self), self ? 'requester' : evaluatorOf(r), verb, {
    why: fill(rng, rng.pick(why), r.words),
    ...(verb === 'redo' && !self && { fault: rng.among({ unit: 8, requester: 2, policy: 1 }) }),
  })
}

// ---- which request ends how ----------------------------------------------------------------------

// Direct answers come through the doors where people ask; the first two are reopened later.
function chooseDirect(requests) {
  const doors = requests.filter(
    (r) => ['hotline', 'report', 'handling', 'service'].includes(r.channel) && !r.story,
  )
  const chosen = rng
    .shuffled(doors)
    .slice(0, DIRECT + 1)
    .sort((a, b) => a.t - b.t)
  chosen.forEach((r) => {
    r.direct = true
  })
  ;[chosen[9].reopened, chosen[21].reopened] = ['answered', 'assigned']
}
// Twenty are still in hand: two overdue, one in its second round, the others new.
function chooseOpen(requests) {
  const assigned = requests.filter((r) => !r.direct && !r.urgent)
  const before = (from, to) =>
    rng.shuffled(
      assigned.filter((r) => r.t > at(c.dayNumber(from), 0) && r.t < at(c.dayNumber(to), 0)),
    )
  before('2022-07-26', '2022-08-10')
    .slice(0, OPEN_OVERDUE)
    .forEach((r) => {
      r.open = r.stale = true
    })
  before('2022-08-04', '2022-08-12')
    .filter((r) => !r.open)
    .slice(0, 1)
    .forEach((r) => {
      r.open = r.redone = 'open'
    })
  const fresh = requests
    .filter((r) => !r.direct && !r.open && r.t > at(c.dayNumber('2022-08-12'), 0))
    .slice(-21)
  const must = fresh.filter((r) => r.t > at(LAST - 3, 12))
  const left = OPEN - OPEN_OVERDUE - 1 - must.length
  assert(left >= 0, 'too many arrive in the last days')
  must.forEach((r) => {
    r.open = true
  })
  rng
    .shuffled(fresh.filter((r) => !r.open))
    .slice(0, left)
    .forEach((r) => {
      r.open = true
    })
}
function chooseTrouble(requests) {
  const early = requests.filter(
    (r) =>
      !r.direct &&
      !r.open &&
      !r.story &&
      !r.urgent &&
      !r.problem.d &&
      r.t < at(c.dayNumber('2022-07-18'), 0),
  )
  const mixed = rng.shuffled(early)
  mixed.slice(0, LATE).forEach((r) => {
    r.late = true
  })
  const again_ = mixed.slice(LATE, LATE + REDONE)
  again_.forEach((r, i) => {
    r.redone = i < 7 ? 'replied' : i < 11 ? 'closed' : 'twice'
  })
}

function live(r) {
  receive(r)
  if (r.plot === 'child') return
  plots.atDesk(r)
  if (r.direct) {
    answer(r, fill(rng, rng.pick(r.problem.d), r.words))
    if (!r.reopened) return
    again(r, 'reopen', texts.whyReopen)
    if (r.reopened === 'answered')
      return answer(
        r,
        '您好，已请业务部门按您的情况逐项核对，所缺的只是一份授权书，样本已发到您手机，窗口不再要求其他材料。给您添麻烦了。',
      )
  }
  parties(r)
  if (r.stale || r.plot) r.assist = []
  if (r.plot === 'delegate') r.lead = r.county
  plots.misplace(r)
  assign(r)
  if (
    !round(
      r,
      r.problem.r.length ? r.problem.r : ['{us}已按要求办理完毕。'],
      r.open && r.redone !== 'open',
    )
  )
    return
  if (!r.redone) return
  r.late = false
  if (r.redone === 'closed') confirm(r, rng.pick(['dissatisfied', 'basically_satisfied']))
  again(r, 'redo', texts.whyRedo)
  if (!round(r, texts.secondReplies, r.redone === 'open')) return
  if (r.redone !== 'twice') return
  again(r, 'redo', texts.whyRedo)
  round(r, texts.secondReplies)
}
// Who has been called back by the end, and how content they are.
function rate(requests) {
  const done = requests.filter((r) => !r.open).sort((a, b) => last(b) - last(a))
  const recent = done.slice(0, UNRATED + 6),
    tooLate = recent.filter((r) => last(r) > CUTOFF - 2 * HOUR)
  const unrated = new Set(
    [...tooLate, ...rng.shuffled(recent.filter((r) => !tooLate.includes(r)))].slice(0, UNRATED),
  )
  const rated = rng.shuffled(done.filter((r) => !unrated.has(r)))
  assert.equal(rated.length, REQUESTS - OPEN - UNRATED)
  const trouble = (r) => (r.late || r.redone ? 0 : 1)
  const pool = rated.filter((r) => !r.story).sort((a, b) => trouble(a) - trouble(b))
  const low = [
    ...rng.shuffled(pool.slice(0, 34)).slice(0, 5),
    ...rng.shuffled(pool.slice(40)).slice(0, 6),
  ]
  const rest = rng.shuffled(pool.filter((r) => !low.includes(r)))
  for (const [rating, n] of Object.entries(RATINGS))
    for (const r of (rating === 'satisfied' ? rest : low).splice(0, n)) r.rating = rating
  for (const r of rated) confirm(r, r.rating || 'very_satisfied')
}

// ---- all of it -----------------------------------------------------------------------------------

function write(file, text) {
  fs.writeFileSync(path.join(c.SHARE, 'demo', file), text)
}
function main() {
  const orgs = firms(),
    requests = arrivals()
  assert.equal(requests.length, REQUESTS)
  chooseDirect(requests)
  for (const r of requests) contents(r, orgs)
  chooseOpen(requests)
  chooseTrouble(requests)
  plots.choose(requests)
  others.knowledge()
  requests.forEach(live)
  for (const r of requests) if (r.plot === 'child') plots.join(r, requests)
  rate(requests)

  const more = others.lines(requests, orgs) /* takes over requests that visits make */
  const lines = [...registrations(orgs), ...requests.flatMap((r) => r.lines), ...more].map(
    (line, i) => ({
      line,
      i,
    }),
  )
  lines.sort((a, b) => a.line.t - b.line.t || a.i - b.i)
  write('accounts.csv', c.csvText(['login', 'name', 'office', 'roles'], accounts()))
  write(
    'organisations.csv',
    c.csvText(
      ['record', 'name', 'code', 'org_kind', 'place', 'contact', 'phone'],
      orgs.map((o) => ({
        ...o,
        contact: o.contact.name,
        phone: o.contact.phone,
      })),
    ),
  )
  write(
    'script.jsonl',
    lines
      .map(({ line: { t, ...rest } }) => JSON.stringify({ at: c.momentText(t), ...rest }) + '\n')
      .join(''),
  )

  const result = check.run()
  check.assertNewspaper(result)
  check.summary(result)
  const story = requests.find((r) => r.story)
  console.log(
    `\nstory: ${story.record}: ` +
      story.lines.map((l) => `${l.step} ${c.momentText(l.t)} ${l.as}`).join(', '),
  )
}
main()
