import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

const PortSchema = Type.Integer({ minimum: 1, maximum: 65_535 });

const PortsSchema = Type.Partial(
  Type.Object({
    api: PortSchema,
    postgres: PortSchema,
    temporal: PortSchema,
    temporalUi: PortSchema,
    sandbox: PortSchema,
  }),
);

type Ports = Required<Static<typeof PortsSchema>>;

const NAMES: Record<keyof Ports, string> = {
  api: 'the API',
  postgres: 'PostgreSQL',
  temporal: 'Temporal',
  temporalUi: "Temporal's Web UI",
  sandbox: 'the sandbox',
};

/**
 * Not PostgreSQL's usual 5432, where another server is likely. All are below the ephemeral port ranges of Linux and
 * macOS, whose ports the system may assign to other sockets.
 */
const DEFAULT_PORTS: Ports = {
  api: 3000,
  postgres: 15_432,
  temporal: 7_233,
  temporalUi: 8_233,
  sandbox: 4_010,
};

/** The ports of the parts that `start` runs, kept from start to start: bookmarks and saved connections stay valid. */
export interface PortsFile {
  /** The port to use if it is free: that of the last start, otherwise the default. */
  preferred(part: keyof Ports): number;
  /** Keep the port for the next start. If it is not the preferred one, reports that another program uses that one. */
  keep(part: keyof Ports, port: number): void;
}

/** Open the file of a data folder, which must exist. A missing or damaged file counts as empty. */
export function openPortsFile(folder: string, onNotice: (sentence: string) => void): PortsFile {
  const file = join(folder, 'ports.json');
  const ports: Ports = { ...DEFAULT_PORTS, ...readPorts(file) };
  return {
    preferred: (part) => ports[part],
    keep(part, port) {
      if (ports[part] !== port) onNotice(`Port ${ports[part]} is in use: ${NAMES[part]} uses ${port}.`);
      ports[part] = port;
      // Replaced as a whole, so that a start that is killed leaves no half a file.
      const unfinished = `${file}.${process.pid}`;
      writeFileSync(unfinished, `${JSON.stringify(ports)}\n`, { mode: 0o600 });
      renameSync(unfinished, file);
    },
  };
}

function readPorts(file: string): Static<typeof PortsSchema> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Value.Check(PortsSchema, content) ? content : {};
  } catch {
    return {};
  }
}
