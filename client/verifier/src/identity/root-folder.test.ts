import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findError } from '../testing/find-error';
import { readRootFolder } from './root-folder';

const root = readFileSync(join(__dirname, 'golden', 'authorities', 'root.pem'), 'utf8').trim();
const stranger = readFileSync(join(__dirname, 'golden', 'authorities', 'stranger.pem'), 'utf8').trim();

describe('readRootFolder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roots-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads every certificate of each file, by the MSP id that names the file', async () => {
    await writeFile(join(folder, 'Org1MSP.pem'), `Root of Org1\n${root}\n${stranger}\n`);
    await writeFile(join(folder, 'OrdererMSP.pem'), root);
    await writeFile(join(folder, 'notes.txt'), root);
    expect(readRootFolder(folder)).toEqual({ Org1MSP: [root, stranger], OrdererMSP: [root] });
  });

  it('reports ROOTS_MISSING and names the folder if no file is a .pem', () => {
    const error = findError(() => readRootFolder(folder));
    expect(error?.code).toBe('ROOTS_MISSING');
    expect(error?.message).toContain(folder);
  });
});
