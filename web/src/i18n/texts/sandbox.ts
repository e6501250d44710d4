import { defineTexts } from '../define-texts';

/** The strip of the sandbox, above every view. */
export const sandboxTexts = defineTexts({
  title: { en: 'Sandbox', 'zh-CN': '沙盒' },
  mark: {
    en: 'SANDBOX: invented offers. Set MOBIPIUM_API_TOKEN to mirror your network.',
    'zh-CN': '沙盒:优惠均为虚构。设置 MOBIPIUM_API_TOKEN 以镜像您的网络。',
  },
  tryIt: { en: 'Break the network:', 'zh-CN': '破坏网络:' },
  pause: { en: 'Pause a converting offer', 'zh-CN': '暂停一个有转化的优惠' },
  pauseThis: { en: 'Pause this offer', 'zh-CN': '暂停此优惠' },
  stop: { en: 'Stop the conversions of one', 'zh-CN': '停止一个优惠的转化' },
  stopThis: { en: 'Stop its conversions', 'zh-CN': '停止其转化' },
  broken_page: { en: 'Break page 3', 'zh-CN': '破坏第 3 页' },
  vanished_offers: { en: 'A quarter vanishes', 'zh-CN': '四分之一消失' },
  slow: { en: 'Slow', 'zh-CN': '变慢' },
  refused_token: { en: 'Refuse the token', 'zh-CN': '拒绝令牌' },
  heal: { en: 'Heal all', 'zh-CN': '全部恢复' },
  intact: { en: 'Nothing is broken.', 'zh-CN': '一切正常。' },
  now: { en: 'Broken now:', 'zh-CN': '当前故障:' },
  isBroken_page: { en: 'page 3 of every scan answers HTTP 500', 'zh-CN': '每次扫描的第 3 页返回 HTTP 500' },
  isVanished_offers: {
    en: 'a quarter of the offers is no longer returned',
    'zh-CN': '四分之一的优惠不再返回',
  },
  isSlow: { en: 'every answer is 3 seconds late', 'zh-CN': '每个响应延迟 3 秒' },
  isRefused_token: { en: 'every answer is HTTP 401', 'zh-CN': '每个响应均为 HTTP 401' },
  isOther: { en: 'a fault that was injected by hand', 'zh-CN': '手动注入的故障' },
  paused: { en: 'paused by hand', 'zh-CN': '手动暂停' },
  silent: { en: 'conversions stopped', 'zh-CN': '转化已停止' },
  more: { en: (n: string) => `${n} more`, 'zh-CN': (n: string) => `另有 ${n} 个` },
  didPause: {
    en: (name: string) => `${name} is paused. The next HIGH finds it.`,
    'zh-CN': (name: string) => `${name} 已暂停。下一次 HIGH 会发现。`,
  },
  didStop: {
    en: (name: string) => `${name} no longer converts. An alert follows when that is unusual for it.`,
    'zh-CN': (name: string) => `${name} 不再有转化。当这对它不寻常时会发出警报。`,
  },
  didBreak: {
    en: 'Broken. The next runs find out: start one, or wait for the schedule.',
    'zh-CN': '已破坏。接下来的运行会发现:可立即启动或等待计划。',
  },
  didHeal: {
    en: 'Healed. The next runs find the network as if nothing had happened.',
    'zh-CN': '已恢复。接下来的运行会发现网络如初。',
  },
});
