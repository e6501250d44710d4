import { counted } from '../counted';
import { defineTexts } from '../define-texts';

/** The views of runs. */
export const runsTexts = defineTexts({
  title: { en: 'Runs', 'zh-CN': '运行' },
  kind: { en: 'Kind', 'zh-CN': '类型' },
  status: { en: 'Status', 'zh-CN': '状态' },
  more: { en: 'Older runs', 'zh-CN': '更早的运行' },
  empty: {
    en: 'No runs match. Choose another kind or status.',
    'zh-CN': '没有符合的运行。请更换类型或状态。',
  },
  startHigh: { en: 'Start HIGH', 'zh-CN': '启动 HIGH' },
  startFull: { en: 'Start FULL…', 'zh-CN': '启动 FULL…' },
  startRefresh: { en: 'Refresh the list', 'zh-CN': '刷新列表' },
  fullTitle: { en: 'Start a FULL?', 'zh-CN': '启动 FULL?' },
  fullText: {
    en: 'It reads the whole catalogue, about a hundred pages, and then requests by id the offers that it did not meet.',
    'zh-CN': '它会读取整个目录(约一百页),然后按编号询问未遇到的优惠。',
  },
  fullStatus: { en: 'Offers with the status', 'zh-CN': '优惠状态' },
  any: { en: 'any', 'zh-CN': '任意' },
  maxPages: { en: 'At most this many pages (empty: all)', 'zh-CN': '最多页数(留空:全部)' },
  start: { en: 'Start', 'zh-CN': '启动' },
  cancel: { en: 'Cancel the run…', 'zh-CN': '取消运行…' },
  cancelTitle: { en: 'Cancel this run?', 'zh-CN': '取消此运行?' },
  cancelText: {
    en: 'It sends no more requests, writes its audit, and ends as cancelled. What it has read stays in the mirror.',
    'zh-CN': '它将不再发送请求,写下审计后以“已取消”结束。已读取的内容保留在镜像中。',
  },
  cancelNow: { en: 'Cancel the run', 'zh-CN': '取消运行' },
  cancelRequested: {
    en: 'Cancellation requested. The run writes its audit.',
    'zh-CN': '已请求取消。运行正在写审计。',
  },
  notFound: {
    en: 'There is no such run. HIGH runs are deleted after 30 days.',
    'zh-CN': '没有此运行。HIGH 运行在 30 天后删除。',
  },
  back: { en: 'All runs', 'zh-CN': '所有运行' },
  progress: { en: 'Progress', 'zh-CN': '进度' },
  waiting: { en: 'No worker has started it yet.', 'zh-CN': '尚无工作进程接手。' },
  audit: { en: 'What it did', 'zh-CN': '运行结果' },
  outcome: { en: 'Outcome', 'zh-CN': '结局' },
  read: { en: 'Read', 'zh-CN': '读取' },
  offers: { en: 'Offers', 'zh-CN': '优惠' },
  sweep: { en: 'Sweep', 'zh-CN': '核对' },
  list: { en: 'List', 'zh-CN': '列表' },
  episodes: { en: 'Alerts', 'zh-CN': '警报' },
  rejected: { en: 'Rejected', 'zh-CN': '被拒' },
  requests: { en: 'Requests', 'zh-CN': '请求' },
  incomplete: { en: 'Incomplete', 'zh-CN': '不完整' },
  note: { en: 'Note', 'zh-CN': '备注' },
  error: { en: 'Error', 'zh-CN': '错误' },
  facts: { en: 'Facts', 'zh-CN': '信息' },
  workflowId: { en: 'Workflow', 'zh-CN': '工作流' },
  runId: { en: 'Run id', 'zh-CN': '运行编号' },
  parameters: { en: 'Parameters', 'zh-CN': '参数' },
  openTemporal: { en: 'Open in Temporal', 'zh-CN': '在 Temporal 中打开' },
  openJson: { en: 'JSON', 'zh-CN': 'JSON' },
  refusedTitle: { en: 'Nothing was marked as gone', 'zh-CN': '没有标记任何优惠为消失' },
  refusedText: {
    en: (n: string) =>
      `The network did not return ${counted(n, 'offer')} that the mirror holds as Active, twice. That is more than one run may remove, so they stay Active. Check with the network or on its website. If they are gone, start a FULL that may remove them: it requests them again and marks those that are still missing. If not, wait.`,
    'zh-CN': (n: string) =>
      `网络两次都没有返回镜像中有效的 ${n} 个优惠。这超过一次运行允许移除的数量,因此它们保持有效。请向网络确认,或查看其网站。如果属实,可启动一次允许移除的 FULL:它会再次询问并标记届时的结果。如果不属实,请等待。`,
  },
  carryOut: { en: 'They are gone: carry it out…', 'zh-CN': '确已消失:执行移除…' },
  carryOutTitle: { en: 'Remove these offers?', 'zh-CN': '移除这些优惠?' },
  carryOutText: {
    en: 'A FULL reads the catalogue again and marks what the network no longer returns as Unknown, however many it is. If that was wrong, the next FULL finds them again.',
    'zh-CN':
      'FULL 会再次读取目录,并将网络不再返回的优惠标记为未知,无论数量。若有误,下一次 FULL 会重新找到它们。',
  },
  rejectedTitle: { en: 'What could not be read', 'zh-CN': '无法读取的内容' },
  rejectedLater: {
    en: 'Later runs have observed these values too: they are shown there.',
    'zh-CN': '后续运行也观察到这些值:请在那里查看。',
  },
  noId: { en: 'row without an id', 'zh-CN': '没有编号的行' },
  wholeRow: { en: 'whole row', 'zh-CN': '整行' },
  times: { en: (n: string) => counted(n, 'time'), 'zh-CN': (n: string) => `${n} 次` },
  carryOutNow: { en: 'Start this FULL', 'zh-CN': '启动此 FULL' },
});
