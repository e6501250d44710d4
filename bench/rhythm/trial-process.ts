import { simulateDelays, simulateFalseStarts, type Trial } from './trials';

// A process of `runTrials`: its argument is a trial as JSON, and it prints the result as a line of JSON.
const trial = JSON.parse(process.argv[2]!) as Trial;
const result = trial.name === 'delays' ? simulateDelays(trial) : simulateFalseStarts(trial);
// JSON has no Infinity.
const text = JSON.stringify(result, (_key, value: unknown) => (value === Infinity ? null : value));
process.stdout.write(`${text}\n`);
