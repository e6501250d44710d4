import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { startTestTemporal, type TestTemporal } from '../../../harness/servers/temporal';

/** The ports that a process listens on: those of the sockets among its open files. */
function listeningPorts(pid: number): number[] {
  const open = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      // Closed in the meantime.
      return '';
    }
  });
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && open.includes(`socket:[${inode}]`))
    .map(([, address = '']) => parseInt(address.split(':')[1] ?? '', 16));
}

let server: TestTemporal;

beforeAll(async () => {
  server = await startTestTemporal();
});

afterAll(() => server.stop());

test('no port of the server accepts a workflow from a page of another site', async () => {
  const ports = listeningPorts(server.pid);
  expect(ports).toContain(Number(new URL(server.uiUrl).port));
  expect(ports.length).toBeGreaterThanOrEqual(3);

  for (const port of ports) {
    // A page may send this to any address without asking.
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/namespaces/default/workflows/planted`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: 'https://evil.example' },
      body: JSON.stringify({ workflowType: { name: 'fullSync' }, taskQueue: { name: 'full-sync-chunk' } }),
    }).catch(() => undefined);
    expect([port, response?.ok ?? false]).toEqual([port, false]);
  }
  const connection = await Connection.connect({ address: server.address });
  const planted = new Client({ connection }).workflow.getHandle('planted').describe();
  await expect(planted.finally(() => connection.close())).rejects.toMatchObject({
    name: 'WorkflowNotFoundError',
  });
});
