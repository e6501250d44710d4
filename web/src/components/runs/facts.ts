import type { Schemas } from '../../api';
import type { Formats, Locale } from '../../i18n';

type Run = Schemas['Sync'];
type Audit = Schemas['SyncAudit'];

export interface Fact {
  name: Schemas['SyncFact']['name'];
  text: string;
  /** The text is not in the language of the page. */
  isForeign: boolean;
}

/**
 * The audit of a run in words: those of the API, which the command line also prints, or their translation. What the worker
 * wrote into the audit as a sentence stays as it is.
 */
export function factsOf(run: Run, locale: Locale, formats: Formats): Fact[] {
  const { audit, summary } = run;
  const translate = locale === 'en' || audit === null ? undefined : chinese(run, audit, formats);
  return summary.map(({ name, text }) => {
    const translated = translate?.[name];
    return { name, text: translated ?? text, isForeign: locale !== 'en' && translated === undefined };
  });
}

function chinese(
  { kind, status }: Run,
  audit: Audit,
  { number, duration }: Formats,
): Partial<Record<Fact['name'], string>> {
  const some = (value: number | null, text: (n: string) => string) =>
    value === null || value === 0 ? [] : [text(number(value))];
  const join = (...parts: string[]) => parts.join(',');
  const unit = kind === 'high' ? '批' : '页';
  const planned = audit.pagesPlanned === null ? '?' : number(audit.pagesPlanned);
  return {
    outcome: `${kind.toUpperCase()} ${STATUS[status]},用时 ${duration(Math.round((audit.durationMs ?? 0) / 1_000))}`,
    read: join(
      `${planned} ${unit}中的 ${number(audit.pagesRead ?? 0)} ${unit}`,
      ...some(audit.pagesReread, (n) => `复查 ${n} 次`),
    ),
    offers: join(
      `遇到 ${number(audit.offersDistinct ?? 0)} 个`,
      ...(audit.offersExpected === null ? [] : [`预期 ${number(audit.offersExpected)} 个`]),
      `新增 ${number(audit.offersNew ?? 0)}`,
      `变更 ${number(audit.offersChanged ?? 0)}`,
      ...some(audit.offersPaused, (n) => `不再有效 ${n}`),
      ...some(audit.offersResumed, (n) => `恢复有效 ${n}`),
      ...some(audit.offersDuplicate, (n) => `重复 ${n}`),
      ...some(audit.offersOvertaken, (n) => `已有更新数据 ${n}`),
      ...some(audit.offersAbsent, (n) => `未返回 ${n}`),
    ),
    sweep: join(
      `按编号询问 ${number(audit.offersSwept ?? 0)} 个`,
      `标记为未知 ${number(audit.offersGone ?? 0)} 个`,
      ...some(audit.offersNotMarked, (n) => `因数量过多而未标记 ${n} 个`),
    ),
    list: join(
      `转化列表 ${number(audit.listAfter ?? 0)} 个优惠`,
      `之前 ${number(audit.listBefore ?? 0)} 个`,
      ...some(audit.listAdded, (n) => `加入 ${n}`),
      ...some(audit.listRemoved, (n) => `移出 ${n}`),
    ),
    episodes: join(
      `开始 ${number(audit.episodesOpened ?? 0)} 个`,
      `结束 ${number(audit.episodesClosed ?? 0)} 个`,
    ),
    rejected: `${number(audit.rowsRejected ?? 0)} 个无法读取的行或字段`,
    requests: join(
      `向网络发送 ${number(audit.requests ?? 0)} 次`,
      ...some(audit.retries, (n) => `其中重试 ${n} 次`),
    ),
  };
}

const STATUS: Record<Run['status'], string> = {
  running: '进行中',
  completed: '已完成',
  incomplete: '不完整',
  failed: '失败',
  cancelled: '已取消',
  timed_out: '超时',
};
