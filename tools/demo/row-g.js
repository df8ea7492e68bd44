// row-g.js: investment projects (ledger project): what is signed, what is registered, started and
// reported as a sheet of steps. Sums are exact: money is dealt in whole hundreds of 万元, the last one
// takes what is left.
'use strict'

const INVESTORS = ['民营企业', '民营企业', '民营企业', '国有企业', '外资（含港澳台）', '合资合作']
const WORKS = ['新材料', '电子信息', '工程机械配套', '食品加工', '文旅康养', '冷链物流', '生物医药', '硅钢精深加工', '装配式建筑', '纺织服装']

// n amounts of 万元 that add up to `sum`, each from `least` on, at most `most`; in hundredths.
function deal(rng, n, sum, least, most) {
  const total = Math.round(sum * 100)
  const parts = []
  let left = total
  for (let i = n; i > 1; i--) {
    const low = Math.max(least * 100, left - (i - 1) * most * 100)
    const high = Math.min(most * 100, left - (i - 1) * least * 100, (2 * left) / i - least * 100)
    const part = Math.floor(rng.whole(Math.ceil(low), Math.max(Math.ceil(low), Math.floor(high))) / 10000) * 10000
    parts.push(Math.max(part, Math.ceil(low)))
    left -= parts[parts.length - 1]
  }
  parts.push(left)
  return parts.map((x) => (x / 100).toFixed(2).replace(/\.?0+$/, ''))
}

const two = (n) => String(n).padStart(2, '0')
const HEAD = ['项目代码', '项目名称', '投资主体', '湘商回归', '示范项目', '合同投资（万元）', '累计到位（万元）', '落户地', '牵头单位', '阶段', '日期']
const STEPS = ['项目代码', '环节', '日期', '注册企业代码', '本次到位（万元）']

function projects(rng, tag, counties, leads, groups) {
  const rows = []
  for (const g of groups) {
    for (const money of deal(rng, g.n, g.sum, g.least, g.most)) {
      const place = rng.pick(counties)
      const k = rows.length + 1
      rows.push({
        项目代码: `${tag}-${String(k).padStart(3, '0')}`,
        项目名称: `${place.name}${rng.pick(WORKS)}项目${k}期`,
        投资主体: rng.pick(INVESTORS),
        湘商回归: g.returning ? '是' : '否',
        示范项目: g.model ? '是' : '否',
        '合同投资（万元）': money,
        '累计到位（万元）': 0,
        落户地: place.code,
        牵头单位: rng.pick(leads),
        阶段: '签约',
        日期: g.day || g.days(rng),
      })
    }
  }
  return rows
}

module.exports = ({ rng, csv, common, areas, row, demo }) => {
  const within = (from, months) => (r) => {
    const m = r.whole(0, months - 1) + from[1] - 1
    return `${from[0] + Math.floor(m / 12)}-${two((m % 12) + 1)}-${two(r.whole(1, 28))}`
  }
  // 湘潭: 97 signed since October 2018, 1,226.6 亿元
  const counties = (city) =>
    common.csvRead(common.ROOT, 'tests', 'newspaper', 'G', `${city}-offices.csv`).filter((o) => o.level === 'county')
  csv(row('xiangtan.csv'), HEAD, projects(rng, 'XT', counties('xiangtan'), ['4303-SWJ', '4303-GXJ', '4303-GSL'], [
    { n: 97, sum: 12266000, least: 3000, most: 800000, days: within([2018, 10], 44) },
  ]))
  // 郴州: 101, 521.29 亿元; of returning entrepreneurs 58, 238.4
  csv(row('chenzhou.csv'), HEAD, projects(rng, 'CZ', counties('chenzhou'), ['4310-SWJ', '4310-GSL'], [
    { n: 58, sum: 2384000, least: 2000, most: 200000, returning: true, days: within([2022, 1], 6) },
    { n: 43, sum: 2828900, least: 2000, most: 300000, days: within([2022, 1], 6) },
  ]))
  // 娄底: 29 demonstration projects, 44.09 亿元, on one day; 73 of 1 亿元 and more, 558 亿元; 28 firms
  // registered and 161.3 亿元 in place from January to July
  const ld = areas.filter((a) => a.level === 'county')
  const leads = ['4313-SHANGWU', '4313-FGW', '4313-GXJ', '4313-GSL']
  const all = projects(rng, 'LD', ld, leads, [
    { n: 19, sum: 372900, least: 10000, most: 40000, model: true, day: '2022-06-28' },
    { n: 10, sum: 68000, least: 3000, most: 9900, model: true, day: '2022-06-28' },
    { n: 54, sum: 5207100, least: 10000, most: 400000, returning: true, days: within([2021, 6], 10) },
    { n: 6, sum: 33000, least: 2000, most: 9900, days: within([2022, 1], 3) },
  ])
  csv(demo('40-project.csv'), HEAD, all)
  const old = all.filter((p) => p.日期 < '2022-04-01')
  // the largest have the most in place
  const chosen = old.slice().sort((a, b) => b['合同投资（万元）'] - a['合同投资（万元）']).slice(0, 28)
  const money = deal(rng, 56, 1613000, 1000, 90000).sort((a, b) => b - a)
  const steps = []
  chosen.forEach((p, i) => {
    const take = (环节, 日期, more) => steps.push({ 项目代码: p.项目代码, 环节, 日期, ...more })
    const m = 4 + (i % 2)
    take('注册', `2022-${two(m)}-${two(rng.whole(1, 15))}`, { 注册企业代码: `91431300DEMO${String(i + 1).padStart(4, '0')}A` })
    take('报送到位资金', `2022-${two(m)}-${two(rng.whole(20, 28))}`, { '本次到位（万元）': money[2 * i] })
    if (i < 20) take('开工', `2022-06-${two(rng.whole(1, 20))}`)
    take('报送到位资金', `2022-07-${two(rng.whole(1, 20))}`, { '本次到位（万元）': money[2 * i + 1] })
    if (i < 5) take('投产', `2022-08-${two(rng.whole(1, 15))}`)
  })
  steps.push({ 项目代码: old.find((p) => !chosen.includes(p)).项目代码, 环节: '报送到位资金', 日期: '2022-08-10', '本次到位（万元）': 2600 })
  csv(demo('41-project.csv'), STEPS, steps)
}
