import { Type, type Static } from '@sinclair/typebox';
import { Closed, LanguageMap, OneOf } from '../../kernel/forms';
import { ViewOf } from '../../kernel/record';

/** The fields that a sector may require in addition to those that every listing has. */
export const requirable = [
  'spatial',
  'temporal',
  'frequency',
  'rights',
  'theme',
  'keywords',
  'distributions',
  'resource',
  'lineage',
  'sample',
  'exportRegime',
  'issued',
  'modified',
] as const;

/** Lower-case word that names a preset. */
export const SectorName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' });

/** A sector of the exchange and the fields that it requires of its listings. */
export const Preset = Closed({
  sector: SectorName,
  title: LanguageMap(200),
  requires: Type.Array(OneOf(...requirable), { maxItems: requirable.length, uniqueItems: true }),
});
export type Preset = Static<typeof Preset>;
/** A preset as it is stored. */
export type PresetRecord = Preset & { readonly state: 'SET' };

/** A preset as callers see it. */
export const PresetView = ViewOf('Preset', Preset.properties);

/** The ten demonstration areas: the presets of a new exchange. */
export const demonstrationAreas: readonly Preset[] = [
  {
    sector: 'high-performance-computing',
    title: { en: 'High-performance computing', 'zh-Hans': '高性能计算' },
    requires: ['distributions'],
  },
  { sector: 'blockchain', title: { en: 'Blockchain', 'zh-Hans': '区块链' }, requires: ['frequency'] },
  { sector: 'data-elements', title: { en: 'Data elements', 'zh-Hans': '数据要素' }, requires: ['rights'] },
  {
    sector: 'public-data-authorisation',
    title: { en: 'Authorised operation of public data', 'zh-Hans': '公共数据授权运营' },
    requires: ['resource'],
  },
  { sector: 'robotics', title: { en: 'Robotics', 'zh-Hans': '机器人' }, requires: ['temporal'] },
  { sector: 'autonomous-driving', title: { en: 'Autonomous driving', 'zh-Hans': '自动驾驶' }, requires: ['spatial', 'temporal'] },
  { sector: 'warehousing', title: { en: 'Warehousing', 'zh-Hans': '仓储' }, requires: ['frequency'] },
  { sector: 'renewable-energy', title: { en: 'Renewable energy', 'zh-Hans': '新能源' }, requires: ['spatial', 'temporal'] },
  { sector: 'healthcare', title: { en: 'Healthcare', 'zh-Hans': '医疗健康' }, requires: ['rights', 'temporal'] },
  { sector: 'elderly-care', title: { en: 'Elderly care', 'zh-Hans': '养老' }, requires: ['spatial', 'rights'] },
];
