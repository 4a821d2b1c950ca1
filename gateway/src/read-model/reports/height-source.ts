import type { Product, ReportSource } from '@databund/audit';
import type { ReadModel } from '../read-model';
import { nameBelow } from '../history/linked-record';
import { getNumber, getText } from '../read-store';

/** Opens the ledger of a height for a report, judged at the time of its last block. @throws ExchangeError INPUT_INVALID */
export async function openSource(model: ReadModel, height = model.height): Promise<ReportSource> {
  const { store, time } = await model.openAfter(height - 1);
  const listProducts = async (resource: string): Promise<readonly Product[]> => {
    const sql = `select distinct id, version from trace where subject = ? and block < ? and kind = 'listing' order by id, version`;
    const rows = await model.store.query(sql, nameBelow(resource), height);
    return rows.map((row) => ({ id: getText(row, 'id'), version: getNumber(row, 'version') }));
  };
  return { store, height, time, listProducts };
}
