import { stripVTControlCharacters } from 'node:util';
import { CONTROL_CHARACTERS } from '../../domain/control-characters';

/** An HTML fragment whose text is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

type Part = Html | readonly Part[] | string | number | null | undefined;

/**
 * Template tag for HTML. Escapes every part that is not an `Html` fragment, and replaces control characters, also those
 * that change the direction of the text. Renders null and undefined as nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.map((text, index) => text + render(parts[index])).join(''));
}

function render(part: Part): string {
  if (part === null || part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return stripVTControlCharacters(String(part))
    .replaceAll(CONTROL_CHARACTERS, ' ')
    .replaceAll(/[&<>"']/g, (char) => ENTITIES[char]!);
}
