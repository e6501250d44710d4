import { CopyButton } from '../../../components';
import { useTexts } from '../../../i18n';
import { offerTexts } from '../../../i18n/texts/offer';
import styles from '../offer.module.css';
import { Address } from './facts';
import { webLinkOf } from './web-link';

/** The link that traffic is sent to, to copy. */
export function TrackingLink({ link }: { link: string | null }) {
  const texts = useTexts(offerTexts);
  return (
    <section className={styles.card}>
      <h2>{texts.trackingLink}</h2>
      {link === null ? (
        <p className={styles.quiet}>{texts.noLink}</p>
      ) : (
        <>
          <p className={styles.link}>
            <code>
              <Address text={link} />
            </code>
          </p>
          <p>
            <CopyButton text={link} label={texts.copyLink} />
          </p>
          {webLinkOf(link) === undefined && <p className={styles.warn}>{texts.notWeb}</p>}
        </>
      )}
    </section>
  );
}
