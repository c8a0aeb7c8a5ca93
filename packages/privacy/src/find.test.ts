import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countByClass, find } from './find.ts'
import { DEFAULT_ACTIONS, Redactor } from './redactor.ts'

const redactor = new Redactor({ actions: DEFAULT_ACTIONS })
const masked = (text: string, key = '') => redactor.redact(text, key, new Map())
/** Capitals and digits, some of each. */
const random = (length: number) =>
  fc
    .array(fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'), { minLength: length, maxLength: length })
    .map((parts) => parts.join(''))
    .filter((text) => new Set(text).size >= 5 && /\d/.test(text) && /\D/.test(text))

describe('what is found', () => {
  it.each([
    ['write to ada.lovelace+x@mail.example.org.', 'write to [EMAIL].'],
    ['user=carvalho@corp.example ip=10.42.155.105', 'user=[EMAIL] ip=[IP]'],
    ['call me at (415) 555-0132 x12 now', 'call me at [PHONE] now'],
    ['phone +81-3-5002-4613, fax 030 8437 5828', 'phone [PHONE], fax [PHONE]'],
    ['a refund to card 3426 097509 26722.', 'a refund to card [CREDIT_CARD].'],
    ['to NO79 8850 5389 682 please', 'to [IBAN] please'],
    ['my SSN is 294-70-0274', 'my SSN is [SSN]'],
    ['Visit http://[2001:db8::1]/path or fe80::1%eth0', 'Visit http://[[IP]]/path or [IP]'],
    ['customer, born 21 August 1997, lives', 'customer, born [DATE_OF_BIRTH], lives'],
    ['"date_of_birth": "1997-08-21"', '"date_of_birth": "[DATE_OF_BIRTH]"'],
    ['psql postgres://bob:hunter2@db:5432/x here', 'psql [URL] here'],
    ['DB_PASSWORD=s3cr3t next', 'DB_PASSWORD=[SECRET] next'],
    ['{"password":"hun\\"ter2","a":1}', '{"password":"[SECRET]","a":1}'],
    ['{"arguments":"{\\"api_key\\":\\"a1b2c3d4e5f6\\"}"}', '{"arguments":"{\\"api_key\\":\\"[SECRET]\\"}"}'],
    ['Authorization: Basic YWRtaW46YWRtaW4=', 'Authorization: Basic [SECRET]'],
    ['Cookie: session=abcdef123456; theme=dark', 'Cookie: session=[SECRET]; theme=[SECRET]'],
    ['machine git.example login bob password 1234abcd', 'machine git.example login bob password [SECRET]'],
    ['curl -u admin:admin123 http://x', 'curl -u [SECRET] http://x'],
    ['mysqldump -u root -pS3cret db', 'mysqldump -u root -p[SECRET] db'],
    ['<add key="SmtpPassword" value="Pa55word" />', '<add key="SmtpPassword" value="[SECRET]" />'],
    ['mail ada%40example.org and ada\\u0040example.org', 'mail [EMAIL] and [EMAIL]'],
    ['a\u200bda@exam\u200bple.org', '[EMAIL]'],
    ['４１１１ １１１１ １１１１ １１１１', '[CREDIT_CARD]'],
  ])('%s', (text, expected) => expect(masked(text)).toBe(expected))

  it.each([
    ['keys of messages', 'sk-ant-api03-', 40],
    ['a cloud', 'AKIA', 16],
    ['code', 'ghp_', 36],
    ['messages', 'xoxb-1234567-', 24],
  ])('%s: any key of the published form, wherever it stands', (_, prefix, length) => {
    const around = fc.constantFrom(['', ''], ['Bearer ', ''], ['"', '"'], ['key=', '&x=1'], ['why does ', ' fail?'], ['\\n', '\\n'])
    fc.assert(
      fc.property(random(length), around, (secret, [before, after]) => {
        expect(masked(before + prefix + secret + after)).toBe(`${before}[SECRET]${after}`)
      }),
      { numRuns: 40 },
    )
  })

  it.each([
    ['next=%2Fjoin%3Fmail%3Dada%2540example.org', 'next=%2Fjoin%3Fmail%3D[EMAIL]'],
    ['/x?mail=ada%40example.org&phone=%2B1+415+555+0132', '/x?mail=[EMAIL]&phone=[PHONE]'],
    ['\\x706c65617365206d61696c20616461406578616d706c652e6f7267', '\\[EMAIL]'],
    ['0x706c65617365206d61696c20616461406578616d706c652e6f7267', '[EMAIL]'],
    ['hex 706c65617365206d61696c20616461406578616d706c652e6f7267', 'hex [EMAIL]'],
    ['mail ada&commat;example&period;org', 'mail [EMAIL]'],
    ['رقم ٤١١١ ١١١١ ١١١١ ١١١١', 'رقم [CREDIT_CARD]'],
    ['卡号4111111111111111请查', '卡号[CREDIT_CARD]请查'],
    ['邮箱ada@example.org谢谢', '邮箱[EMAIL]谢谢'],
    ['пароль: Hunter2!x', 'пароль: [SECRET]'],
    ['パスワード：Hunter2x9', 'パスワード：[SECRET]'],
    ['card 4111\u202f1111\u202f1111\u202f1111', 'card [CREDIT_CARD]'],
    ['__ada@example.org__ stands out', '__[EMAIL]__ stands out'],
    ['"john doe"@example.org', '[EMAIL]'],
    [Buffer.from('почта ada@example.org здесь').toString('base64'), '[EMAIL]'],
  ])('in whatever writing: %s', (text, expected) => expect(masked(text)).toBe(expected))

  it.each([
    'password: "Passwort"',
    '{"password":"密码"}',
    'chip select pin: gpio_x',
    'sum 10 000 000 000 lei',
    'api_key: "scroll-restoration-v1"',
  ])('words about it are left alone: %s', (text) => expect(masked(text)).toBe(text))

  it('text in base64 is looked into and goes as a whole', () => {
    const hidden = Buffer.from('please mail ada@example.org about it').toString('base64')
    expect(masked(`data ${hidden} end`)).toBe('data [EMAIL] end')
    expect(masked(`data ${Buffer.from(`see ${hidden} there`).toString('base64')} end`)).toBe('data [EMAIL] end')
  })

  it('a private key goes from its armour to its end, cut off or not', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\\nMIIEpAIBAAKCAQEA7\\nabc=\\n'
    expect(masked(`x ${key}-----END RSA PRIVATE KEY----- y`)).toBe('x [SECRET] y')
    expect(masked(`{"k":"${key}"}`)).toBe('{"k":"[SECRET]"}')
  })

  it('a name says what its value is', () => {
    expect(masked('hunter2', 'db.password')).toBe('[SECRET]')
    expect(masked('correct horse', 'passphrase')).toBe('[SECRET]')
    expect(masked('Hello', 'token')).toBe('Hello')
    expect(masked('4111111111111111', 'card_number')).toBe('[CREDIT_CARD]')
    expect(masked('555123456', 'phone')).toBe('[PHONE]')
  })
})

describe('what is left alone', () => {
  it.each([
    'trace_id=4698d1aa8882622242cd622af9fe0315 span_id=4b00b6c3b593aeb7 dur=235.0ms',
    'order 9196129262606210 shipped, tracking e36d43b2-aadf-47d3-adaf-a84955fd4d2d',
    '{"model":"gpt-4o-2024-08-06","max_tokens":4096,"time":1764115200000,"seed":42}',
    '{"token":"Hello","logprob":-0.0184,"bytes":[72,101]}',
    '"embedding":[-0.018449828,0.0072010164,0.003660781]',
    'const secret = readSecret(name) // the password must be long',
    'password: ${DB_PASSWORD}',
    'Mozilla/5.0 Chrome/120.0.0.0 Safari/537.36',
    'std::vector at 12:34:56, react@18.2.0, git@github.com:org/repo.git, logo@2x.png',
    '"spanId":"5555555566666666"',
    'max_tokens=100 next_page_token=abc123 primary_key: 12345678901234',
  ])('%s', (text) => expect(masked(text)).toBe(text))
})

describe('whatever comes', () => {
  const anything = fc.oneof(
    fc.string({ maxLength: 300, unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          '@',
          ':',
          '//',
          '=',
          '"',
          '\\',
          '\\n',
          '-',
          '.',
          ' ',
          'a',
          '1',
          'password',
          'eyJ',
          'sk-',
          '+',
          '(',
          'é',
          '\u200b',
          '%40',
        ),
        { maxLength: 200 },
      )
      .map((parts) => parts.join('')),
    fc.json(),
  )

  it('findings lie inside the text, in order and apart', () => {
    fc.assert(
      fc.property(anything, (text) => {
        let from = 0
        for (const { start, end } of find(text, { dates: true, links: true })) {
          expect(start).toBeGreaterThanOrEqual(from)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          from = end
        }
      }),
    )
  })

  it('JSON stays JSON', () => {
    const secrets = fc.constantFrom(
      'ada@example.org',
      '+49 30 4642 6514',
      'hunter2 "quoted"',
      'sk-ant-api03-AAAAbbbb1111CCCC2222',
      '10.0.0.1',
      'a\nb\\c',
    )
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        secrets,
        fc.integer(),
        fc.dictionary(fc.constantFrom('password', 'content', 'api_key', 'note'), tie('node'), { maxKeys: 3 }),
        fc.array(tie('node'), { maxLength: 3 }),
      ),
    })).node
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 3 }), (data, nesting) => {
        let text = JSON.stringify(data)
        for (let at = 1; at < nesting; at++) text = JSON.stringify({ arguments: text })
        expect(() => JSON.parse(masked(text))).not.toThrow()
      }),
    )
  })

  it('what was redacted holds nothing more to redact', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const once = redactor.redact(text, '', new Map())
        expect(redactor.redact(once, '', new Map()).length).toBeLessThanOrEqual(once.length + 16)
        for (const word of once.match(/\[[A-Z_]+\]/g) ?? []) expect(once).toContain(word)
      }),
    )
  })

  it('long hostile texts are read to their end', () => {
    const unit = [
      'a@',
      '1 ',
      '12 34 ',
      'a://b@',
      '\\"',
      '-----BEGIN PRIVATE KEY-----',
      'password="',
      'eyJ.',
      '1:',
      '::',
      '+1',
      'born 1/1/',
      'YUBiLmNv',
    ]
    for (const part of unit) expect(find(part.repeat(2_000)).length).toBeGreaterThanOrEqual(0)
  })
})

it('counts by class', () => {
  expect(countByClass(find('a@b.example c@d.example 10.0.0.1'))).toEqual({ EMAIL: 2, IP: 1 })
})
