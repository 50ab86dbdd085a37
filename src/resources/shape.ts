/**
 * Shape checks for what comes from the server. A check answers with the path of the first thing that is wrong, or undefined.
 * Unknown members are let through: newer servers may send more.
 */
export type Check = (value: unknown, at: string) => string | undefined;

export const string: Check = (value, at) => (typeof value === 'string' ? undefined : `${at} is no text`);

export const integer: Check = (value, at) => (Number.isSafeInteger(value) ? undefined : `${at} is no whole number`);

/** A base-10 integer as text; never a JSON number, which could have been rounded already. */
export const integerText: Check = (value, at) =>
  typeof value === 'string' && /^\d{1,80}$/.test(value) ? undefined : `${at} is no whole number in text form`;

/** Decimals of an asset. */
export const exponent: Check = (value, at) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255
    ? undefined
    : `${at} is no number of decimals`;

export function nullable(check: Check): Check {
  return (value, at) => (value === null ? undefined : check(value, at));
}

export function optional(check: Check): Check {
  return (value, at) => (value === undefined ? undefined : check(value, at));
}

export function arrayOf(check: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} is no list`;
    for (const [index, item] of value.entries()) {
      const wrong = check(item, `${at}[${index}]`);
      if (wrong) return wrong;
    }
    return undefined;
  };
}

export function object(members: Record<string, Check>): Check {
  const checks = Object.entries(members);
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} is no object`;
    for (const [name, check] of checks) {
      const wrong = check(
        Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined,
        `${at}.${name}`,
      );
      if (wrong) return wrong;
    }
    return undefined;
  };
}
