/** Sums that tell a number of its kind from any other. */

/** Luhn's, over a text of digits. */
export function luhn(digits: string): boolean {
  let sum = 0
  let double = false
  for (let at = digits.length - 1; at >= 0; at--) {
    let digit = digits.charCodeAt(at) - 48
    if (double && (digit *= 2) > 9) digit -= 9
    sum += digit
    double = !double
  }
  return sum % 10 === 0
}

/** ISO 7064 mod 97 over an account number in capitals without spaces. */
export function mod97(account: string): boolean {
  let rest = 0
  for (let at = 0; at < account.length; at++) {
    const code = account.charCodeAt((at + 4) % account.length)
    const value = code <= 57 ? code - 48 : code - 55
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97
  }
  return rest === 1
}

/** Lengths of account numbers by country (SWIFT's register). */
const LENGTHS = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 ' +
    'GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 ' +
    'MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 ' +
    'UA29 VA22 VG24 XK20 YE30 DZ26 AO25 BJ28 BF28 CM27 CV25 CF27 TD27 KM27 CG27 CI28 GA27 GW25 GQ27 IR26 MG27 ML28 MA28 MZ25 NE28 SN28 TG28'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

export function accountLength(country: string): number | undefined {
  return LENGTHS.get(country)
}

/** Whether digits are a card number: the sum, and a range somebody issues with its length, unless words around it say card. */
export function isCard(digits: string, called: boolean): boolean {
  return (issued(digits) || (called && digits.length >= 13)) && luhn(digits) && !/^(\d)\1+$/.test(digits)
}

function issued(digits: string): boolean {
  const { length } = digits
  const four = Number(digits.slice(0, 4))
  const two = Math.floor(four / 100)
  if (two >= 40 && two <= 49) return length === 13 || length === 16 || length === 19
  if ((two >= 51 && two <= 55) || (four >= 2200 && four <= 2720)) return length === 16
  if (two === 34 || two === 37) return length === 15
  if (four >= 3528 && four <= 3589) return length >= 16
  if ((four >= 3000 && four <= 3059) || four === 3095 || two === 36 || two === 38 || two === 39) return length === 14 || length === 16
  if (four === 6011 || two === 65 || (four >= 6440 && four <= 6499) || two === 62 || two === 60 || two === 81) return length >= 16
  if (two === 50 || (two >= 56 && two <= 69)) return length >= 12 && length <= 19
  return (four === 2131 || four === 1800 || four === 1220) && length === 15
}
