import { counted } from '../counted';
import { defineTexts } from '../define-texts';

/** The table of offers. */
export const offersTexts = defineTexts({
  title: { en: 'Offers', 'zh-CN': '优惠' },
  // Filters
  filters: { en: 'Filters', 'zh-CN': '筛选' },
  search: { en: 'Search name or id', 'zh-CN': '搜索名称或编号' },
  status: { en: 'Status', 'zh-CN': '状态' },
  country: { en: 'Country', 'zh-CN': '国家' },
  carrier: { en: 'Carrier', 'zh-CN': '运营商' },
  flow: { en: 'Flow', 'zh-CN': '流程' },
  vertical: { en: 'Vertical', 'zh-CN': '类别' },
  currency: { en: 'Currency', 'zh-CN': '货币' },
  payoutMin: { en: 'Payout ≥', 'zh-CN': '单价 ≥' },
  capLeftMin: { en: 'Cap left ≥ %', 'zh-CN': '剩余上限 ≥ %' },
  convertedWithin: { en: 'Converted within', 'zh-CN': '转化于' },
  anyTime: { en: 'any time', 'zh-CN': '不限' },
  within: { en: (time: string) => `the last ${time}`, 'zh-CN': (time: string) => `最近 ${time}` },
  mine: { en: '★ watched only', 'zh-CN': '★ 仅关注' },
  clear: { en: 'Clear filters', 'zh-CN': '清除筛选' },
  findValue: { en: (filter: string) => `Find: ${filter}`, 'zh-CN': (filter: string) => `查找：${filter}` },
  noValue: { en: 'No such value.', 'zh-CN': '没有此值。' },
  moreValues: {
    en: (n: string) => `${n} more: type to find them.`,
    'zh-CN': (n: string) => `还有 ${n} 个：输入文字以查找。`,
  },
  chosen: { en: (n: string) => `${n} chosen`, 'zh-CN': (n: string) => `已选 ${n} 个` },
  ignored: {
    en: (parts: string) => `Not understood in the address, so it does not filter: ${parts}.`,
    'zh-CN': (parts: string) => `地址中有无法识别的部分，未用于筛选：${parts}。`,
  },
  unknownValue: {
    en: 'A filter has a value that no offer has now. Remove it, or keep the address: it works again when there is such an offer.',
    'zh-CN': '某个筛选值目前没有任何优惠。可以移除它，或保留此地址：出现此类优惠后会再次生效。',
  },
  // The list
  count: { en: (n: string) => counted(n, 'offer'), 'zh-CN': (n: string) => `${n} 个优惠` },
  countAbout: { en: (n: string) => `about ${counted(n, 'offer')}`, 'zh-CN': (n: string) => `约 ${n} 个优惠` },
  mixed: {
    en: 'Payouts are in several currencies, and are compared by the amount alone. Choose a currency.',
    'zh-CN': '单价使用多种货币，仅按数额比较。请选择货币。',
  },
  tooMany: {
    en: (n: string) => `The list ends after ${counted(n, 'row')}. Filter it, or take the CSV file.`,
    'zh-CN': (n: string) => `列表最多显示 ${n} 行。请筛选，或下载 CSV 文件。`,
  },
  noMatch: { en: 'No offer matches these filters.', 'zh-CN': '没有符合筛选条件的优惠。' },
  noOffers: {
    en: 'The mirror has no offers yet. The first FULL reads them.',
    'zh-CN': '镜像中还没有优惠。首次 FULL 会读取它们。',
  },
  csv: { en: 'CSV', 'zh-CN': 'CSV' },
  csvTitle: {
    en: 'All rows of this list, with these columns, as a CSV file',
    'zh-CN': '将此列表的所有行和这些列下载为 CSV 文件',
  },
  printed: {
    en: (first: string, last: string, total: string) => `Rows ${first} to ${last} of ${total}`,
    'zh-CN': (first: string, last: string, total: string) => `第 ${first} 至 ${last} 行，共 ${total} 行`,
  },
  sort: { en: 'Sort', 'zh-CN': '排序' },
  sortScore: { en: 'fast and often', 'zh-CN': '又快又多' },
  sortLast: { en: 'last conversion', 'zh-CN': '最近转化' },
  sortPayout: { en: 'payout', 'zh-CN': '单价' },
  sortName: { en: 'name', 'zh-CN': '名称' },
  sortId: { en: 'id', 'zh-CN': '编号' },
  sortUpdated: { en: 'last change', 'zh-CN': '最近变更' },
  // Columns
  columns: { en: 'Columns', 'zh-CN': '列' },
  defaultColumns: { en: 'Default columns', 'zh-CN': '默认列' },
  watched: { en: 'Watched', 'zh-CN': '关注' },
  offer: { en: 'Offer', 'zh-CN': '优惠' },
  where: { en: 'Where', 'zh-CN': '地区' },
  payout: { en: 'Payout', 'zh-CN': '单价' },
  last: { en: 'Last', 'zh-CN': '最近转化' },
  day: { en: '24 h', 'zh-CN': '24 小时' },
  perHour: { en: '/h', 'zh-CN': '每小时' },
  gap: { en: 'Gap', 'zh-CN': '间隔' },
  cap: { en: 'Cap left', 'zh-CN': '剩余上限' },
  score: { en: 'Score', 'zh-CN': '评分' },
  silent: { en: 'Silent', 'zh-CN': '静默' },
  seen: { en: 'Observed', 'zh-CN': '观测' },
  updated: { en: 'Changed', 'zh-CN': '变更' },
  perHourTitle: { en: 'Conversions expected in an hour', 'zh-CN': '预计每小时转化数' },
  gapTitle: { en: 'The usual time between two conversions', 'zh-CN': '两次转化的通常间隔' },
  scoreTitle: { en: 'How fast and how often the offer converts', 'zh-CN': '转化的速度与频率' },
  silentTitle: {
    en: 'Since the last conversion, when it was last observed',
    'zh-CN': '最近一次观测时距上次转化的时间',
  },
  openCap: { en: 'no limit', 'zh-CN': '无上限' },
  perDay: { en: (n: string) => `${n}/day`, 'zh-CN': (n: string) => `每日 ${n}` },
  // Watching
  watchFailed: {
    en: (name: string, reason: string) => `“${name}” was not changed on the watch list: ${reason}`,
    'zh-CN': (name: string, reason: string) => `未能更改“${name}”的关注状态：${reason}`,
  },
  noAnswer: { en: 'the API does not answer. Try again.', 'zh-CN': 'API 没有响应。请重试。' },
  // Keyboard
  keyboard: { en: 'Keyboard', 'zh-CN': '键盘' },
  keyNext: { en: 'next and previous offer', 'zh-CN': '下一个和上一个优惠' },
  keyEnds: { en: 'first and last offer', 'zh-CN': '第一个和最后一个优惠' },
  keyStar: { en: 'watch the offer, or stop watching it', 'zh-CN': '关注或取消关注' },
  keyOpen: { en: 'open the offer', 'zh-CN': '打开优惠' },
  keySearch: { en: 'search', 'zh-CN': '搜索' },
  keyHelp: { en: 'this help', 'zh-CN': '此帮助' },
  keysOn: { en: 'Use these keys', 'zh-CN': '启用这些按键' },
});

/** The words of the network's statuses. */
export const statusTexts = defineTexts({
  Active: { en: 'Active', 'zh-CN': '有效' },
  Paused: { en: 'Paused', 'zh-CN': '已暂停' },
  Blocked: { en: 'Blocked', 'zh-CN': '已屏蔽' },
  Unknown: { en: 'Gone', 'zh-CN': '已消失' },
});
