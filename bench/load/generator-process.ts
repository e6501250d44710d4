import { generateLoad, type LoadPlan } from './generator';

// The process of `runLoadGenerator`: its argument is a plan as JSON, and it prints the result as a line of JSON.
async function main(): Promise<void> {
  const result = await generateLoad(JSON.parse(process.argv[2]!) as LoadPlan);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

void main();
