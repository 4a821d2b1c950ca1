import { posix } from 'node:path';
import { toName } from './values/text';

/**
 * Returns the name under which a file is listed: the path in Unicode normal form C without `.` and `..`, with an underscore before a part
 * that begins with a dot or a dash. Returns undefined for a path out of the folder.
 */
export function makeFileName(path: string): string | undefined {
  const whole = posix.normalize(path.trim().replaceAll('\\', '/')).replace(/^\.\//, '');
  const parts = toName(whole.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '_'))
    .split('/')
    .filter((part) => part !== '');
  if (parts.length === 0 || parts[0] === '..' || parts[0] === '.' || whole.startsWith('/')) return undefined;
  return parts.map((part) => (/^[.-]/.test(part) ? `_${part}` : part).replaceAll('\\', '_')).join('/');
}
