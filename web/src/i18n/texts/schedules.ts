import { defineTexts } from '../define-texts';

/** The view of schedules. */
export const schedulesTexts = defineTexts({
  title: { en: 'Schedules', 'zh-CN': '计划' },
  empty: {
    en: 'There are no schedules. `mobipium-sync schedules apply` creates them.',
    'zh-CN': '没有计划。`mobipium-sync schedules apply` 会创建它们。',
  },
  high: { en: 'HIGH: the offers that convert', 'zh-CN': 'HIGH:有转化的优惠' },
  full: { en: 'FULL: the whole catalogue', 'zh-CN': 'FULL:整个目录' },
  refresh: { en: 'Refresh of the ConversionList', 'zh-CN': '刷新转化列表' },
  every: { en: (time: string) => `every ${time}`, 'zh-CN': (time: string) => `每 ${time}` },
  next: { en: 'Next', 'zh-CN': '下次' },
  last: { en: 'Last', 'zh-CN': '上次' },
  in: { en: (time: string) => `in ${time}`, 'zh-CN': (time: string) => `${time}后` },
  now: { en: 'now', 'zh-CN': '现在' },
  never: { en: 'not yet', 'zh-CN': '尚无' },
  paused: { en: 'paused', 'zh-CN': '已暂停' },
  active: { en: 'on', 'zh-CN': '启用' },
  reason: { en: 'Reason', 'zh-CN': '原因' },
  skipped: {
    en: (n: string) => `${n} skipped, because the run before was still running`,
    'zh-CN': (n: string) => `跳过 ${n} 次,因上次运行尚未结束`,
  },
  missed: {
    en: (n: string) => `${n} missed while Temporal was down`,
    'zh-CN': (n: string) => `Temporal 停机期间错过 ${n} 次`,
  },
  pause: { en: 'Pause…', 'zh-CN': '暂停…' },
  pauseTitle: { en: (name: string) => `Pause ${name}?`, 'zh-CN': (name: string) => `暂停 ${name}?` },
  pauseText: {
    en: 'A run in progress continues. The schedule stays paused until someone resumes it, also across restarts.',
    'zh-CN': '进行中的运行会继续。计划将保持暂停直到有人恢复,重启后亦然。',
  },
  pauseNow: { en: 'Pause', 'zh-CN': '暂停' },
  note: { en: 'Reason, shown to others', 'zh-CN': '原因(其他人可见)' },
  resume: { en: 'Resume', 'zh-CN': '恢复' },
  trigger: { en: 'Run now', 'zh-CN': '立即运行' },
  triggered: { en: 'Started.', 'zh-CN': '已启动。' },
  wasSkipped: {
    en: 'Skipped: the run before is still running.',
    'zh-CN': '已跳过:上次运行尚未结束。',
  },
  unknown: {
    en: 'Accepted. Temporal has not said yet what became of it.',
    'zh-CN': '已接受。Temporal 尚未告知结果。',
  },
  open: { en: 'Open the run', 'zh-CN': '查看运行' },
});
