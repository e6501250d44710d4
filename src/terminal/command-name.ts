/** How a user starts the command line: from the sources by npm, otherwise by its own name. */
export const COMMAND_NAME = __filename.endsWith('.ts') ? 'npm run cli --' : 'mobipium-sync';
