import { type AskPlan, askSteadily } from './ask-steadily';

// The asker in a process of its own, so that it does not share an event loop with what it asks or with whoever
// measures. Its plan is its one argument, as JSON; it says what came of it in one line, as JSON, and ends.
async function main(): Promise<void> {
  const asked = await askSteadily(JSON.parse(process.argv[2]!) as AskPlan);
  process.stdout.write(`${JSON.stringify(asked)}\n`);
}

void main();
