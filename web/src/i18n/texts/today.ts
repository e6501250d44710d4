import { counted } from '../counted';
import { defineTexts } from '../define-texts';
import { alertWordsTexts } from './alert-words';
import { runTexts } from './run';

const LAST_RUN = { incomplete: 'is incomplete', failed: 'failed', timed_out: 'timed out' };

/** The view of the day. */
export const todayTexts = defineTexts({
  title: { en: 'Today', 'zh-CN': '今日' },
  fresh: { en: 'Fresh', 'zh-CN': '最新' },
  trouble: { en: 'Needs attention', 'zh-CN': '需要处理' },
  starting: { en: 'First read in progress', 'zh-CN': '首次读取中' },
  active: { en: 'Active', 'zh-CN': '有效' },
  convert: { en: 'convert', 'zh-CN': '有转化' },
  recently: { en: 'in the last 5 min', 'zh-CN': '最近 5 分钟内' },
  seen: { en: 'seen', 'zh-CN': '观察于' },
  syncNow: { en: 'Sync now', 'zh-CN': '立即同步' },
  syncStarted: { en: 'HIGH started.', 'zh-CN': 'HIGH 已启动。' },
  reading: { en: 'Reading the catalogue', 'zh-CN': '正在读取目录' },
  howTo: { en: 'What to do:', 'zh-CN': '处理方法：' },
  databaseAway: { en: 'The database cannot be reached.', 'zh-CN': '无法连接数据库。' },
  databaseToDo: {
    en: 'check that PostgreSQL runs and that DATABASE_URL names it.',
    'zh-CN': '请检查 PostgreSQL 是否运行、DATABASE_URL 是否正确。',
  },
  temporalAway: {
    en: 'The Temporal server cannot be reached, so no run starts. The data below is that of the last run.',
    'zh-CN': '无法连接 Temporal 服务器，因此不会启动运行。下面是上次运行的数据。',
  },
  temporalToDo: {
    en: 'check that Temporal runs and that TEMPORAL_ADDRESS names it.',
    'zh-CN': '请检查 Temporal 是否运行、TEMPORAL_ADDRESS 是否正确。',
  },
  clockBehind: {
    en: (time: string) =>
      `The database's clock is ${time} behind. No requests are sent until it has caught up.`,
    'zh-CN': (time: string) => `数据库时钟落后 ${time}。在追上之前不会发送请求。`,
  },
  clockToDo: { en: 'set the clock of the database’s machine.', 'zh-CN': '请校准数据库所在机器的时钟。' },
  schedule: {
    en: (id: string, isMissing: boolean) =>
      isMissing ? `The schedule ${id} is missing.` : `The schedule ${id} differs from the settings.`,
    'zh-CN': (id: string, isMissing: boolean) =>
      isMissing ? `缺少计划 ${id}。` : `计划 ${id} 与设置不一致。`,
  },
  scheduleToDo: {
    en: 'run `mobipium-sync schedules apply`.',
    'zh-CN': '请运行 `mobipium-sync schedules apply`。',
  },
  /** Goes on with `because` and the reason, if it is known, and ends with `end`. */
  lastRun: {
    en: (kind: string, status: keyof typeof LAST_RUN) => `The last ${kind} ${LAST_RUN[status]}`,
    'zh-CN': (kind: string, status: keyof typeof LAST_RUN) => `上次 ${kind}：${runTexts[status]['zh-CN']}`,
  },
  because: { en: ': ', 'zh-CN': '：' },
  end: { en: '.', 'zh-CN': '。' },
  refusedToken: {
    en: 'correct MOBIPIUM_API_TOKEN and restart the worker.',
    'zh-CN': '请更正 MOBIPIUM_API_TOKEN 并重启工作进程。',
  },
  overdue: {
    en: (kind: string, time: string) => `The last complete ${kind} ended ${time} ago.`,
    'zh-CN': (kind: string, time: string) => `上次完整的 ${kind} 结束于 ${time}前。`,
  },
  neverComplete: {
    en: (kind: string) => `No ${kind} has completed yet.`,
    'zh-CN': (kind: string) => `尚无完整的 ${kind}。`,
  },
  resumeSchedule: { en: 'resume its schedule.', 'zh-CN': '请恢复其计划。' },
  checkWorkers: { en: 'check that a worker runs.', 'zh-CN': '请检查是否有工作进程在运行。' },
  openRuns: { en: 'open its audit', 'zh-CN': '查看其审计' },
  networkSilent: alertWordsTexts.networkSilent,
  networkToDo: {
    en: 'nothing, if the network has a problem: no offer counts as stopped meanwhile.',
    'zh-CN': '若是网络故障则无需处理：期间不会将优惠判为停止。',
  },
  mirrorStale: alertWordsTexts.mirrorStale,
  mirrorToDo: { en: 'look at the last runs.', 'zh-CN': '请查看最近的运行。' },
  happened: { en: 'Just happened', 'zh-CN': '刚刚发生' },
  filter: { en: 'Show', 'zh-CN': '显示' },
  all: { en: 'all', 'zh-CN': '全部' },
  mine: { en: '★ mine', 'zh-CN': '★ 我的' },
  silent: { en: 'silent', 'zh-CN': '静默' },
  paused: { en: 'paused', 'zh-CN': '暂停' },
  payout: { en: 'payout', 'zh-CN': '单价' },
  cap: { en: 'cap', 'zh-CN': '上限' },
  back: { en: 'back', 'zh-CN': '恢复' },
  new: { en: 'new', 'zh-CN': '新增' },
  unknownFilter: {
    en: (names: string) => `There is no filter ${names}; it is left out.`,
    'zh-CN': (names: string) => `没有筛选 ${names}，已忽略。`,
  },
  stopped: { en: 'Silent', 'zh-CN': '静默' },
  slowed: { en: 'Slower', 'zh-CN': '变慢' },
  capReached: { en: 'Cap', 'zh-CN': '上限' },
  network: { en: 'Network', 'zh-CN': '网络' },
  mass: { en: 'Many', 'zh-CN': '批量' },
  stale: { en: 'Mirror', 'zh-CN': '镜像' },
  many: {
    en: (count: string, names: string) => `${counted(count, 'offer')}: ${names} …`,
    'zh-CN': (count: string, names: string) => `${count} 个优惠：${names} …`,
  },
  nothing: {
    en: 'Nothing yet. What pauses, stops, returns or changes its payout appears here within two minutes.',
    'zh-CN': '暂无。暂停、停止、恢复或单价变化会在两分钟内显示。',
  },
  atom: { en: 'Atom', 'zh-CN': 'Atom' },
  json: { en: 'JSON', 'zh-CN': 'JSON' },
  csv: { en: 'CSV', 'zh-CN': 'CSV' },
  fast: { en: 'Fast and often', 'zh-CN': '转化快且频繁' },
  moreFilters: { en: 'more filters', 'zh-CN': '更多筛选' },
  offer: { en: 'Offer', 'zh-CN': '优惠' },
  where: { en: 'Where', 'zh-CN': '地区' },
  price: { en: 'Payout', 'zh-CN': '单价' },
  last: { en: 'Last', 'zh-CN': '最近' },
  hours: { en: '24 h', 'zh-CN': '24 小时' },
  perHour: { en: '/h', 'zh-CN': '/小时' },
  gap: { en: 'Gap', 'zh-CN': '间隔' },
  capLeft: { en: 'Cap left', 'zh-CN': '剩余上限' },
  perDay: { en: (cap: string) => `${cap} a day`, 'zh-CN': (cap: string) => `每日 ${cap}` },
  watch: { en: 'Watch', 'zh-CN': '关注' },
  score: {
    en: 'In the order of the score: how many conversions the next hour is expected to bring.',
    'zh-CN': '按得分排序：预计下一小时的转化数。',
  },
  noOffers: {
    en: 'No offer converts yet. The first FULL finds them.',
    'zh-CN': '尚无转化的优惠。首次 FULL 会找到它们。',
  },
  noOffersHere: {
    en: 'No offer that converts matches these filters.',
    'zh-CN': '没有符合筛选条件且有转化的优惠。',
  },
  details: { en: 'Runs, schedules and links', 'zh-CN': '运行、计划与链接' },
  copyCommand: { en: 'Copy the command', 'zh-CN': '复制命令' },
  machinery: { en: 'Machinery', 'zh-CN': '运行状况' },
  complete: {
    en: (done: string, all: string) => `${done} of ${all} completed`,
    'zh-CN': (done: string, all: string) => `${all} 次中完成 ${done} 次`,
  },
  next: { en: (time: string) => `next in ${time}`, 'zh-CN': (time: string) => `${time} 后下一次` },
  nextDue: { en: 'next is due', 'zh-CN': '即将开始' },
  pausedSchedule: { en: 'schedule paused', 'zh-CN': '计划已暂停' },
  runAt: {
    en: (status: string, time: string) => `${status}, ${time}`,
    'zh-CN': (status: string, time: string) => `${status}，${time}`,
  },
});
