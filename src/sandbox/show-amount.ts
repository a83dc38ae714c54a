/** `260000.00` as people in Indonesia write it: `Rp 260.000`, with `,50` only where there is a fraction. */
export function showAmount(amount: string): string {
  const [rupiah = '0', sen = '00'] = amount.split('.')
  const grouped = rupiah.replace(/\B(?=(\d{3})+$)/g, '.')
  return sen === '00' ? `Rp ${grouped}` : `Rp ${grouped},${sen}`
}
