import { counted } from '../counted';
import { defineTexts } from '../define-texts';

/** The watch list. */
export const watchlistTexts = defineTexts({
  title: { en: 'Watch list', 'zh-CN': '关注列表' },
  count: { en: (n: string) => counted(n, 'offer'), 'zh-CN': (n: string) => `${n} 个优惠` },
  empty: {
    en: 'No offer is watched. Add those that you run: HIGH requests them in any status, and their alerts are sent to the channels.',
    'zh-CN': '尚未关注优惠。添加您在投放的优惠:HIGH 会请求其任何状态,相关警报会发送到渠道。',
  },
  add: { en: 'Add offers…', 'zh-CN': '添加优惠…' },
  addTitle: { en: 'Add offers to the watch list', 'zh-CN': '将优惠加入关注列表' },
  ids: { en: 'Offer ids, separated by spaces, commas or lines', 'zh-CN': '优惠编号,以空格、逗号或换行分隔' },
  idsFound: {
    en: (n: string) => counted(n, 'id'),
    'zh-CN': (n: string) => `${n} 个编号`,
  },
  tooMany: {
    en: 'At most 1,000 ids at once. Add them in parts.',
    'zh-CN': '一次最多 1,000 个编号。请分批添加。',
  },
  note: { en: 'Note', 'zh-CN': '备注' },
  sensitivity: { en: 'A silence is reported', 'zh-CN': '静默提醒' },
  quick: { en: 'soon, with more false alarms', 'zh-CN': '较早,误报较多' },
  usual: { en: 'as usual', 'zh-CN': '通常' },
  sure: { en: 'late, with few false alarms', 'zh-CN': '较晚,误报较少' },
  after: { en: 'Or after a fixed time, such as 10m or 2h', 'zh-CN': '或固定时间后,例如 10m 或 2h' },
  save: { en: 'Save', 'zh-CN': '保存' },
  addNow: { en: 'Add', 'zh-CN': '添加' },
  edit: { en: 'Edit…', 'zh-CN': '编辑…' },
  editTitle: { en: (id: string) => `Watched offer ${id}`, 'zh-CN': (id: string) => `关注的优惠 ${id}` },
  remove: { en: 'Remove', 'zh-CN': '移除' },
  more: { en: 'More', 'zh-CN': '更多' },
  offer: { en: 'Offer', 'zh-CN': '优惠' },
  status: { en: 'Status', 'zh-CN': '状态' },
  payout: { en: 'Payout', 'zh-CN': '单价' },
  last: { en: 'Last conversion', 'zh-CN': '最近转化' },
  reported: { en: 'Silence', 'zh-CN': '静默' },
  mutedUntil: {
    en: (time: string) => `muted until ${time}`,
    'zh-CN': (time: string) => `静音至 ${time}`,
  },
  actions: { en: 'Actions', 'zh-CN': '操作' },
  added: {
    en: (added: string, existing: string) => `${added} added, ${existing} already on it.`,
    'zh-CN': (added: string, existing: string) => `新增 ${added} 个,${existing} 个已在列表中。`,
  },
  unknown: {
    en: (ids: string) => `The mirror has no offer with the id ${ids}: not added.`,
    'zh-CN': (ids: string) => `镜像中没有编号为 ${ids} 的优惠:未添加。`,
  },
});
