import { HOSTILE_TEXTS } from '../../harness/hostile-texts';
import { saveRun } from '../api/save-offers';
import { useBrowser } from './harness/use-browser';

const stack = useBrowser({ worker: 'none', sandbox: { offers: 5 } });

const LONG = `${'Ελληνικά 💸 مرحبا '.repeat(600)}end`;
const conversion = { raw: '2min', ageSeconds: 120, precisionSeconds: 60 };

beforeAll(async () => {
  const names = [...HOSTILE_TEXTS, LONG];
  await saveRun(
    stack.store,
    names.map((offerName, index) => ({
      offerId: `t-${index}`,
      offer: {
        offerName,
        status: 'Active',
        country: 'PT',
        carrier: 'MEO, TIM',
        offerUrl: 'javascript:document.title="owned"',
        landingPage: 'https://example.com/"><script>alert(1)</script>',
        thumbnails: 'data:text/html,<script>alert(1)</script>',
        trafficRestrictions: offerName,
        lastConversion: conversion,
      },
    })),
  );
});

test('names with markup, control characters or 10,000 characters are shown as text', async () => {
  const page = await stack.open('/offers?sortBy=offerId');
  await page.getByRole('table').getByRole('link', { name: '<script>alert(1)</script>' }).waitFor();
  expect(await page.locator('main script, main img, main svg[onload]').count()).toBe(0);
  const widths = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  expect(widths[0]).toBe(widths[1]);
});

test('an address that is not one of the web is text, and can be copied', async () => {
  const page = await stack.open(`/offers/t-${HOSTILE_TEXTS.length}`);
  await page.getByText('This is not a web address').waitFor();
  await page.getByRole('button', { name: 'Copy the link' }).waitFor();
  const addresses = await page.evaluate<string[]>(
    `[...document.querySelectorAll('a')].map(({ href }) => href)`,
  );
  expect(addresses.filter((address) => !address.startsWith('http'))).toEqual([]);
  expect(addresses.filter((address) => address.startsWith('https://example.com/'))).toHaveLength(1);
  const widths = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  expect(widths[0]).toBe(widths[1]);
});

test('ages go by the clock of the server, also if that of the browser is an hour off', async () => {
  const page = await stack.open('/');
  await page.clock.install({ time: Date.now() + 3_600_000 });
  await page.goto(`${stack.url}/offers/t-0`);
  await page.getByRole('heading', { name: 'Tracking link' }).waitFor();
  // The conversion is some minutes old, and not an hour.
  await page
    .locator('dd', { hasText: 'the network says “2min”' })
    .filter({ hasText: /^\d+m ago/ })
    .waitFor();
});
