// row-o.js: special drives with their tasks and clues (ledgers drive, assignment), decisions of meetings
// (assignment) and honours (ledger honour).
'use strict'

const two = (n) => String(n).padStart(2, '0')
const DRIVE = ['专项编号', '名称', '年度', '牵头单位', '启动日期', '结束日期', '每周一调度', '工作方案', '状态']
const TASK = ['任务', '来源', '责任单位', '完成日期', '专项行动', '述职点评', '交办日期', '办结日期', '状态']
const HONOUR = ['荣誉名称', '类别', '对象类型', '受表彰单位', '所在地区', '级别', '年度', '表彰日期', '表彰文号', '状态']
const add = (day, n) => new Date(Date.parse(day) + n * 864e5).toISOString().slice(0, 10)

// n tasks of which `done` are struck off by 20 August; the offices take turns.
function tasks(rng, n, done, more, words, offices, days) {
  const ends = rng.shuffled(Array.from({ length: n }, (_, i) => i < done))
  return ends.map((end, i) => {
    const given = add(days[0], rng.whole(0, days[1]))
    const by = add(given, rng.whole(20, 60))
    const took = add(given, rng.whole(5, 55))
    const ended = took <= '2022-08-20' ? took : '2022-08-20'
    return {
      任务: `${words[i % words.length]}（第${i + 1}项）`,
      责任单位: offices[i % offices.length],
      完成日期: by,
      交办日期: given,
      办结日期: end ? ended : '',
      状态: end ? '已销号' : rng.chance(0.6) ? '落实中' : '待落实',
      ...more,
    }
  })
}

function honours(rng, area, grade, sorts) {
  const rows = []
  let paper = 0
  for (let year = 2018; year <= 2022; year++) {
    for (const [sort, body, names, n] of sorts) {
      for (let i = 0; i < n[year - 2018]; i++) {
        const name = names(i, year)
        rows.push({
          荣誉名称: `${year}年度${sort}`,
          类别: sort,
          对象类型: body,
          受表彰单位: name[1],
          所在地区: name[0],
          级别: grade(rng),
          年度: year,
          表彰日期: `${year}-${year === 2022 ? two(rng.whole(2, 7)) : two(rng.whole(2, 12))}-${two(rng.whole(1, 28))}`,
          表彰文号: `表彰〔${year}〕${++paper}号`,
          状态: '已表彰',
        })
      }
    }
  }
  return rows
}

module.exports = ({ rng, csv, common, areas, units, demo }) => {
  const counties = areas.filter((a) => a.level === 'county')
  const bureaus = units.filter((u) => u.kind === 'bureau' && u.level === 'city').map((u) => u.code)
  const firms = common.csvRead(common.SHARE, 'demo', 'organisations.csv')
  csv(demo('53-drive.csv'), DRIVE, [
    { 专项编号: 'QQ2021', 名称: '清理拖欠民营企业账款', 年度: 2021, 牵头单位: '4313-GXJ', 启动日期: '2021-03-15', 结束日期: '2021-12-31', 每周一调度: '否', 工作方案: '摸底核实、分类清偿、限时销号。', 状态: '已结束' },
    { 专项编号: 'YS2022', 名称: '优化营商环境攻坚', 年度: 2022, 牵头单位: '4313-YSB', 启动日期: '2022-03-19', 结束日期: '2022-12-31', 每周一调度: '否', 工作方案: '一年一方案：任务分解到单位，线索限时核查，进度按单位通报。', 状态: '进行中' },
    { 专项编号: 'DQ2022', 名称: '大气污染防治', 年度: 2022, 牵头单位: '4313-SHJ', 启动日期: '2022-06-10', 结束日期: '2022-12-30', 每周一调度: '是', 工作方案: '每周一调度，会后印发通报。', 状态: '进行中' },
  ])
  const twelve = ['4313-YSB', '4313-FGW', '4313-GXJ', '4313-SFJ', '4313-CZJ', '4313-RSJ', '4313-ZRJ', '4313-ZJJ', '4313-SHANGWU', '4313-SCJ', '4313-XZSP', '4313-SHUIWU']
  const six = ['4313-SHJ', ...counties.map((c) => c.code)]
  const drive = (ref, sort) => ({ 专项行动: ref, 来源: sort })
  csv(demo('55-assignment.csv'), TASK, [
    ...tasks(rng, 36, 29, drive('YS2022', '专项分解'), ['压减审批时限', '清理隐性壁垒', '公开惠企政策', '规范涉企检查', '推行容缺受理'], twelve, ['2022-03-22', 70]),
    ...tasks(rng, 18, 13, drive('DQ2022', '专项分解'), ['工地扬尘整治', '餐饮油烟治理', '秸秆禁烧巡查'], six, ['2022-06-13', 40]),
    ...tasks(rng, 47, 41, drive('YS2022', '线索核查'), ['企业反映检查过频', '企业反映审批拖延', '企业反映政策未兑现'], twelve, ['2022-04-06', 100]),
    ...tasks(rng, 24, 19, { 来源: '会议议定' }, ['研究出台支持措施', '建立联席会商机制', '开展政策落实评估'], bureaus.slice(0, 14), ['2022-02-10', 150]),
  ])
  // by kind and year: 2018 … 2022
  const firm = (i, year) => {
    const f = firms[(i * 7 + year) % firms.length]
    return [f.place.slice(0, 6), f.name]
  }
  const county = (name) => (i) => {
    const c = counties[i % counties.length]
    return [c.code, `${c.name}${name}`]
  }
  csv(demo('56-honour.csv'), HONOUR, honours(rng, '4313', (r) => r.pick(['县级', '市级', '市级', '省级']), [
    ['优秀民营企业', '企业', firm, [10, 12, 14, 16, 20]],
    ['纳税大户', '企业', (i, y) => firm(i + 40, y), [6, 6, 8, 8, 10]],
    ['科技创新奖', '企业', (i, y) => firm(i + 60, y), [2, 3, 3, 4, 6]],
    ['光彩事业贡献奖', '企业', (i, y) => firm(i + 80, y), [0, 0, 4, 5, 8]],
    ['四好商会', '商会', county('工商联（总商会）'), [2, 3, 4, 5, 5]],
    ['先进集体', '人民团体', county('青年企业家协会'), [0, 2, 2, 3, 4]],
  ]))
}
