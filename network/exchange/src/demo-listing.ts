import { createHash } from 'node:crypto';
import type { Databund } from '@databund/client';
import type { SeedFile } from './seed';

/** The file that the demo trades. */
export const demoFileName = 'airports.csv';

type ListingContent = Parameters<Databund['listing']['create']>[0]['content'];

/** The content of the demo's listing, in English and Chinese. */
export function describeFile(file: SeedFile, bytes: Buffer): ListingContent {
  return {
    title: { en: 'Airports of the United States', 'zh-Hans': '美国机场' },
    description: { en: file.description, 'zh-Hans': '美国及其领地的机场：位置、识别代码、名称、城市、州和国家。' },
    publisher: { name: { en: 'Bureau of Transportation Statistics', 'zh-Hans': '美国运输统计局' } },
    licence: file.licence,
    keywords: ['airports', '机场'],
    languages: ['en'],
    grade: 'general',
    personalData: { level: 'none' },
    kind: 'download',
    offer: {
      permission: [
        { action: 'use', constraint: [{ leftOperand: 'purpose', operator: 'isAnyOf', rightOperand: ['research', 'planning'] }] },
      ],
    },
    charge: { basis: 'priced' },
    distributions: [
      {
        kind: 'held',
        name: demoFileName,
        mediaType: file.mediaType,
        byteSize: bytes.length,
        hash: { alg: 'sha-256', value: createHash('sha256').update(bytes).digest('hex') },
      },
    ],
  };
}
