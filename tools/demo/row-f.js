// row-f.js: firms help villages (ledgers organisation and pairing): 622 firms and 76 chambers for 269
// villages, 104 of the firms in one demonstration belt, over 3 亿元 given. The sheet of pairings names firms by
// their codes, several in one cell.
'use strict'

const FIRMS = 622
const CHAMBERS = 76
const SHAPES = [ // [how many pairings, who helps in each, how many villages]; the first take the rest
  { name: 'many_one', pairings: 157, villages: 1 },
  { name: 'one_one', pairings: 70, villages: 1 },
  { name: 'one_many', pairings: 21, villages: 2 },
]
const BELT = 104
const GIVEN = 3128650 // hundredths of 万元: 3.13 亿元
const TRADES = ['农业开发', '生态茶业', '建材', '食品', '商贸', '物流', '园林', '建筑', '矿业', '电子', '纺织', '文旅']

// An 18-character code that no real one can be: DEMO stands in it.
const code = (area, kind, n) => `${kind}${area}DEMO${String(n).padStart(6, '0')}`

function chambers(rng, areas, tag) {
  return Array.from({ length: CHAMBERS }, (_, i) => {
    const area = areas[i % areas.length]
    return { 名称: `${area.name}${rng.pick(TRADES)}商会${tag}${i + 1}`, 统一社会信用代码: code(area.code, '51', 700000 + i), 类型: 'chamber', 所在地: area.code, 状态: '在册' }
  })
}

function firms(rng, areas, tag) {
  return Array.from({ length: FIRMS }, (_, i) => {
    const area = areas[i % areas.length]
    return { 名称: `${area.name}${rng.pick(TRADES)}${tag}${i + 1}号有限公司`, 统一社会信用代码: code(area.code, '91', 800000 + i), 类型: 'limited', 所在地: area.code, 状态: '在册' }
  })
}

// Whoever helps dealt to the pairings: one each, the rest to those of the first shape.
function pairings(rng, helpers, villages, head) {
  const rows = []
  const all = SHAPES.flatMap((s) => Array.from({ length: s.pairings }, () => ({ shape: s, who: [] })))
  for (const p of all) p.villages = villages.splice(0, p.shape.villages)
  const pool = helpers.slice()
  for (const p of all) p.who.push(pool.pop())
  const several = all.filter((p) => p.shape.name === 'many_one')
  for (const p of several) p.who.push(pool.pop())
  while (pool.length) rng.pick(several).who.push(pool.pop())
  let left = GIVEN
  let belt = BELT
  for (const [i, p] of all.entries()) {
    const f = p.who.filter((w) => w.类型 !== 'chamber')
    const there = f.length <= belt && f.length > 0
    if (there) belt -= f.length
    const last = i === all.length - 1
    const given = last ? left : Math.min(left, rng.whole(10, 250) * 100)
    left -= given
    rows.push({
      结对编号: `${head}-${String(i + 1).padStart(3, '0')}`,
      帮扶企业代码: f.map((w) => w.统一社会信用代码).join('、'),
      帮扶商会代码: p.who.filter((w) => w.类型 === 'chamber').map((w) => w.统一社会信用代码).join('、'),
      结对村代码: p.villages.map((v) => v.code).join('、'),
      示范带: there ? '是' : '否',
      帮扶内容: rng.pick(['产业帮扶', '就业帮扶', '消费帮扶', '公益帮扶']),
      '累计捐赠（万元）': (given / 100).toFixed(2),
      状态: '结对中',
      结对日期: `2021-${String(rng.whole(1, 12)).padStart(2, '0')}-${String(rng.whole(1, 28)).padStart(2, '0')}`,
    })
  }
  if (belt || left) throw new Error(`${belt} firms, ${left} left over`)
  return rows
}

function shuffled(rng, list) {
  const v = list.slice()
  for (let i = v.length - 1; i > 0; i--) {
    const k = rng.whole(0, i)
    ;[v[i], v[k]] = [v[k], v[i]]
  }
  return v
}

module.exports = ({ rng, csv, areas, demo }) => {
  const counties = areas.filter((a) => a.level === 'county')
  const villages = shuffled(rng, areas.filter((a) => a.level === 'village')).slice(0, 269)
  const all = firms(rng, counties, '结对').concat(chambers(rng, counties, '结对'))
  csv(demo('70-organisation.csv'), Object.keys(all[0]), all)
  const rows = pairings(rng, shuffled(rng, all), villages, 'WQ')
  csv(demo('71-pairing.csv'), Object.keys(rows[0]), rows)
}
