import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateApiTypes } from '../../../harness/web/api-types';

test("the types of the page's client are those of the OpenAPI document", async () => {
  const written = readFileSync(join(__dirname, '../../../web/src/api/schema.ts'), 'utf8');
  const isCurrent = written === (await generateApiTypes());

  // Not compared by Jest, which would print thousands of lines.
  expect(isCurrent ? 'current' : 'Run `npm run web:schema` and commit web/src/api/schema.ts.').toBe(
    'current',
  );
});
