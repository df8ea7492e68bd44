// texts.js: what people of the demo city ask for and what the offices answer, as templates.
// Everything here is made up. No person, no real firm, no law is quoted.
//
// A leaf of the list `topics` has problems. A problem has
//   t  title, b  body, r  replies of the office that handled it (empty: never assigned),
//   d  answers given at once by a clerk (empty: never answered at once),
//   lead, assist  who handles it: a bureau's short code, or county | ysb | town | power.
// Slots: {a|b} one of them, {3-12} a whole number, {x} a word of the record (see `words` in
// requests.js), {x=a|b} or {x=3-12} drawn once and the same wherever the record says {x} again.
'use strict'

const topics = Object.assign(
  {},
  require('./texts/utilities'),
  require('./texts/approval'),
  require('./texts/finance'),
  require('./texts/tax'),
  require('./texts/labour'),
  require('./texts/land'),
  require('./texts/market'),
  require('./texts/arrears'),
  require('./texts/logistics'),
  require('./texts/policy'),
)

// Before the body: who says it, by channel; self: the requester. {firm} is the firm's name or 一家企业.
const openings = {
  self: ['', '', '您好！', '反映一个问题：'],
  hotline: ['{firm}来电反映，', '来电反映：', '{firm}来电：', ''],
  visit: ['走访中{firm}提出，', '上门走访时企业反映，', '走访{town}企业时了解到，{firm}反映：'],
  dialogue: ['座谈会上{firm}代表提出，', '企业座谈会收集：', '{firm}在座谈会上反映，'],
  handling: ['{firm}到窗口反映，', '诉求窗口登记：', '窗口收到{firm}书面反映：'],
  accountability: ['{firm}反映办事中遇到推诿，', '此前已向有关单位反映过，没有得到处理。'],
}
const closings = [
  '',
  '',
  '希望尽快解决。',
  '请帮助协调。',
  '请相关部门上门看看。',
  '盼复。',
  '请问什么时候能办好？',
  '希望给一个明确的时间。',
  '恳请支持。',
  '请核实处理。',
]

const assistReplies = {
  bureau: [
    '{us}已派员与主办单位一同到现场，提供了相关资料，涉及{us}的部分没有障碍。',
    '{us}核对了有关记录，书面意见已交主办单位。',
    '按交办要求，{us}完成了配合事项，结果已告知主办单位和企业。',
    '{us}参加了主办单位召集的会商，对方案没有不同意见，后续手续当天可办。',
    '涉及{us}的手续已并联办理完毕，请主办单位统一答复。',
    '{us}已指定联络人，{sign}起随主办单位一道跟进，没有需要补充的材料。',
  ],
  local: [
    '{us}已安排人员到场配合，并与周边住户作了沟通。',
    '{us}核实了现场位置和周边情况，照片和说明已交主办单位。',
    '{us}联系了当事各方，配合事项已完成。',
    '{us}上门看望了企业，情况与反映一致，已如实告知主办单位。',
  ],
}
const whyRedo = [
  '回访时企业表示只处理了一部分，{又出现同样的情况|还有一处没有解决}。',
  '企业反映答复与实际不符，{现场没有看到整改|承诺的时间已过}。',
  '问题{三天后又反复|当天解决次日又出现}，企业要求重新处理。',
  '企业对答复不认可，认为{没有说明原因|没有给出时间}。',
]
const secondReplies = [
  '针对企业再次反映的情况，{us}负责人{sign}带队到现场，查清遗漏环节，{done}整改完毕，企业当面确认。',
  '{us}重新核查，上次处理不彻底。已补做剩余部分，并留下专人电话，{done}再次回访没有问题。',
  '经二次办理，{us}与企业当面沟通方案，{done}落实到位，就首次答复不准确致歉。',
]
const whyReopen = [
  '来电人表示答复没有针对他的情况，需要具体部门说明。',
  '企业照答复去办，窗口仍要求另外的材料，请重新处理。',
]

module.exports = { topics, openings, closings, assistReplies, whyRedo, secondReplies, whyReopen }
