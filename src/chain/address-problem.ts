/** What is wrong with an address, and what to do about it: message and hint of an error. */
export interface AddressProblem {
  message: string;
  hint: string;
}

export const COPY_AGAIN = 'Copy it again from where you have it; do not correct it by hand.';
