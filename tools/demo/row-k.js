// row-k.js: Xiangtan's associations of townships and villages, each with the number of its approval.
'use strict'
module.exports = ({ rng, csv, row, common: c }) => {
  const one = (i, kind, name) => {
    const founded = c.dayText(c.dayNumber('2019-03-01') + rng.whole(0, 1100))
    return {
      名称: name,
      统一社会信用代码: `514303DEMO${String(i + 1).padStart(8, '0')}`,
      类型: kind,
      登记日期: founded,
      批准文号: `潭统发〔${founded.slice(0, 4)}〕${i + 1}号`,
      批准日期: founded,
    }
  }
  const all = []
  for (let i = 0; i < 7; i++) all.push(one(i, '乡镇级商会协会', `示例乡镇第${i + 1}新乡贤联谊会`))
  for (let i = 7; i < 42; i++) all.push(one(i, '村级商会协会', `示例村第${i - 6}新乡贤联谊会`))
  csv(row('associations.csv'), Object.keys(all[0]), all)
}
