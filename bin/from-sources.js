// The command line, compiled as it is loaded. An option of Node such as `--import tsx` would also load the compiler in every
// thread of the workflows, which need none.
require('tsx/cjs');
require('../src/cli/main.ts');
