/** Beginnings of words, without accents and in lower case, that make a member one about a person, in the languages of common portals. */
const beginnings: readonly string[] = [
  ...[
    'contact',
    'kontakt',
    'contat',
    'phone',
    'telephon',
    'telefo',
    'cellphone',
    'fax',
    'telefax',
    'email',
    'courriel',
    'correo',
    'eposta',
  ],
  ...['ansprechpartner', 'ansprechperson', 'bearbeiter', 'verantwortlich', 'interlocuteur', 'responsable', 'responsabile', 'responsavel'],
  ...['encargado', 'referente', 'beheerder', 'yhteyshenkilo', 'puhelin', 'sahkoposti', 'iletisim', 'spravce'],
  ...['контакт', 'телефон', 'почта', 'автор', 'ответственн', 'επικοινων', 'τηλεφων', 'هاتف', 'بريد', 'الاتصال', 'اتصال', 'संपर्क'],
].map(removeAccents);
const words: ReadonlySet<string> = new Set([
  ...['maintainer', 'maintainers', 'curator', 'curators', 'steward', 'stewards', 'custodian', 'custodians', 'author', 'authors'],
  ...['creator', 'creators', 'contributor', 'contributors', 'editor', 'editors', 'submitter', 'submitters', 'investigator'],
  ...[
    'investigators',
    'orcid',
    'mail',
    'mobile',
    'autor',
    'autores',
    'autore',
    'autori',
    'auteur',
    'auteurs',
    'whatsapp',
    'wechat',
    'manager',
  ],
]);
/** Parts of names in scripts that do not put spaces between words. */
const parts =
  /联系|联络|聯繫|聯絡|电话|電話|手机|手機|邮箱|郵箱|邮件|郵件|电邮|電郵|传真|傳真|微信|负责人|負責人|责任人|責任人|责任者|作者|姓名|维护人|維護人|创建人|创建者|填报人|编辑人|审核人|经办人|管理员|管理員|担当者|連絡先|問い合わせ|問合せ|メール|담당자|연락처|전화|이메일|작성자/u;
/** Pairs of words that only together name a person. */
const pairs =
  /(?:^| )(?:owner|person|user|staff|officer|employee) (?:first |last |full |family |given )?name(?: |$)|(?:^| )(?:created|updated|modified|submitted|uploaded|prepared) by(?: |$)/;

const maxKnown = 10_000;
const known = new Map<string, boolean>();

/** Returns whether the name of a member, in any case and several languages, says that the member names or reaches a person. */
export function isPersonalName(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  // Catalogues repeat a few names in each record.
  const found = findPersonal(name);
  if (known.size < maxKnown) known.set(name, found);
  return found;
}

function findPersonal(name: string): boolean {
  if (parts.test(name.normalize('NFC'))) return true;
  const plain = removeAccents(name.replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')).toLowerCase();
  const each = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (each.some((word) => words.has(word) || beginnings.some((begin) => word.startsWith(begin)))) return true;
  return pairs.test(each.join(' '));
}

function removeAccents(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '');
}
