import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { alertsQuery, unlessLive } from '../api';
import { useTexts } from '../i18n';
import { shellTexts } from '../i18n/texts/shell';
import alarmIcon from './favicon-alarm.svg';
import icon from './favicon.svg';

/** How often the open alerts are counted while nothing arrives live, in milliseconds. */
const REFRESH_MS = 30_000;

const MAX_COUNTED = 100;

/** Shows the number of open alerts about the watch list, the network and the mirror in the title and the icon of the page. */
export function PageTitle() {
  const texts = useTexts(shellTexts);
  const { data } = useQuery({
    ...alertsQuery({ state: 'open', mine: true, acknowledged: false, limit: MAX_COUNTED }),
    refetchInterval: () => unlessLive(REFRESH_MS),
  });
  const count = data?.alerts.length ?? 0;
  useEffect(() => {
    const number = count === MAX_COUNTED ? `${count}+` : count;
    document.title = count === 0 ? texts.product : `(${number}) ${texts.product}`;
  }, [count, texts]);
  useEffect(() => {
    document.querySelector<HTMLLinkElement>('link[rel=icon]')!.href = count === 0 ? icon : alarmIcon;
  }, [count]);
  return null;
}
