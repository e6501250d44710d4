import { defineTexts } from '../define-texts';

/** The frame around all views. */
export const shellTexts = defineTexts({
  product: { en: 'Mobipium mirror', 'zh-CN': 'Mobipium 镜像' },
  skip: { en: 'Skip to content', 'zh-CN': '跳到内容' },
  navigation: { en: 'Views', 'zh-CN': '视图' },
  language: { en: 'Language', 'zh-CN': '语言' },
  today: { en: 'Today', 'zh-CN': '今日' },
  offers: { en: 'Offers', 'zh-CN': '优惠' },
  runs: { en: 'Runs', 'zh-CN': '运行' },
  schedules: { en: 'Schedules', 'zh-CN': '计划' },
  alerts: { en: 'Alerts', 'zh-CN': '警报' },
  queues: { en: 'Queues', 'zh-CN': '队列' },
  documentation: { en: 'API', 'zh-CN': 'API' },
  notFound: {
    en: 'There is no such page. Choose one above.',
    'zh-CN': '没有此页面。请在上方选择。',
  },
  crashed: {
    en: 'This view failed. The rest of the page works; reload it to try again.',
    'zh-CN': '此视图出错。页面其余部分仍可用；请重新加载再试。',
  },
  reload: { en: 'Reload', 'zh-CN': '重新加载' },
});
