// row-i.js: consultations, proposals and research reports (ledger proposal), and what came of them.
'use strict'

const two = (n) => String(n).padStart(2, '0')
const HEAD = ['成果编号', '题目', '种类', '提出单位', '办理结果', '日期']
const STEPS = ['成果编号', '环节', '日期', '批示领导职务', '批示意见', '政策文号']
const ABOUT = ['民营经济发展', '营商环境优化', '乡村产业振兴', '城市更新', '人才引进', '水环境治理', '职业教育', '养老服务', '文旅融合', '科技成果转化', '中小企业融资', '农产品品牌']
const SORT = { 协商: '专题协商', 提案: '提案', 调研报告: '调研报告' }
const POSTS = ['市委主要领导', '市政府主要领导', '市级分管领导', '市级分管领导', '省级领导', '县级主要领导']

// counts: how many of each kind; remarked, policy: how many of all were remarked on, became policy.
function results(rng, tag, units, counts, came, years) {
  const sorts = rng.shuffled(Object.entries(counts).flatMap(([sort, n]) => Array(n).fill(sort)))
  const rows = [],
    steps = []
  sorts.forEach((sort, i) => {
    const code = `${tag}-${String(i + 1).padStart(3, '0')}`
    const year = years[i % years.length]
    const topic = ABOUT[i % ABOUT.length]
    const unit = rng.pick(units)
    rows.push({
      成果编号: code,
      题目: `关于${topic}的${SORT[sort]}（${year}年第${i + 1}号）`,
      种类: sort,
      提出单位: unit,
      办理结果: '已形成',
      日期: `${year}-${two(rng.whole(1, 4))}-${two(rng.whole(1, 28))}`,
    })
    const take = (环节, month, more) => steps.push({ 成果编号: code, 环节, 日期: `${year}-${two(month)}-${two(rng.whole(1, 20))}`, ...more })
    if (i < came.remarked)
      take('登记批示', 5, { 批示领导职务: rng.pick(POSTS), 批示意见: `请有关单位研究${topic}的建议，抓好落实` })
    if (i < came.policy) take('转化为政策', 6 + (i % 2), { 政策文号: `${came.number}〔${year}〕${i + 1}号` })
    else if (i < came.policy + came.adopted) take('采纳', 6)
  })
  return { rows, steps }
}

module.exports = ({ rng, csv, row, demo }) => {
  const put = (file, sheet, { rows, steps }) => {
    csv(file, HEAD, rows)
    csv(sheet, STEPS, steps)
  }
  // 娄底: 68 results, many of them policy
  put(demo('44-proposal.csv'), demo('45-proposal.csv'),
    results(rng, 'LD', ['4313-GSL', '4313-YSB', '4313-FGW'], { 协商: 12, 提案: 21, 调研报告: 35 },
      { remarked: 37, policy: 26, adopted: 18, number: '娄政办发' }, [2021, 2022]))
  // 湘潭: 46 consultations and 128 reports in five years
  put(row('xiangtan.csv'), row('xiangtan-came.csv'),
    results(rng, 'XT', ['4303-GSL', '4303-SWJ'], { 协商: 46, 调研报告: 128 },
      { remarked: 52, policy: 31, adopted: 40, number: '潭政办发' }, [2018, 2019, 2020, 2021, 2022]))
  // 郴州: 130
  put(row('chenzhou.csv'), row('chenzhou-came.csv'),
    results(rng, 'CZ', ['4310-GSL', '4310-SWJ'], { 协商: 25, 提案: 38, 调研报告: 67 },
      { remarked: 48, policy: 35, adopted: 30, number: '郴政办发' }, [2021, 2022]))
}
