/** @throws RangeError, with what was given, unless it is right */
export function checked(isRight: boolean, rule: string, given: unknown): void {
  if (!isRight) throw new RangeError(`${rule}: ${JSON.stringify(given)}`);
}
