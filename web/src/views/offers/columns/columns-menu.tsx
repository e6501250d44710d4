import { Popup } from '../../../components';
import { useTexts } from '../../../i18n';
import { offersTexts } from '../../../i18n/texts/offers';
import { type ColumnId, COLUMNS } from './columns';

export interface ColumnsMenuProps {
  columns: readonly ColumnId[];
  /** Undefined: the default columns. */
  onChange: (columns: readonly ColumnId[] | undefined) => void;
}

/** Chooses the columns of the table. */
export function ColumnsMenu({ columns, onChange }: ColumnsMenuProps) {
  const texts = useTexts(offersTexts);
  const toggle = (id: ColumnId) =>
    onChange(COLUMNS.filter((each) => (each === id ? !columns.includes(id) : columns.includes(each))));
  return (
    <Popup label={texts.columns} side="right">
      {COLUMNS.filter((id) => id !== 'offer').map((id) => (
        <label key={id}>
          <input type="checkbox" checked={columns.includes(id)} onChange={() => toggle(id)} />
          {texts[id]}
        </label>
      ))}
      <button type="button" onClick={() => onChange(undefined)}>
        {texts.defaultColumns}
      </button>
    </Popup>
  );
}
