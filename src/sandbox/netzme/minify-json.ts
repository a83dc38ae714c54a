/** A string, which stays as it is, or a number, or white space between tokens. */
const token = /("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|\s+/g

/** The shortest way to write a number, as minifiers of JSON know it: `1000` is `1e3`, `1.0` is `1`, `0.50` is `0.5`. */
function shortestNumber(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (match === null) return text
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const exponent = Number(exponentText) - fraction.length + (digits.length - significant.length)
  return `${sign}${shorter(plainNumber(significant, exponent), `${significant}e${exponent}`)}`
}

function plainNumber(significant: string, exponent: number): string {
  if (exponent >= 0) return exponent > 20 ? `${significant}e${exponent}` : significant.padEnd(significant.length + exponent, '0')
  const padded = significant.padStart(-exponent, '0')
  return `${padded.slice(0, exponent)}.${padded.slice(exponent)}`
}

/** What is compared is the form without a zero before the point; what is written has it. */
function shorter(plain: string, scientific: string): string {
  if (plain.length > scientific.length) return scientific
  return plain.startsWith('.') ? `0${plain}` : plain
}

/**
 * What Netzme hashes of a body: tdewolff/minify drops the white space and rewrites bare numbers. A client that sends such a number
 * signs another text than the server, so the request is refused; numbers inside strings are safe.
 */
export function minifyJson(text: string): string {
  return text.replace(
    token,
    (_lexeme, string?: string, number?: string) => string ?? (number === undefined ? '' : shortestNumber(number)),
  )
}
