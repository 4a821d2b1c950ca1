import { TextDecoder } from 'node:util';

/** Returns whether a name is that of an encoding of texts. The command line asks it without the importers. */
export function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}
