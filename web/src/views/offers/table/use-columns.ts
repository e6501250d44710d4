import { type ColumnDef, getCoreRowModel, type Table, useReactTable } from '@tanstack/react-table';
import type { Schemas } from '../../../api';
import { COLUMN_FACTS, type ColumnId, COLUMNS } from '../columns/columns';
import { CELLS } from './cells';

/** A row of the list. `offer` undefined: it is being read. */
export interface ListRow {
  index: number;
  offer: Schemas['Offer'] | undefined;
}

const DEFINITIONS: ColumnDef<ListRow>[] = COLUMNS.map((id) => ({
  id,
  size: COLUMN_FACTS[id].width,
  cell: ({ row: { original } }) => (original.offer === undefined ? '' : CELLS[id](original.offer)),
}));

/** The table of the rows in sight. The API sorts, filters and pages. */
export function useColumns(rows: ListRow[], columns: readonly ColumnId[]): Table<ListRow> {
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called while rendering only
  return useReactTable({
    data: rows,
    columns: DEFINITIONS,
    state: { columnVisibility: Object.fromEntries(COLUMNS.map((id) => [id, columns.includes(id)])) },
    getRowId: ({ index }) => String(index),
    getCoreRowModel: getCoreRowModel(),
    autoResetAll: false,
    manualSorting: true,
    manualFiltering: true,
    manualPagination: true,
  });
}
