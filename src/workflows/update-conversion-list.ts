import { databaseActivities } from './activity-options';
import type { Run } from './audited-run';

/** Update the ConversionList from the mirror: the last step of every run. */
export async function updateConversionList({ key }: Run): Promise<void> {
  await databaseActivities.refreshList.executeWithOptions({ summary: 'update the ConversionList' }, [
    { run: key },
  ]);
}
