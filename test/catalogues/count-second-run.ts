import { Databund } from '@databund/client';
import { importRecords } from '@databund/cli/catalogue';
import { HttpExchange } from '../support/http-exchange';
import type { MeasuredSource } from './measure-source';

/** Imports every source twice into an exchange, and returns how many records the second run created, changed or failed. */
export async function countSecondRun(measured: readonly MeasuredSource[]): Promise<number> {
  const http = await HttpExchange.open();
  try {
    const databund = new Databund({ url: http.url, token: http.tokens.provider });
    const provider = http.exchange.members.provider.id;
    let changes = 0;
    for (const { figures, ready } of measured) {
      const options = { databund, provider, source: figures.name, newVersions: true, concurrency: 16 };
      await importRecords(ready, options);
      const { outcomes, failed } = await importRecords(ready, options);
      changes += ready.length - outcomes['already-there'] - failed.length;
    }
    return changes;
  } finally {
    await http.close();
  }
}
