// world.js: the demo city's ground: its offices, its calendar, its working hours, its chance.
'use strict'
const c = require('./common')

const rng = c.chance(20220822)
const calendar = c.calendarRead(2022)
const offices = c.officesRead()

const ROOT = '4313',
  YSB = '4313-YSB',
  GSL = '4313-GSL'
const OPENING = c.dayNumber('2022-03-19'),
  LAST = c.dayNumber('2022-08-22')
const CUTOFF = c.moment('2022-08-22T17:40:00')
/* counties and how much comes from each */
const COUNTIES = { 431302: 34, 431321: 17, 431322: 20, 431381: 12, 431382: 17 }

const MINUTE = 60,
  HOUR = 3600
const clock = (t) => t % c.DAY
const at = (day, h, m = 0, s = 0) => day * c.DAY + h * HOUR + m * MINUTE + s

// ---- working hours: 8:30–12:00 and 14:30–17:30 on worked days ------------------------------------

const HOURS = [
  [8.5 * HOUR, 12 * HOUR],
  [14.5 * HOUR, 17.5 * HOUR],
]

// The first working moment at or after t.
function atWork(t) {
  const day = c.dayOf(t)
  if (calendar.works(day))
    for (const [from, to] of HOURS) if (clock(t) < to) return Math.max(t, day * c.DAY + from)
  return at(calendar.next(day + 1), 8, 30)
}
// t and so many working seconds more.
function worked(t, seconds) {
  for (t = atWork(t); ;) {
    const [, to] = HOURS.find(([, end]) => clock(t) < end)
    if (clock(t) + seconds < to) return t + seconds
    seconds -= to - clock(t)
    t = atWork(c.dayOf(t) * c.DAY + to)
  }
}
// Some working moment of a day, after `after` if that is possible that day, else soon after it.
function sometime(day, after) {
  const [from, to] = rng.weighted(HOURS, ([a, b]) => b - a)
  const t = day * c.DAY + from + rng.whole(60, to - from - 60)
  return t > after ? t : worked(after, rng.whole(8, 50) * MINUTE + rng.whole(0, 59))
}
const between = (from, to) => {
  /* a working moment in (from, to), or null */
  for (let i = 0; i < 50; i++) {
    const t = rng.whole(from + MINUTE, to - MINUTE)
    if (atWork(t) === t) return t
  }
  return null
}

// ---- offices ---------------------------------------------------------------------------------------

const all = [...offices.values()]
const name = (code) => offices.get(code).name
const level = (l) => all.filter((o) => o.level === l && /^\d+$/.test(o.code))
const countyOf = (code) => c.upward(offices, code).find((x) => x.length === 6)
const townshipOf = (code) => c.upward(offices, code).find((x) => x.length === 9)
const villageName = (o) =>
  o.name.replace(/村?(村民委员会|村委会)$/, '村').replace(/居民?委员会$|居委会$/, '')
const placeName = (code) =>
  code.length > 9 ? name(townshipOf(code)) + villageName(offices.get(code)) : name(code)
const shortName = (o) =>
  o.name
    .replace(/^娄底市(人民政府)?(?=.{3})/, '市')
    .replace('市人力资源和社会保障局', '市人社局')
    .replace('市公安局交通警察支队', '市交警支队')
    .replace('市发展和改革委员会', '市发改委')

const villagesWithPost = level('county').flatMap(({ code }) =>
  rng
    .shuffled(
      level('village').filter((v) => v.code.startsWith(code) && /村(委会|民委员会)?$/.test(v.name)),
    )
    .slice(0, 4),
)
const townshipsWithClerk = level('county').flatMap(({ code }) =>
  rng.shuffled(level('township').filter((t) => t.code.startsWith(code))).slice(0, 3),
)

const handlerOf = (office) => 'h.' + office.toLowerCase()
const usOf = (code) => {
  const n = name(code),
    end = ['支队', '公司', '街道', '中心', '镇', '乡', '县', '区', '局', '行', '村'].find((x) =>
      n.endsWith(x),
    )
  if (/^\d{12}$/.test(code))
    return villageName(offices.get(code)).endsWith('村') ? '我村' : '我社区'
  if (/^\d{6}$/.test(code)) return n.endsWith('市') ? '我市' : '我' + end
  return n.endsWith('委员会')
    ? '我委'
    : n.endsWith('联合会')
      ? '我会'
      : n.endsWith('办公室')
        ? '我办'
        : n.endsWith('林场')
          ? '我场'
          : '我' + end
}
const someCounty = () => rng.among(COUNTIES)
function somePlace(county) {
  const towns = level('township').filter((t) => t.code.startsWith(county))
  const town = rng.chance(0.4)
    ? rng.weighted(towns, (t) => (t.name.endsWith('街道') ? 3 : 1))
    : rng.pick(towns)
  const posts = villagesWithPost.filter((v) => v.code.startsWith(county))
  if (rng.chance(0.1)) return rng.pick(posts).code
  if (rng.chance(0.5)) return town.code
  return rng.pick(level('village').filter((v) => v.code.startsWith(town.code))).code
}

module.exports = {
  rng,
  calendar,
  offices,
  ROOT,
  YSB,
  GSL,
  OPENING,
  LAST,
  CUTOFF,
  MINUTE,
  HOUR,
  at,
  worked,
  atWork,
  sometime,
  between,
  all,
  name,
  level,
  countyOf,
  townshipOf,
  placeName,
  shortName,
  villagesWithPost,
  townshipsWithClerk,
  handlerOf,
  usOf,
  someCounty,
  somePlace,
}
