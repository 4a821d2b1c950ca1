import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ReadModelError } from '../read-model/read-store';
import { WebhookStore } from './webhook-store';

const prefix = 'webhooks-damaged-';
const suffix = '.db';

/** Opens the store of a folder. A damaged one is set aside for its operator, because no block says what was in it, and an empty one begins. */
export async function openStore(folder: string, log: Logger): Promise<WebhookStore> {
  const path = join(folder, 'webhooks.db');
  try {
    return await WebhookStore.open(path);
  } catch (error) {
    if (!(error instanceof ReadModelError)) throw error;
    const file = `${prefix}${new Date().toISOString().replaceAll(':', '-')}${suffix}`;
    // SQLite keeps what it has not yet written into the file beside it, under the same name.
    for (const end of ['', '-wal', '-shm']) if (existsSync(path + end)) renameSync(path + end, join(folder, file + end));
    log.error({ err: error, file }, 'webhooks are lost: their damaged file is set aside, and their owners must register them again');
    return WebhookStore.open(path);
  }
}

/** Names the damaged stores that were set aside, until the operator removes them. */
export function listSetAside(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith(suffix))
    .sort();
}
