import { counted } from '../counted';
import { defineTexts } from '../define-texts';

/** What an alert says, in a few words. */
export const alertWordsTexts = defineTexts({
  silentNow: {
    en: (silent: string, gap: string) => `silent ${silent}, usual gap ${gap}`,
    'zh-CN': (silent: string, gap: string) => `静默 ${silent}，通常间隔 ${gap}`,
  },
  slower: {
    en: (seen: string, expected: string) => `${counted(seen, 'conversion')} seen, ${expected} expected`,
    'zh-CN': (seen: string, expected: string) => `观察到 ${seen} 次转化，预期 ${expected} 次`,
  },
  capUsed: {
    en: (share: string) => `${share} of the daily cap used`,
    'zh-CN': (share: string) => `每日上限已用 ${share}`,
  },
  networkSilent: {
    en: 'The whole network shows next to no conversions.',
    'zh-CN': '整个网络几乎没有转化。',
  },
  mirrorStale: { en: 'The mirror is out of date.', 'zh-CN': '镜像已过期。' },
  massChange: {
    en: (offers: string) => `${counted(offers, 'offer')} at once`,
    'zh-CN': (offers: string) => `一次 ${offers} 个优惠`,
  },
  ended: { en: (time: string) => `over, lasted ${time}`, 'zh-CN': (time: string) => `已结束，持续 ${time}` },
});
