/** Amounts of money as they are told: decimal text, so that no cent is lost, with the code of a currency. */

/** What is wrong with an amount; null when nothing is. */
export function moneyProblem(amount: string, currency: string): string | null {
  if (!/^\d{1,12}(\.\d{1,2})?$/.test(amount)) {
    return `${JSON.stringify(amount.slice(0, 40))} is not an amount such as 1200 or 1200.50`;
  }
  return Intl.supportedValuesOf('currency').includes(currency)
    ? null
    : `${JSON.stringify(currency.slice(0, 20))} is not the code of a currency such as EUR (ISO 4217)`;
}
