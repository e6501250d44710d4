import { defineTexts } from '../define-texts';

/** Whether the page follows the mirror. */
export const liveTexts = defineTexts({
  live: { en: 'live', 'zh-CN': '实时' },
  connecting: { en: 'connecting…', 'zh-CN': '连接中…' },
  reconnecting: { en: 'reconnecting…', 'zh-CN': '重新连接中…' },
  databaseAway: {
    en: (since: string | undefined) => `database away${since === undefined ? '' : ` since ${since}`}`,
    'zh-CN': (since: string | undefined) =>
      since === undefined ? '无法连接数据库' : `自 ${since} 起无法连接数据库`,
  },
  lost: {
    en: (time: string) => `not live since ${time}`,
    'zh-CN': (time: string) => `自 ${time} 起非实时`,
  },
});
