import { useFormats, useTexts } from '../../i18n';
import { commonTexts } from '../../i18n/texts/common';
import { useTicking } from '../../time';

/** How long ago something was, which counts on by itself; the title is the time. `at`: ISO 8601. */
export function Age({ at }: { at: string | null }) {
  const formats = useFormats();
  const texts = useTexts(commonTexts);
  const text = useTicking((nowMs) =>
    at === null ? texts.never : formats.ago((nowMs - Date.parse(at)) / 1_000),
  );
  if (at === null) return <span>{text}</span>;
  return (
    <time dateTime={at} title={formats.fullDateTime(new Date(at))}>
      {text}
    </time>
  );
}
