import type { Command } from 'commander';

const HELP = `
Example:
  mobipium-sync open

On a server, forward the port to your machine, and open the address there:
  ssh -L 3000:127.0.0.1:3000 server.example`;

/** `open`: open the page of the running `start` in a browser, and print its address. */
export function addOpenCommand(program: Command): void {
  program
    .command('open')
    .description('open the page of the service in a browser, and print its address')
    .addHelpText('after', HELP)
    .action(async () => {
      const { locateCurrentService, ServiceNotFoundError } =
        require('../service/locate') as typeof import('../service/locate');
      const { openInBrowser } = require('../../local') as typeof import('../../local');
      const { apiUrl, dataDir } = locateCurrentService();
      if (apiUrl === undefined) throw new ServiceNotFoundError(dataDir);
      const isOpen = await openInBrowser(apiUrl);
      process.stdout.write(`${isOpen ? 'Opened' : 'No browser could be opened. Open'} ${apiUrl}\n`);
    });
}
