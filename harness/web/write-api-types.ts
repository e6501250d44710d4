import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateApiTypes } from './api-types';

/** `npm run web:schema`: writes the types of the page's API client. */
async function main(): Promise<void> {
  writeFileSync(join(__dirname, '../../web/src/api/schema.ts'), await generateApiTypes());
}

void main();
