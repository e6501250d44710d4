// The field values of the sandbox's offers, varied enough to exercise filters and reports.

export const COUNTRIES: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['PT', 'Portugal'],
  ['ES', 'Spain'],
  ['BR', 'Brazil'],
  ['ZA', 'South Africa'],
  ['TH', 'Thailand'],
  ['ID', 'Indonesia'],
  ['IN', 'India'],
  ['CI', 'Côte d’Ivoire'],
  ['TR', 'Türkiye'],
  ['PL', 'Poland'],
  ['GR', 'Greece'],
  ['IQ', 'Iraq'],
  ['KE', 'Kenya'],
  ['MX', 'Mexico'],
  ['SA', 'Saudi Arabia'],
  ['DE', 'Germany'],
];

export const CARRIERS = [
  'Vodafone',
  'Orange',
  'MTN',
  'Airtel',
  'WIFI',
  'Vodafone, Orange',
  'All',
  null,
] as const;

export const VERTICALS = ['Video', 'Games', 'Sweepstakes', 'Dating', 'Utilities', 'Sports', 'Adult'] as const;

export const FLOWS = ['1-Click', '2-Click', 'PIN Submit', 'MO', 'Click to SMS', 'CC Submit'] as const;

export const MODELS = ['CPA', 'CPL', 'CPI'] as const;

export const CURRENCIES = ['EUR', 'EUR', 'EUR', 'USD', 'USD', 'ZAR'] as const;

export const TRAFFIC_TYPES = ['Mainstream', 'Adult', 'Mainstream, Adult', null] as const;

export const TIME_FRAMES = ['24/7', '08:00-22:00', 'Mon-Fri 09:00–18:00', '', null] as const;

export const RESTRICTIONS = [
  'No incent; no "free" in creatives',
  'Sem SMS nem notificações push',
  'Google UAC & Facebook not allowed',
  '',
  null,
] as const;

export const TITLES = [
  'Video Club',
  'Kids’ Games',
  'Crème de la Crème',
  'Futebol São Paulo ⚽',
  'iPhone "Pro" Draw',
  'Ringtones & more',
  'ألعاب',
] as const;
