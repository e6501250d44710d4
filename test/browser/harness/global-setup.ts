import { builtPage } from '../../../harness/web/built-page';
import setUpServers from '../../setup/global-setup';

/** Also builds the page: two test files at once would both build it. */
async function setUp(): Promise<void> {
  await setUpServers();
  await builtPage();
}

export = setUp;
