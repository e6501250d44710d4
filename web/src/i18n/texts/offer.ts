import { counted } from '../counted';
import { defineTexts } from '../define-texts';

/** One offer. */
export const offerTexts = defineTexts({
  back: { en: 'All offers', 'zh-CN': '全部优惠' },
  unknown: {
    en: (id: string) => `The mirror has no offer ${id}. Look for it by its id or its name:`,
    'zh-CN': (id: string) => `镜像中没有优惠 ${id}。请按编号或名称查找：`,
  },
  find: { en: 'Search', 'zh-CN': '搜索' },
  // Facts
  facts: { en: 'Facts', 'zh-CN': '基本信息' },
  where: { en: 'Where', 'zh-CN': '地区' },
  payout: { en: 'Payout', 'zh-CN': '单价' },
  model: { en: 'Model', 'zh-CN': '计费模式' },
  vertical: { en: 'Vertical', 'zh-CN': '类别' },
  cap: { en: 'Daily cap', 'zh-CN': '每日上限' },
  capOpen: { en: 'no limit', 'zh-CN': '无上限' },
  capLeft: { en: (n: string) => `${n} left`, 'zh-CN': (n: string) => `剩余 ${n}` },
  traffic: { en: 'Traffic', 'zh-CN': '流量类型' },
  timeFrame: { en: 'Time frame', 'zh-CN': '时段' },
  restrictions: { en: 'Restrictions', 'zh-CN': '流量限制' },
  landingPage: { en: 'Landing page', 'zh-CN': '落地页' },
  thumbnails: { en: 'Pictures', 'zh-CN': '图片' },
  last: { en: 'Last conversion', 'zh-CN': '最近转化' },
  asStated: {
    en: (raw: string) => `the network says “${raw}”`,
    'zh-CN': (raw: string) => `网络显示“${raw}”`,
  },
  observed: { en: 'Observed', 'zh-CN': '观测' },
  firstObserved: { en: 'First observed', 'zh-CN': '首次观测' },
  unconfirmed: {
    en: 'The last answers had no readable status: this is the last one that was.',
    'zh-CN': '最近的响应中没有可读的状态：此处为最后一次可读的状态。',
  },
  stale: {
    en: (fields: string) => `Missing in the last answer, so these values are older: ${fields}.`,
    'zh-CN': (fields: string) => `最近的响应缺少以下字段，其值较旧：${fields}。`,
  },
  requestedByHigh: {
    en: (every: string) => `HIGH requests this offer every ${every}.`,
    'zh-CN': (every: string) => `每 ${every} 向网络询问一次此优惠（HIGH）。`,
  },
  requestedByFull: {
    en: (every: string) =>
      `FULL reads this offer with the whole catalogue, every ${every}. Watch it to have it requested more often.`,
    'zh-CN': (every: string) => `随整个目录每 ${every} 询问一次（FULL）。关注后会更频繁地询问。`,
  },
  requestedByNone: {
    en: 'No run requests this offer: a FULL finds it when it is Active again. Watch it to see that within minutes.',
    'zh-CN': '不会单独询问此优惠：再次有效时由 FULL 发现。关注后可立即得知。',
  },
  asItRuns: { en: 'run', 'zh-CN': '次运行' },
  trackingLink: { en: 'Tracking link', 'zh-CN': '跟踪链接' },
  noLink: { en: 'The network states no tracking link.', 'zh-CN': '网络未提供跟踪链接。' },
  notWeb: {
    en: 'This is not a web address, so it is shown as text.',
    'zh-CN': '这不是网址，因此仅显示为文本。',
  },
  copyLink: { en: 'Copy the link', 'zh-CN': '复制链接' },
  // Rhythm
  rhythm: { en: 'How often it converts', 'zh-CN': '转化节奏' },
  notActive: {
    en: 'It is not Active, so it does not convert now.',
    'zh-CN': '当前不是有效状态，因此不会转化。',
  },
  neverConverted: { en: 'The network has reported no conversion.', 'zh-CN': '网络未报告任何转化。' },
  tooLittle: {
    en: (seen: string, needed: string) =>
      `Too little is known: ${seen === '1' ? '1 conversion was' : `${seen} conversions were`} seen, and ${needed} are needed.`,
    'zh-CN': (seen: string, needed: string) =>
      `数据不足：仅观察到 ${seen} 次转化，达到 ${needed} 次后可得出节奏。`,
  },
  converts: {
    en: (gap: string, perHour: string) =>
      `It converts every ${gap} on average, and about ${counted(perHour, 'time')} in this hour of the day.`,
    'zh-CN': (gap: string, perHour: string) =>
      `平均每 ${gap} 转化一次，在一天中的此时段每小时约 ${perHour} 次。`,
  },
  converted: {
    en: (gap: string) => `It converted every ${gap} on average.`,
    'zh-CN': (gap: string) => `此前平均每 ${gap} 转化一次。`,
  },
  silentSince: {
    en: (silent: string) => `When it was last observed, it had been silent for ${silent}.`,
    'zh-CN': (silent: string) => `最近一次观测时已静默 ${silent}。`,
  },
  usualSilence: { en: 'That is nothing unusual.', 'zh-CN': '这属于正常情况。' },
  rareSilence: {
    en: (time: string) => `By chance, a silence that long comes about once in ${time}.`,
    'zh-CN': (time: string) => `如此长的静默偶然出现的频率约为每 ${time} 一次。`,
  },
  fewPoints: {
    en: (seen: string) => `This rests on only ${counted(seen, 'conversion')}.`,
    'zh-CN': (seen: string) => `仅基于 ${seen} 次转化。`,
  },
  restsOn: {
    en: (seen: string) => `This rests on ${counted(seen, 'conversion')}.`,
    'zh-CN': (seen: string) => `基于 ${seen} 次转化。`,
  },
  // Charts
  week: { en: 'The last 7 days', 'zh-CN': '最近 7 天' },
  byHour: { en: 'Conversions seen by hour', 'zh-CN': '每小时观察到的转化' },
  ages: { en: 'Age of the last conversion', 'zh-CN': '最近转化的时长' },
  weekTotal: {
    en: (total: string, most: string, when: string) =>
      `${counted(total, 'conversion')} seen, at most ${most} in an hour (${when}).`,
    'zh-CN': (total: string, most: string, when: string) =>
      `共观察到 ${total} 次转化，单小时最多 ${most} 次（${when}）。`,
  },
  weekNone: { en: 'No conversion was seen in 7 days.', 'zh-CN': '7 天内未观察到转化。' },
  longestSilence: {
    en: (time: string, end: string) => `The longest silence was ${time}, until ${end}.`,
    'zh-CN': (time: string, end: string) => `最长静默 ${time}，至 ${end}。`,
  },
  silentNow: {
    en: (time: string) => `The longest silence is the present one: ${time}.`,
    'zh-CN': (time: string) => `最长静默即当前静默：${time}。`,
  },
  seenLowerBound: {
    en: 'Conversions between two observations are seen as one, so these are the least that there were.',
    'zh-CN': '两次观测之间的多次转化计为一次，因此这些是最低数值。',
  },
  asNumbers: { en: 'As numbers, by day', 'zh-CN': '按天显示数字' },
  day: { en: 'Day', 'zh-CN': '日期' },
  seen: { en: 'Seen', 'zh-CN': '观察到' },
  // Changes and alerts
  history: { en: 'What changed', 'zh-CN': '变更记录' },
  noChanges: { en: 'Nothing has changed since the history began.', 'zh-CN': '自历史记录开始以来没有变更。' },
  more: { en: 'More', 'zh-CN': '更多' },
  alerts: { en: 'Alerts', 'zh-CN': '警报' },
  noAlerts: { en: 'There was no alert about this offer.', 'zh-CN': '此优惠没有警报。' },
  open: { en: 'open', 'zh-CN': '进行中' },
  lasted: { en: (time: string) => `lasted ${time}`, 'zh-CN': (time: string) => `持续 ${time}` },
  allAlerts: { en: 'All alerts of this offer', 'zh-CN': '此优惠的全部警报' },
  // Watching
  watch: { en: 'Watch', 'zh-CN': '关注' },
  watchAction: { en: 'Watch this offer', 'zh-CN': '关注此优惠' },
  notWatched: {
    en: 'Watch it to get an alert at once when it pauses, stops or changes its payout, and to have it requested more often.',
    'zh-CN': '关注后，暂停、停止转化或单价变更时会立即通知，并更频繁地询问网络。',
  },
  mutedUntil: { en: 'Mute until', 'zh-CN': '静音至' },
  afterFormat: { en: '5m to 30d, such as 10m or 2h', 'zh-CN': '5m 至 30d，例如 10m 或 2h' },
  saved: { en: 'Saved.', 'zh-CN': '已保存。' },
  unwatch: { en: 'Remove from the watch list', 'zh-CN': '取消关注' },
  // The raw answer
  raw: { en: 'As the API returns it', 'zh-CN': 'API 返回内容' },
});
