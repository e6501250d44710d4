import { useQuery } from '@tanstack/react-query';
import { sessionQuery, useSignOut } from '../../api';
import { Badge, Button } from '../../components';
import { useTexts } from '../../i18n';
import { loginTexts } from '../../i18n/texts/login';

/** Says that this browser only reads, and signs it out. Empty if no key is needed. */
export function Account() {
  const texts = useTexts(loginTexts);
  const { data } = useQuery(sessionQuery);
  const { mutate: signOut, isPending } = useSignOut();
  if (data === undefined || !data.required) return null;
  return (
    <>
      {data.level === 'read' && (
        <span title={texts.readOnlyReason}>
          <Badge tone="dim">{texts.readOnly}</Badge>
        </span>
      )}
      {data.expiresAt !== null && (
        <Button disabled={isPending} onClick={() => signOut()}>
          {texts.signOut}
        </Button>
      )}
    </>
  );
}
