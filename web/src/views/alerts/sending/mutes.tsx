import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Schemas, useCanWrite } from '../../../api';
import { Block, Button, Problem } from '../../../components';
import { useFormats, useTexts } from '../../../i18n';
import { alertsTexts } from '../../../i18n/texts/alerts';
import { useTicking } from '../../../time';
import styles from '../alerts.module.css';
import { mutesQuery, useMutes } from './queries';

/** What is muted, and a button that opens the form for another one. */
export function Mutes({ onAdd }: { onAdd: () => void }) {
  const texts = useTexts(alertsTexts);
  const query = useQuery(mutesQuery);
  const canWrite = useCanWrite();
  return (
    <Block
      title={texts.muted}
      query={query}
      isEmpty={({ mutes }) => mutes.length === 0}
      empty={texts.noMutes}
      actions={canWrite && <Button onClick={onAdd}>{texts.mute}</Button>}
    >
      {({ mutes }) => (
        <ul className={styles.list}>
          {mutes.map((mute) => (
            <MuteItem key={mute.id} mute={mute} />
          ))}
        </ul>
      )}
    </Block>
  );
}

function MuteItem({ mute }: { mute: Schemas['Mute'] }) {
  const texts = useTexts(alertsTexts);
  const { dateTime } = useFormats();
  const canWrite = useCanWrite();
  const { remove } = useMutes();
  const { id, kind, offerId, mutedUntil } = mute;
  const isOver = useTicking((nowMs) => mutedUntil !== null && Date.parse(mutedUntil) <= nowMs);
  return (
    <li className={styles.line}>
      <span>{kind === null ? texts.allKinds : texts[kind]}</span>
      {offerId !== null && (
        <Link to="/offers/$offerId" params={{ offerId }}>
          {texts.ofOffer(offerId)}
        </Link>
      )}
      <span className={styles.dim}>
        {mutedUntil === null ? texts.forever : texts.until(dateTime(new Date(mutedUntil)))}
        {isOver && ` (${texts.over})`}
      </span>
      {canWrite && (
        <Button disabled={remove.isPending} onClick={() => remove.mutate(id)}>
          {texts.remove}
        </Button>
      )}
      {remove.error !== null && <Problem error={remove.error} />}
    </li>
  );
}
