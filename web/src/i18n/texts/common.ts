import { counted } from '../counted';
import { defineTexts } from '../define-texts';

/** Shared components. */
export const commonTexts = defineTexts({
  loading: { en: 'Loading…', 'zh-CN': '加载中…' },
  never: { en: 'never', 'zh-CN': '从未' },
  retry: { en: 'Try again', 'zh-CN': '重试' },
  copy: { en: 'Copy', 'zh-CN': '复制' },
  copied: { en: 'Copied', 'zh-CN': '已复制' },
  copyFailed: { en: 'Copying failed. Select the text and copy it.', 'zh-CN': '复制失败。请选中文字后复制。' },
  close: { en: 'Close', 'zh-CN': '关闭' },
  star: { en: (name: string) => `Watch ${name}`, 'zh-CN': (name: string) => `关注 ${name}` },
  sparkline: {
    en: (total: string, hours: string) => `${counted(total, 'conversion')} seen in ${counted(hours, 'hour')}`,
    'zh-CN': (total: string, hours: string) => `${hours} 小时内观察到 ${total} 次转化`,
  },
  stale: {
    en: (time: string) => `Not updated since ${time}.`,
    'zh-CN': (time: string) => `自 ${time} 起未更新。`,
  },
  unreachable: {
    en: 'The API does not answer. The page tries again by itself.',
    'zh-CN': 'API 没有响应。页面会自动重试。',
  },
  loginNeeded: { en: 'The API key is missing or no longer valid.', 'zh-CN': '缺少 API 密钥或密钥已失效。' },
  busy: {
    en: 'Too many requests. The page tries again by itself.',
    'zh-CN': '请求过多。页面会自动重试。',
  },
});
