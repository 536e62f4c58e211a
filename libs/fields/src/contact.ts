import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { folded, type Standardised, type Standardiser, standardised } from './standardised';

/**
 * E.164, `+8651266778899`; an extension has no place in it and is no standard. Valid is what the full numbering plans
 * (`libphonenumber-js/max`) allow: the short ones know lengths only, and `+86 123 4567 8901` is as long as it should be.
 * @param country ISO 3166-1 alpha-2, where numbers without `+` belong; left out: they have no standard form
 */
export function standardPhone(raw: string, country?: string): Standardised {
  const home = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const number = parsePhoneNumberFromString(folded(raw).replace(/^00(?=[1-9])/, '+'), home);
  return standardised(raw, number?.isValid() && number.ext === undefined ? number.number : undefined);
}

const LOCAL = /^[^\s@"(),:;<>[\\\]]{1,64}$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
const isDomain = (domain: string): boolean => {
  const labels = domain.split('.');
  return domain.length <= 253 && labels.length > 1 && labels.every((label) => LABEL.test(label));
};

/** `Li.Wei@example.com`: the domain in lower case, the part before it as it is, for it may be case-sensitive. */
export const standardEmail: Standardiser = (raw) => {
  const text = folded(raw).replace(/^mailto:/i, '');
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = text.slice(at + 1).toLowerCase();
  const fits = LOCAL.test(local) && !/^\.|\.\.|\.$/.test(local) && isDomain(domain);
  return standardised(raw, fits ? `${local}@${domain}` : undefined);
};

/** `https://www.example.com/path`: a scheme, the host in lower case, no slash at the end. */
export const standardWebsite: Standardiser = (raw) => {
  const text = folded(raw);
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const fits = url?.username === '' && isDomain(url.hostname);
  return standardised(raw, fits ? url.href.replace(/\/$/, '') : undefined);
};
