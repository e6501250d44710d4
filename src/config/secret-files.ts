import { readFileSync } from 'node:fs';

/** Settings that may be read from the file that `<NAME>_FILE` names, to keep secrets out of the environment. */
const FROM_FILE = [
  ...['MOBIPIUM_API_TOKEN', 'API_KEY', 'API_READ_KEY', 'DATABASE_URL', 'TEMPORAL_API_KEY'],
  ...['ALERT_WEBHOOK_URL', 'ALERT_WEBHOOK_SECRET', 'ALERT_FEISHU_SECRET', 'ALERT_DINGTALK_SECRET'],
  ...['SMTP_URL', 'ALERT_TELEGRAM_TOKEN'],
];

/** Reads the settings whose files are named, and lists what is wrong with these files. Does not read a file whose setting is given. */
export function readSecretFiles(environment: Record<string, string>): {
  given: Record<string, string>;
  problems: string[];
} {
  const given = { ...environment };
  const problems: string[] = [];
  for (const name of FROM_FILE) {
    const file = environment[`${name}_FILE`];
    if (file === undefined || given[name] !== undefined) continue;
    try {
      const text = readFileSync(file, 'utf8').trim();
      if (text === '') problems.push(`${name}_FILE names an empty file`);
      else given[name] = text;
    } catch {
      problems.push(`${name}_FILE names a file that cannot be read`);
    }
  }
  return { given, problems };
}
