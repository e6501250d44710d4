import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  api,
  KEYS,
  read,
  type Schemas,
  useCanWrite,
  useIsWatchChanging,
  useWatch,
  watchedOfferQuery,
} from '../../../api';
import { Block, Button, Problem } from '../../../components';
import { useTexts } from '../../../i18n';
import { offerTexts } from '../../../i18n/texts/offer';
import { watchlistTexts } from '../../../i18n/texts/watchlist';
import styles from '../offer.module.css';
import { fromLocalInput, toLocalInput } from './local-time';

const SENSITIVITIES = ['quick', 'usual', 'sure'] as const;

/** Puts an offer on the watch list, changes its settings, and takes it off the list. */
export function Watch({ offer }: { offer: Schemas['Offer'] }) {
  const texts = useTexts(offerTexts);
  const canWrite = useCanWrite();
  const { mutate, error, isPending } = useWatch();
  const { offerId, watched } = offer;
  return (
    <>
      {watched ? (
        <Settings offerId={offerId} />
      ) : (
        <section className={styles.card}>
          <h2>{texts.watch}</h2>
          <p className={styles.quiet}>{texts.notWatched}</p>
        </section>
      )}
      {error !== null && <Problem error={error} />}
      {canWrite && (
        <p>
          <Button
            kind={watched ? 'plain' : 'main'}
            disabled={isPending}
            onClick={() => mutate({ offerId, watched: !watched })}
          >
            {watched ? texts.unwatch : `★ ${texts.watchAction}`}
          </Button>
        </p>
      )}
    </>
  );
}

function Settings({ offerId }: { offerId: string }) {
  const texts = useTexts(offerTexts);
  const isChanging = useIsWatchChanging();
  const query = useQuery({ ...watchedOfferQuery(offerId), retry: false, enabled: !isChanging });
  return (
    <Block title={texts.watch} query={query}>
      {(entry) => (
        // What was saved elsewhere replaces what the fields have.
        <Fields key={entry.updatedAt} entry={entry} />
      )}
    </Block>
  );
}

function Fields({ entry }: { entry: Schemas['WatchedOffer'] }) {
  const texts = useTexts(offerTexts);
  const words = useTexts(watchlistTexts);
  const canWrite = useCanWrite();
  const save = useSave(entry.offerId);
  return (
    <form
      className={styles.form}
      action={(form) =>
        save.mutate({
          note: textOf(form, 'note'),
          sensitivity: SENSITIVITIES.find((each) => each === form.get('sensitivity')) ?? 'usual',
          after: textOf(form, 'after'),
          mutedUntil: fromLocalInput(textOf(form, 'mutedUntil') ?? ''),
        })
      }
    >
      <fieldset disabled={!canWrite || save.isPending}>
        <label>
          {words.note}
          <input name="note" maxLength={500} defaultValue={entry.note ?? ''} />
        </label>
        <label>
          {words.sensitivity}
          <select name="sensitivity" defaultValue={entry.sensitivity}>
            {SENSITIVITIES.map((each) => (
              <option key={each} value={each}>
                {words[each]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.after}
          <input
            name="after"
            defaultValue={entry.after ?? ''}
            pattern="[1-9][0-9]{0,5}[mhd]"
            title={texts.afterFormat}
          />
        </label>
        <label>
          {texts.mutedUntil}
          <input name="mutedUntil" type="datetime-local" defaultValue={toLocalInput(entry.mutedUntil)} />
        </label>
        {canWrite && <Button type="submit">{words.save}</Button>}
      </fieldset>
      <p role="status">{save.isSuccess && texts.saved}</p>
      {save.error !== null && <Problem error={save.error} />}
    </form>
  );
}

function useSave(offerId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Pick<Schemas['WatchedOffer'], 'note' | 'sensitivity' | 'after' | 'mutedUntil'>) =>
      read(api.PUT('/api/watchlist/{offerId}', { params: { path: { offerId } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: [KEYS.watchlist] }),
  });
}

/** The text of a field. Null: it is empty. */
function textOf(form: FormData, name: string): string | null {
  const value = form.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
