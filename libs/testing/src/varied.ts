export interface Act {
  readonly id: string;
  readonly command: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A business to which happens what makes profiles differ: late facts, orders of nobody that are attributed later, and policies that change. */
export function* varied(business: Iterable<Omit<Act, 'data'> & { readonly data: object }>): Generator<Act> {
  let n = 0;
  const nobodys: string[] = [];
  const customers: string[] = [];
  for (const { id, command, data } of business) {
    const given = { ...data } as Record<string, unknown>;
    n += 1;
    if (command === 'customers.RegisterCustomer') customers.push(String(given['customerId']));
    if (command === 'sales.PlaceOrder' && n % 5 === 0) {
      delete given['customerId'];
      nobodys.push(String(given['orderId']));
    }
    yield { id, command, data: given };
    const customerId = customers[n % customers.length];
    if (n % 11 === 0 && nobodys.length > 0 && customerId !== undefined)
      yield {
        id: `attribute-${n}`,
        command: 'sales.AttributeOrder',
        data: { orderId: nobodys.shift(), customerId, department: 'sales' },
      };
    if (n % 13 === 0 && customerId !== undefined)
      yield {
        id: `late-${n}`,
        command: 'customers.AssertFacts',
        data: {
          customerId,
          department: 'finance',
          facts: [{ attribute: 'industry', value: `trade ${n % 3}`, validFrom: '2026-01-15T00:00:00.000Z' }],
        },
      };
    if (n % 97 === 0)
      yield {
        id: `policy-${n}`,
        command: 'policies.PublishPolicy',
        data: { name: 'lifecycle', document: { churnDays: 30 + (n % 60) }, approvedBy: 'board' },
      };
  }
}
