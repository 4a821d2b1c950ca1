import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { CatalogueExport } from '@databund/client';
import type { Session } from './session';

/** The options of `databund catalogue export`. */
export interface ExportOptions {
  readonly format: CatalogueExport['format'];
  readonly modifiedSince?: string;
}

/** Writes the catalogue to a file, page by page, or to the standard output. @throws DatabundError */
export async function exportCatalogue(session: Session, file: string | undefined, { format, modifiedSince }: ExportOptions): Promise<void> {
  const databund = await session.connect();
  const out = file === undefined ? session.out : createWriteStream(file);
  let listings = 0;
  for await (const part of databund.exportCatalogue({ format, ...(modifiedSince !== undefined && { modifiedSince }) })) {
    listings += part.listings;
    if (!out.write(part.text)) await once(out, 'drain');
  }
  if (file === undefined) return;
  out.end();
  await once(out, 'finish');
  await session.print({ file, format, listings });
}
