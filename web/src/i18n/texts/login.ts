import { counted } from '../counted';
import { defineTexts } from '../define-texts';

/** Signing in and out. */
export const loginTexts = defineTexts({
  title: { en: 'Sign in', 'zh-CN': '登录' },
  explanation: {
    en: 'This mirror needs a key. The browser keeps a cookie for 30 days, not the key.',
    'zh-CN': '访问此镜像需要密钥。浏览器会保留 Cookie 30 天，但不保留密钥。',
  },
  key: { en: 'API key or read key', 'zh-CN': 'API 密钥或只读密钥' },
  signIn: { en: 'Sign in', 'zh-CN': '登录' },
  signingIn: { en: 'Signing in…', 'zh-CN': '正在登录…' },
  wrongKey: {
    en: 'This key is wrong. Check API_KEY or API_READ_KEY of the API; it may have been changed.',
    'zh-CN': '密钥错误。请核对 API 的 API_KEY 或 API_READ_KEY，它可能已更改。',
  },
  tooMany: {
    en: (seconds: string) =>
      `Too many wrong keys. Try again in ${counted(seconds, 'second')}; the right key works at once.`,
    'zh-CN': (seconds: string) => `错误次数过多。请在 ${seconds} 秒后重试；正确的密钥立即可用。`,
  },
  unreachable: {
    en: 'The API does not answer. Check that it runs, and try again.',
    'zh-CN': 'API 没有响应。请确认它正在运行，然后重试。',
  },
  failed: {
    en: (status: string) => `The API could not sign you in (${status}). Try again.`,
    'zh-CN': (status: string) => `API 无法完成登录（${status}）。请重试。`,
  },
  signOut: { en: 'Sign out', 'zh-CN': '退出' },
  readOnly: { en: 'Read only', 'zh-CN': '只读' },
  readOnlyReason: {
    en: 'You signed in with the read key: what changes something is not shown.',
    'zh-CN': '您使用只读密钥登录：不显示会更改内容的操作。',
  },
});
