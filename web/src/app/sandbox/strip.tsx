import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useMatch } from '@tanstack/react-router';
import { useState } from 'react';
import { mirrorQuery, type Schemas, useCanWrite } from '../../api';
import { Button, Problem } from '../../components';
import { useTexts } from '../../i18n';
import { sandboxTexts } from '../../i18n/texts/sandbox';
import { BrokenNow } from './broken-now';
import { type Action, sandboxQuery, useSandboxAction } from './queries';
import { mayBeSandbox } from './source';
import styles from './strip.module.css';

const FAULTS = ['broken_page', 'vanished_offers', 'slow', 'refused_token'] as const;
const DONE = { pause: 'didPause', stop: 'didStop', break: 'didBreak', heal: 'didHeal' } as const;

/** Says that the offers are invented, and breaks the network on request. Nothing, if the mirror is of another network. */
export function SandboxStrip() {
  const { data: mirror } = useQuery(mirrorQuery);
  const isCandidate = mayBeSandbox(mirror?.source);
  const query = useQuery({ ...sandboxQuery, enabled: isCandidate });
  if (!isCandidate || (mirror?.source !== 'sandbox' && query.data === undefined)) return null;
  return <Strip query={query} />;
}

function Strip({ query }: { query: UseQueryResult<Schemas['Sandbox']> }) {
  const texts = useTexts(sandboxTexts);
  const canWrite = useCanWrite();
  // On a phone, the buttons would be most of the first screen.
  const [isOpen, setIsOpen] = useState(() => matchMedia('(min-width: 641px)').matches);
  const { data, error } = query;
  return (
    <section className={styles.strip} aria-label={texts.title}>
      <details open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
        <summary>{texts.mark}</summary>
        {data !== undefined && canWrite && <Actions faults={data.faults.map(({ name }) => name)} />}
      </details>
      {error !== null && <Problem error={error} onRetry={() => void query.refetch()} />}
      {data !== undefined && <BrokenNow sandbox={data} />}
    </section>
  );
}

/** The buttons. On the page of an offer, they are about this offer. */
function Actions({ faults }: { faults: readonly string[] }) {
  const texts = useTexts(sandboxTexts);
  const offerId = useMatch({ from: '/offers/$offerId', shouldThrow: false })?.params.offerId;
  const { mutate, data, variables, error, isPending, isSuccess } = useSandboxAction();
  const button = (label: string, action: Action, isPressed?: boolean) => (
    <Button disabled={isPending} aria-pressed={isPressed} onClick={() => mutate(action)}>
      {label}
    </Button>
  );
  const name = [data?.offerName, data?.offerId].find((text) => text != null) ?? '';
  const done = variables === undefined ? undefined : texts[DONE[variables.kind]];
  return (
    <>
      <div className={styles.actions} role="group" aria-label={texts.title}>
        <span>{texts.tryIt}</span>
        {button(offerId === undefined ? texts.pause : texts.pauseThis, { kind: 'pause', offerId })}
        {button(offerId === undefined ? texts.stop : texts.stopThis, { kind: 'stop', offerId })}
        {FAULTS.map((fault) => (
          <span key={fault}>{button(texts[fault], { kind: 'break', fault }, faults.includes(fault))}</span>
        ))}
        <Button kind="main" disabled={isPending} onClick={() => mutate({ kind: 'heal' })}>
          {texts.heal}
        </Button>
      </div>
      <p role="status">{isSuccess && (typeof done === 'function' ? done(name) : done)}</p>
      {error !== null && <Problem error={error} />}
    </>
  );
}
