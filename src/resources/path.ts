import { InvalidInputError } from '../errors.ts';

/**
 * A path with its variable parts encoded, each as one segment: an id with a slash cannot become another path.
 * @throws {InvalidInputError} for an empty part, and for `.` and `..`, which no encoding protects, and for broken Unicode.
 */
export function path(strings: TemplateStringsArray, ...values: readonly string[]): string {
  return strings.reduce((text, literal, index) => text + encodeSegment(values[index - 1]) + literal);
}

function encodeSegment(value: string | undefined): string {
  if (typeof value !== 'string' || value === '' || value === '.' || value === '..' || /\p{Surrogate}/u.test(value)) {
    throw new InvalidInputError('An id must be a non-empty text, well-formed and other than "." and "..".', {
      hint: 'Take it from a listing.',
    });
  }
  return encodeURIComponent(value);
}
