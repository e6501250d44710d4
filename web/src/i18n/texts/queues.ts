import { defineTexts } from '../define-texts';

/** The view of queues. */
export const queuesTexts = defineTexts({
  title: { en: 'Queues', 'zh-CN': '队列' },
  'high-priority': { en: 'HIGH syncs and list refreshes', 'zh-CN': 'HIGH 运行与列表刷新' },
  'full-sync-chunk': { en: 'FULL syncs and their chunks of ten pages', 'zh-CN': 'FULL 运行及其十页分块' },
  backlog: { en: 'Backlog', 'zh-CN': '积压' },
  oldest: { en: (time: string) => `oldest ${time}`, 'zh-CN': (time: string) => `最久 ${time}` },
  none: { en: 'empty', 'zh-CN': '空' },
  dispatched: { en: 'Dispatched', 'zh-CN': '派发' },
  perSecond: { en: (n: string) => `${n}/s`, 'zh-CN': (n: string) => `${n}/秒` },
  added: { en: (rate: string) => `${rate} added`, 'zh-CN': (rate: string) => `新增 ${rate}` },
  limit: { en: 'Limit', 'zh-CN': '限速' },
  noLimit: { en: 'not set', 'zh-CN': '未设置' },
  forAll: { en: 'for all workers', 'zh-CN': '所有工作进程合计' },
  workers: { en: 'Workers', 'zh-CN': '工作进程' },
  polling: { en: 'polling', 'zh-CN': '轮询中' },
  noWorker: {
    en: 'No worker is polling: nothing runs. Start one.',
    'zh-CN': '没有工作进程在轮询:无法运行。请启动一个。',
  },
  day: { en: 'Last 24 hours', 'zh-CN': '最近 24 小时' },
  workerSeen: { en: 'seen', 'zh-CN': '最近出现' },
  takes: { en: (what: string) => `polls for ${what}`, 'zh-CN': (what: string) => `轮询 ${what}` },
  workflows: { en: 'workflows', 'zh-CN': '工作流' },
  activities: { en: 'activities', 'zh-CN': '活动' },
});
