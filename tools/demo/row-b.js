// row-b.js: the lists of Xiangtan (suggestions, promises) and Chenzhou (four lists).
'use strict'
const about = {
  recruitment: ['企业反映旺季招工难', '希望组织专场招聘会', '建议发布用工信息', '缺少熟练技工'],
  training: ['希望组织岗前培训', '技能补贴申领环节多', '建议校企共建实训', '培训课程与岗位不符'],
  talent: ['引进人才住房补贴咨询', '人才子女入学问题', '职称评审渠道不清', '希望高校毕业生对接'],
  insurance: ['社保缓缴期限咨询', '稳岗返还没有到账', '工伤保险费率偏高', '社保转移接续不顺'],
}

module.exports = ({ rng, csv, row, common: c }) => {
  const day = (iso) => c.dayNumber(iso)
  const text = (n) => c.dayText(n)
  const topics = Object.keys(about)
  const items = []
  for (let i = 0; i < 130; i++) {
    const topic = rng.pick(topics)
    const listed = day('2022-03-01') + rng.whole(0, 40)
    const struck = i < 92 ? listed + rng.whole(12, 60) : null
    items.push({
      事项: `${rng.pick(about[topic])}（第${i + 1}条）`,
      清单: '诉求建议清单',
      类别: topic,
      办理方式: rng.among({ own: 6, joint: 3, upward: 1 }),
      办理措施: '明确责任科室和时限，逐条回复。',
      责任单位: `4303-RSJ-${rng.pick(['JY', 'RC', 'SB', 'PX'])}`,
      登记日期: text(listed),
      销号日期: struck && text(struck),
      办理结果: struck && '已办理并答复企业。',
      状态: struck ? '已销号' : '已列入',
    })
  }
  csv(row('suggestions.csv'), Object.keys(items[0]), items)

  const promises = []
  for (let i = 0; i < 100; i++)
    promises.push({
      事项: `民生实事第${i + 1}件`,
      清单: '实事清单',
      办理措施: '列出进度，按月调度。',
      责任单位: rng.pick(['4303-JYJ', '4303-MZJ', '4303-JTJ', '4303-WJW']),
      登记日期: '2022-01-20',
      明显进展: i < 38 ? 'true' : 'false',
      状态: i < 38 ? '办理中' : '已列入',
    })
  csv(row('promises.csv'), Object.keys(promises[0]), promises)

  const lists = []
  const kinds = { 学习清单: 166, 问题清单: 18, 重点工作清单: 25, 底数清单: 8 }
  for (const [kind, n] of Object.entries(kinds))
    for (let i = 0; i < n; i++) lists.push({ 清单: kind, 事项: `${kind.slice(0, -2)}事项第${i + 1}项` })
  const done = new Set(rng.shuffled(lists.map((_, i) => i)).slice(0, 130))
  lists.forEach((r, i) => {
    const listed = day('2021-03-01') + rng.whole(0, 60)
    r.责任单位 = rng.pick(['4310-TZB', '4310-GSL'])
    r.登记日期 = text(listed)
    r.销号日期 = done.has(i) ? text(listed + rng.whole(20, 150)) : ''
    r.状态 = done.has(i) ? '已销号' : '已列入'
  })
  csv(row('lists.csv'), Object.keys(lists[0]), lists)
}
