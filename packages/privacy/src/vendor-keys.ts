/** Forms of keys that those who issue them have published, by how they begin. */
import {
  ALPHANUMERIC,
  alphanumeric,
  CharacterSet,
  digits,
  HEX,
  KEY_TAIL,
  looksRandom,
  WORDS,
  WORDS_DASH,
  WORDS_DASH_DOT,
} from './characters.ts'
import type { Scan } from './scan.ts'

interface Form {
  prefix: string
  tail: CharacterSet
  /** Characters behind the prefix: at least, at most. */
  least: number
  most: number
  /** The prefix is not telling enough: the tail has to look random. */
  doubtful: boolean
}

const CAPITALS = new CharacterSet(`ABCDEFGHIJKLMNOPQRSTUVWXYZ${digits}`)
const CAPITALS_DASH = new CharacterSet(`ABCDEFGHIJKLMNOPQRSTUVWXYZ${digits}-`)
const MUCH = 4096

function forms(tail: CharacterSet, least: number, prefixes: string, { most = MUCH, doubtful = false } = {}): Form[] {
  return prefixes.split(' ').map((prefix) => ({ prefix, tail, least, most, doubtful }))
}

const FORMS: Form[] = [
  // Model providers and what is around them.
  ...forms(
    WORDS_DASH,
    20,
    'sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or- sk-lf- pk-lf- lsv2_pt_ lsv2_sk_ nvapi- r8_ xai- pplx- gsk_ hf_ api_org_',
  ),
  ...forms(WORDS_DASH, 20, 'sk- pk- rk- fw_ tvly- csk- co_ jina_ voy- pa- AQVN', { doubtful: true }),
  ...forms(KEY_TAIL, 60, 'ABSK bedrock-api-key-'),
  ...forms(WORDS_DASH, 30, 'AIza GOCSPX- ya29. 1//0'),
  // Clouds.
  ...forms(CAPITALS, 16, 'AKIA ASIA ABIA ACCA A3TA A3TB A3TC A3TD A3TE A3TX', { most: 17 }),
  ...forms(ALPHANUMERIC, 15, 'LTAI', { most: 26 }),
  ...forms(WORDS_DASH, 32, 'YC t1. v1.0-', { doubtful: true }),
  ...forms(
    WORDS_DASH,
    36,
    'dop_v1_ doo_v1_ dor_v1_ pul- sbp_ sb_secret_ rnd_ HRKU- tskey- nfp_ CFPAT- HRKU_ s-s4t2ud- 0x4AAAAAA pcsk_ tgp_v1_',
  ),
  ...forms(KEY_TAIL, 36, 'dnkey- b_ sl. fio-u- tfp_ duffel_live_ duffel_test_', { doubtful: true }),
  ...forms(KEY_TAIL, 30, 'live_ test_', { doubtful: true }),
  ...forms(KEY_TAIL, 30, 'pscale_tkn_ pscale_pw_ pscale_oauth_'),
  ...forms(new CharacterSet(`${alphanumeric}%_-`), 50, 'AAAAAAAAAAAAAAAAAAAAAA', { doubtful: true }),
  ...forms(WORDS, 50, 'EAA', { doubtful: true }),
  ...forms(WORDS, 24, 'sk_', { doubtful: true }),
  ...forms(KEY_TAIL, 20, 'fm1_ fm1r_ fm1a_ fm2_ fo1_ scw_ vercel_'),
  ...forms(KEY_TAIL, 60, 'ops_eyJ'),
  ...forms(WORDS_DASH_DOT, 20, 'hvs. hvb. hvr. dp.pt. dp.ct. dp.st. dp.sa. dp.scim. dp.audit. dt0c01. sha256~ atlasv1.'),
  ...forms(ALPHANUMERIC, 24, 's. b.', { most: 24, doubtful: true }),
  // Code and packages.
  ...forms(ALPHANUMERIC, 30, 'ghp_ gho_ ghu_ ghs_ ghr_ npm_ rubygems_ CLOJARS_ oy2'),
  ...forms(ALPHANUMERIC, 32, 'cio', { most: 32, doubtful: true }),
  ...forms(WORDS, 20, 'github_pat_ glsa_'),
  ...forms(WORDS_DASH_DOT, 15, 'glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct- glrtr- GR1348941'),
  ...forms(WORDS_DASH, 50, 'pypi-'),
  ...forms(WORDS_DASH, 20, 'dckr_pat_ dckr_oat_'),
  ...forms(KEY_TAIL, 40, 'ATATT3 ATCTT3 ATBB BBDC- AKCp cmVmdGtu glc_ eyJrIjoi sntrys_ sntryu_ PMAK- sgp_ sgd_'),
  ...forms(HEX, 40, 'squ_ sqp_ sqa_', { most: 40 }),
  ...forms(WORDS_DASH, 30, 'CCIPAT_ CCIPRJ_ pnu_ pat- figd_ figo_ figu_ lin_api_ lin_oauth_ phc_ phx_ secret_ ntn_ lip_ oauth2_', {
    doubtful: true,
  }),
  ...forms(WORDS_DASH, 20, 'NRAK- NRII- NRAL- NRRA- NRIQ- ion_ ico-', { doubtful: true }),
  ...forms(HEX, 19, 'NRJS-'),
  // Messages and mail.
  ...forms(WORDS_DASH, 10, 'xoxb- xoxp- xoxa- xoxo- xoxr- xoxs- xoxe- xoxe.xoxp- xoxe.xoxb- xapp-'),
  ...forms(KEY_TAIL, 30, 'SG.'),
  ...forms(WORDS_DASH, 32, 'xkeysib- xsmtpsib- key- pubkey- mlsn. re_', { doubtful: true }),
  ...forms(HEX, 32, 'SK AC', { most: 32 }),
  ...forms(new CharacterSet(`${digits}abcdefABCDEF-`), 32, 'dapi', { most: 34 }),
  // Money and shops.
  ...forms(ALPHANUMERIC, 10, 'sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ pk_live_ pk_test_ whsec_ shippo_live_ shippo_test_'),
  ...forms(HEX, 32, 'shpat_ shpca_ shppa_ shpss_ shptka_'),
  ...forms(WORDS_DASH, 20, 'sq0atp- sq0csp- sq0idp- EAAA EAAC EAAB p8e- rdme_', { doubtful: true }),
  ...forms(WORDS_DASH, 10, 'FLWSECK_TEST- FLWPUBK_TEST- FLWSECK- FLWPUBK- sm_aat_ sm_pat_ sm_sat_ b_live_'),
  ...forms(WORDS_DASH, 20, 'access-sandbox- access-development- access-production-', { doubtful: true }),
  ...forms(ALPHANUMERIC, 50, 'EZAK EZTK'),
  ...forms(WORDS_DASH, 40, 'tk-us- tk-eu- MII', { doubtful: true }),
  ...forms(WORDS_DASH, 35, 'amzn.mws. amzn1.', { doubtful: true }),
  ...forms(CAPITALS_DASH, 26, 'A3- AGE-SECRET-KEY-1 API-', { doubtful: true }),
  ...forms(WORDS_DASH_DOT, 30, 'authress_ scauth_ sc_ ext_ pat. sat. sk.eyJ pk.eyJ', { doubtful: true }),
]

/** Forms by their first two characters, the longest prefix first. */
const BY_START = new Map<number, Form[]>()
for (const form of FORMS) {
  const start = startOf(form.prefix, 0)
  BY_START.set(
    start,
    [...(BY_START.get(start) ?? []), form].sort((a, b) => b.prefix.length - a.prefix.length),
  )
}

function startOf(text: string, at: number): number {
  return (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1)
}

/** Where the key that begins here ends; 0 for none. */
export function vendorKey(scan: Scan, start: number): number {
  const { text } = scan
  for (const { prefix, tail, least, most, doubtful } of BY_START.get(startOf(text, start)) ?? []) {
    if (!text.startsWith(prefix, start)) continue
    const from = start + prefix.length
    let end = tail.end(text, from, Math.min(text.length, from + most + 1))
    if (end - from > most) continue
    while (end > from && (text[end - 1] === '.' || text[end - 1] === '-')) end--
    if (end - from < least || !hasVariety(text, from, end) || (doubtful && !looksRandom(text.slice(from, end)))) continue
    return scan.add(start, end, 'SECRET')
  }
  return 0
}

/** `xxxxxxxxxxxx` stands for a key in documents. */
function hasVariety(text: string, from: number, end: number): boolean {
  const sample = text.slice(from, Math.min(end, from + 64))
  return new Set(sample).size >= 5
}

const WITH_TILDE = new CharacterSet(`${alphanumeric}_-.~`)

/** Forms told by what stands inside them, over the whole token with its dots and dashes. */
const INSIDE =
  /^(?:ey[\w-]{15,}\.ey[\w-]{15,}\.[\w-]{10,}|[\w=-]{8,64}\.atlasv1\.[\w=-]{40,}|[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,45}|[ps]k\.[a-z0-9]{60,}\.[a-z0-9]{22,}|[\w.-]{0,8}\dQ~[\w.~-]{30,40}|[0-9a-f]{32}-us\d{1,2}|pat[A-Za-z0-9]{14}\.[0-9a-f]{64}|t1\.[\w-]+={0,2}\.[\w-]{40,}={0,2})$/

export function keyByInside(scan: Scan, start: number, tokenEnd: number): number {
  const end = scan.text.startsWith('.atlasv1.', start + 14)
    ? KEY_TAIL.end(scan.text, start)
    : scan.text[tokenEnd] === '~'
      ? WITH_TILDE.end(scan.text, tokenEnd)
      : tokenEnd
  if (end - start < 30 || end - start > 400) return 0
  return INSIDE.test(scan.text.slice(start, end)) ? scan.add(start, end, 'SECRET') : 0
}

/** `eyJ…`: JSON in base64url, in two to five parts. */
export function webToken(scan: Scan, start: number): number {
  const { text } = scan
  if (!text.startsWith('eyJ', start)) return 0
  const end = WORDS_DASH_DOT.end(text, start)
  const parts = text.slice(start, end).split('.')
  if (parts.length < 2 || parts[0].length < 12 || parts[1].length < 8) return 0
  const equals = KEY_TAIL.end(text, end)
  return scan.add(start, equals, 'SECRET')
}

/** `123456789:AA…` of a bot, `123456789012345|…` of an app: digits, a mark, and a random tail. Called at the end of the digits. */
export function numberedKey(scan: Scan, start: number, end: number): number {
  const { text } = scan
  const size = end - start
  const mark = text[end]
  if (size < 5 || size > 18 || (mark !== ':' && mark !== '|' && mark !== '%')) return 0
  const from = text.startsWith('%7C', end) || text.startsWith('%3A', end) ? end + 3 : end + 1
  const to = WORDS_DASH.end(text, from)
  const bot = mark === ':' || text.startsWith('%3A', end)
  const fits = bot ? text[from] === 'A' && to - from >= 30 && to - from <= 40 : size >= 14 && to - from >= 20 && to - from <= 48
  return fits && looksRandom(text.slice(from, to)) ? scan.add(start, to, 'SECRET') : 0
}
