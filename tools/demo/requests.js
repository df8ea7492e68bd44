// requests.js: what comes in: when, by which door, what about, and which offices it concerns.
'use strict'
const assert = require('assert')
const c = require('./common')
const texts = require('./texts')
const { fill, trades } = require('./words')
const { person, RETIRED } = require('./cast')
const {
  rng,
  calendar,
  offices,
  ROOT,
  YSB,
  GSL,
  OPENING,
  LAST,
  MINUTE,
  HOUR,
  at,
  sometime,
  name,
  level,
  countyOf,
  townshipOf,
  placeName,
  villagesWithPost,
  townshipsWithClerk,
  someCounty,
  somePlace,
} = require('./world')

/* A request's field `urgent` is set for some if the ledger's step `receive` asks for it. */
const URGENT = c.ledgerRead(c.SHARE, 'ledgers', 'request.yaml').steps.receive.ask.includes('urgent')
const CHANNELS = {
  hotline: 128,
  report: 74,
  visit: 62,
  dialogue: 34,
  handling: 52,
  service: 26,
  accountability: 10,
}
const CITY_AT = {
  431302: [27.73, 111.99],
  431321: [27.46, 112.19],
  431322: [27.73, 111.32],
  431381: [27.69, 111.43],
  431382: [27.69, 111.67],
}

// ---- requests: when and by whom they come in -----------------------------------------------------

const OFFICE_HOURS_ONLY = ['visit', 'handling', 'accountability', 'dialogue']
const MEETINGS = [
  ['2022-04-28', 12],
  ['2022-05-26', 5],
  ['2022-06-16', 5],
  ['2022-07-14', 12],
]

function dayFor(channel) {
  const days = Array.from({ length: LAST - OPENING + 1 }, (_, i) => OPENING + i)
  const busy = (d) =>
    (d < OPENING + 12 ? 0.7 : 1) *
    (d > c.dayNumber('2022-03-30') && d < c.dayNumber('2022-04-20') ? 1.25 : 1)
  return rng.weighted(
    days,
    (d) => busy(d) * (calendar.works(d) ? 1 : OFFICE_HOURS_ONLY.includes(channel) ? 0 : 0.45),
  )
}
function timeFor(channel, day) {
  let t
  if (OFFICE_HOURS_ONLY.includes(channel)) t = sometime(day, 0)
  else if (channel === 'hotline')
    t = rng.chance(0.8)
      ? at(day, 8, 30) + rng.whole(0, 9 * HOUR)
      : at(day, 8) + rng.whole(0, 13 * HOUR)
  else t = at(day, 7, 30) + rng.whole(0, 14.5 * HOUR)
  return day === LAST ? Math.min(t, at(day, 14, 50) + rng.whole(0, 30 * MINUTE)) : t
}
function arrivals() {
  const out = []
  const put = (channel, t, more = {}) => out.push({ channel, t, ...more })
  put('hotline', c.moment('2022-03-19T08:31:00'))
  put('hotline', c.moment('2022-03-19T10:12:40'))
  put('report', c.moment('2022-03-19T14:05:22'))
  put('hotline', c.moment('2022-03-19T16:48:09'))
  put('hotline', c.moment('2022-04-11T16:40:12'), { story: true })
  put('hotline', c.moment('2022-08-22T09:07:31'))
  put('report', c.moment('2022-08-22T10:44:56'))
  for (const [day, n] of MEETINGS) {
    let t = at(c.dayNumber(day), 15, 5)
    for (let i = 0; i < n; i++) put('dialogue', (t += rng.whole(4 * MINUTE, 11 * MINUTE)))
  }
  for (const [channel, n] of Object.entries(CHANNELS))
    while (out.filter((x) => x.channel === channel).length < n)
      put(channel, timeFor(channel, dayFor(channel)))
  const seen = new Set()
  for (const x of out) {
    while (seen.has(x.t)) x.t++
    seen.add(x.t)
  }
  return out.sort((a, b) => a.t - b.t).map((x, i) => ({ ...x, record: `r${i + 1}` }))
}
function enteredBy(r) {
  const requester = () => ({ as: 'requester', owner: ROOT, county: someCounty() })
  const post = (as, owner, county = someCounty()) => ({ as, owner, county })
  switch (r.channel) {
    case 'hotline':
      return !r.story && rng.chance(0.18) && calendar.works(c.dayOf(r.t))
        ? post('gsl.sl', GSL)
        : post(rng.pick(['rx1', 'rx2', 'rx3', 'rx4']), ROOT)
    case 'visit': {
      const visitor = rng.among({ county: 5, township: 3, city: 2 })
      if (visitor === 'city') return post('ysb.sl1', YSB)
      const office = visitor === 'county' ? someCounty() : rng.pick(townshipsWithClerk).code
      return post(`c.${office}`, office, countyOf(office))
    }
    case 'dialogue':
      return post('ysb.sl2', YSB)
    case 'handling':
      return rng.chance(0.4) ? requester() : post(rng.pick(['ck1', 'ck2']), ROOT)
    case 'accountability':
      return post('zz1', ROOT)
    default:
      return requester()
  }
}

// ---- requests: what they are about ---------------------------------------------------------------

/* What a small shop may ask for as well; the rest speaks of plants and production. */
const SHOP_TOPICS = [
  'registration',
  'licence',
  'counter',
  'charges',
  'invoice',
  'insurance',
  'parking',
]
const leaves = Object.entries(texts.topics).map(([code, topic]) => ({ code, ...topic }))
const STORY = {
  t: '厂区变压器突发故障，整条生产线停机',
  b: '该公司厂区变压器下午四点突发故障，两条生产线全部停机，订单月底要交货，请供电部门尽快派人抢修。',
  r: [
    '接到交办后，我公司抢修班4月12日上午到达现场，查明变压器高压绕组击穿，当天接入应急发电车保障一条生产线开机；4月13日调换同型号变压器，4月14日上午试验合格，全厂恢复供电。',
  ],
  lead: ['DL'],
}

function contents(r, orgs) {
  Object.assign(r, r.story ? { as: 'rx2', owner: ROOT, county: '431302' } : enteredBy(r))
  const leaf = r.story
    ? leaves.find((l) => l.code === 'power_supply')
    : rng.weighted(
        leaves.filter((l) => !r.direct || l.problems.some((p) => p.d)),
        (l) => l.weight,
      )
  const fits = leaf.problems.filter((p) => (r.direct ? p.d : p.r.length))
  r.topic = leaf.code
  r.problem = r.story
    ? STORY
    : rng.weighted(fits, (p) => (r.direct || !p.d ? 1 : r.channel === 'accountability' ? 0 : 0.3))
  r.leads = r.problem.lead || leaf.lead
  r.assists = r.problem.assist || leaf.assist || []
  const near = orgs.filter(
    (o, i) =>
      o.county === r.county &&
      i !== RETIRED &&
      (o.org_kind !== 'self_employed' || SHOP_TOPICS.includes(r.topic)),
  )
  r.firm = r.story
    ? near.find((o) => o.trade.name === '机械制造' && o.us === '公司')
    : rng.chance(0.85)
      ? rng.pick(near)
      : null
  r.place = r.firm && rng.chance(0.8) ? r.firm.place : somePlace(r.county)
  if (r.as.startsWith('c.') && r.owner.length === 9)
    r.place = rng.chance(0.5)
      ? r.owner
      : rng.pick(level('village').filter((v) => v.code.startsWith(r.owner))).code
  r.contact = r.firm && rng.chance(0.5) ? r.firm.contact : person()
  r.urgentDraw = rng.chance(0.07)
  r.urgent =
    URGENT &&
    !r.story &&
    !r.direct &&
    r.urgentDraw &&
    ['utilities', 'logistics'].includes(groupOf(r.topic))
  wording(r)
}
const GROUPS = c
  .read(c.SHARE, 'lists', 'topics.yaml')
  .split(/^ {2}- code: /m)
  .slice(1)
const groupOf = (leaf) => GROUPS.find((g) => g.includes(`code: ${leaf},`)).split('\n')[0]

function wording(r) {
  const trade = r.firm ? r.firm.trade : rng.pick(trades),
    us = r.firm ? r.firm.us : '公司'
  const month = Number(c.dayText(c.dayOf(r.t)).slice(5, 7)) - rng.whole(1, 2)
  const town = townshipOf(r.place) || r.place
  r.words = {
    firm: r.firm ? r.firm.name : '一家企业',
    we: (r.as === 'requester' ? '我' : '该') + us,
    goods: trade.goods,
    gear: trade.gear,
    raw: trade.raw,
    where: placeName(r.place),
    town: name(town),
    county: name(r.county),
    month: `${month}月`,
  }
  r.title = fill(rng, r.problem.t, r.words)
  const body = fill(rng, r.problem.b, r.words)
  if (r.story) return void (r.body = `${r.firm.name}来电反映，${body}`)
  const opening = fill(
    rng,
    rng.pick(texts.openings[r.as === 'requester' ? 'self' : r.channel]),
    r.words,
  )
  r.body =
    opening +
    body +
    rng.pick(r.problem.d || /希望|请求/.test(body) ? ['', '盼复。'] : texts.closings)
}
function placeField(r) {
  const town = townshipOf(r.place)
  if (!town || !name(town).endsWith('街道') || !rng.chance(0.7))
    return r.place /* points only near the county seat: there they are plausible */
  const [lat, lon] = CITY_AT[r.county],
    off = () => (rng.next() - 0.5) * 0.04
  return `${r.place}@${(lat + off()).toFixed(5)},${(lon + off()).toFixed(5)}`
}

// ---- requests: who handles -----------------------------------------------------------------------

function officeFor(token, r) {
  switch (token) {
    case 'county':
      return r.county
    case 'ysb':
      return `${r.county}-YSB`
    case 'town':
      return townshipOf(r.place) || r.county
    case 'JKQ': // the zone lies in 娄星区
      return r.county === '431302' ? '4313-JKQ' : `${r.county}-YSB`
    case 'power':
      return r.county === '431302' ? '4313-DL' : `${r.county}-DL`
    default:
      assert(offices.has('4313-' + token), token)
      return '4313-' + token
  }
}
function parties(r) {
  r.lead = officeFor(rng.pick(r.leads), r)
  const want = r.story ? 0 : Number(rng.among({ 0: 55, 1: 28, 2: 12, 3: 5 }))
  // the county or its business office, not both, and neither beside a lead of theirs
  const middle = officeFor(rng.pick(['ysb', 'county']), r)
  const near = [officeFor('town', r)]
  if (!r.lead.startsWith(r.county) || townshipOf(r.lead)) near.push(middle)
  const village = villagesWithPost
    .filter((v) => v.code === r.place && rng.chance(0.6))
    .map((v) => v.code)
  const bureaus = r.assists.map((x) => officeFor(x, r))
  const pool = [...village, ...rng.shuffled(bureaus), ...rng.shuffled(near)]
  r.assist = [...new Set(pool)].filter((o) => o !== r.lead).slice(0, want)
}
const withinCounty = (r) => /^\d{6}/.test(r.owner)
function dispatcherOf(r) {
  if (withinCounty(r) && countyOf(r.lead) === countyOf(r.owner)) return `d.${countyOf(r.owner)}`
  return r.owner === YSB && rng.chance(0.7) ? 'ysb.pd' : rng.pick(['pd1', 'pd2'])
}
function evaluatorOf(r) {
  if (withinCounty(r)) return `e.${countyOf(r.owner)}`
  return r.owner === YSB ? 'ysb.hf' : rng.pick(['hf1', 'hf2', 'hf3'])
}
const clerkOf = (r) => (r.as === 'requester' ? rng.pick(['zx1', 'zx2']) : r.as)
const dateWords = (t) => {
  const [, m, d] = c.dayText(c.dayOf(t)).split('-').map(Number)
  return `${m}月${d}日`
}

module.exports = {
  arrivals,
  contents,
  placeField,
  parties,
  dispatcherOf,
  evaluatorOf,
  clerkOf,
  dateWords,
}
