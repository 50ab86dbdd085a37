import { secp256k1 } from '@noble/curves/secp256k1.js';
import { Address, NETWORK, TEST_NETWORK } from '@scure/btc-signer';
import { address as bitcoinjs, networks, payments } from 'bitcoinjs-lib';
import { getAddress, isAddress } from 'ethers';
import fc from 'fast-check';
import { addr } from 'micro-eth-signer';
import { describe, expect, test } from 'vitest';
import { assertAddress } from '../../src/chain/index.ts';
import { InvalidInputError } from '../../src/errors.ts';
import { scaled } from '../support/scale.ts';
import { secretKeys } from './signer.ts';

function problem(address: string, protocol: string): string | undefined {
  try {
    assertAddress(address, protocol);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidInputError) || !error.hint) throw error;
    return error.message;
  }
}

/** All texts with one character replaced by another of `alphabet`. */
function* changes(text: string, alphabet: string): Generator<string> {
  for (let position = 0; position < text.length; position++) {
    for (const other of alphabet) {
      if (other !== text.charAt(position)) yield text.slice(0, position) + other + text.slice(position + 1);
    }
  }
}

/** EIP-55, "Test Cases". */
const EIP55 = {
  upper: ['0x52908400098527886E0F7030069857D2E4169EE7', '0x8617E340B3D01FA5F11F306F4090FD50E238070D'],
  lower: ['0xde709f2102306220921060314715629080e2fb77', '0x27b1fdb04752bbc536007a920d24acb045561c26'],
  mixed: [
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ],
};

describe('Ethereum', () => {
  test.each(['ethereum', 'ethereum_ropsten', 'erc20', 'erc20_kovan', 'ethereum_new'])(
    "EIP-55's own examples are right on %s",
    (protocol) => {
      for (const address of Object.values(EIP55).flat()) expect(problem(address, protocol)).toBeUndefined();
    },
  );

  test('any change of a single character of a checksummed address is refused', () => {
    for (const address of EIP55.mixed) {
      for (const changed of changes(address, '0123456789abcdefABCDEFx')) {
        expect(problem(changed, 'ethereum'), changed).toEqual(expect.any(String));
      }
    }
  });

  test('ethers and micro-eth-signer agree, whatever the case of each digit', () => {
    const digits = fc.stringMatching(/^[0-9a-fA-F]{40}$/);
    const checksummed = digits.map((text) => getAddress(`0x${text.toLowerCase()}`).slice(2));
    const oneCase = digits.map((text) => text.toUpperCase());
    fc.assert(
      fc.property(fc.oneof(digits, checksummed, oneCase), (text) => {
        const right = problem(`0x${text}`, 'ethereum') === undefined;
        expect(right).toBe(isAddress(`0x${text}`));
        expect(right).toBe(addr.isValid(`0x${text}`));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe', /39 digits .* instead of 40/],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd', /41 digits/],
    ['5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', /does not begin with 0x/],
    ['0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', /does not begin with 0x/],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeG', /no hex digits/],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeaED', /wrong checksum \(EIP-55\)/],
    ['vitalik.eth', /does not begin with 0x/],
    ['mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r', /no Ethereum address/],
    [`0x${'0'.repeat(40)}`, /zero address/],
  ])('%s: the message says what is wrong', (address, message) => {
    expect(problem(address, 'ethereum_ropsten')).toMatch(message);
  });
});

/** BIP-350, "Test vectors for v0-v16 native segregated witness addresses". */
const BIP350 = {
  bitcoin: [
    'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
    'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
    'BC1SW50QGDZ25J',
    'bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  ],
  bitcoin_testnet: [
    'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7',
    'tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy',
    'tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c',
  ],
  invalid: [
    'tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
    'tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf',
    'BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh',
    'tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47',
    'bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4',
    'BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R',
    'bc1pw5dgrnzv',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav',
    'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P',
    'tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf',
    'tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j',
    'bc1gmk9yu',
  ],
};

/** Bitcoin Core, `src/test/data/key_io_valid.json`: by chain, and private keys (WIF), which are no addresses. */
const CORE = {
  bitcoin: [
    '1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo',
    '36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm',
    'bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv',
    'bc1qyucykdlhp62tezs0hagqury402qwhk589q80tqs5myh3rxq34nwqhkdhv7',
    'bc1p83n3au0rjylefxq2nc2xh2y4jzz4pm6zxj4mw5pagdjjr2a9f36s6jjnnu',
  ],
  bitcoin_testnet: [
    'mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ',
    '2NC2hEhe28ULKAJkW5MjZ3jtTMJdvXmByvK',
    'tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54',
    'tb1p35n52jy6xkm4wd905tdy8qtagrn73kqdz73xe4zxpvq9t3fp50aqk3s6gz',
  ],
  regtest: [
    'bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9',
    'bcrt1pfwxjqvtt4tcxrtdluukfmy2dv7xd2qzdfy6kajv5nwn4yam3wxkq3553uh',
  ],
  keys: [
    '5JuW2AMDYu4xVwRG9DZW18VbzQrGcd5RCgb99sS6ehJsNQXu5b9',
    'L5nJeqKmpHp4P7F8ZYyjwc5a7P4d8EabuGAzfGJk7yC1BJyzNaEd',
    'cV83kKisF3RQSvXbUCm9ox3kaz5JjEUBWcx8tNydfGJcyeUxuH47',
  ],
};

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

describe('Bitcoin', () => {
  test.each([
    ['bitcoin', 'bitcoin_testnet', [...BIP350.bitcoin, ...CORE.bitcoin]],
    ['bitcoin_testnet', 'bitcoin', [...BIP350.bitcoin_testnet, ...CORE.bitcoin_testnet]],
  ] as const)('published addresses of %s are right there, and of the wrong network on %s', (own, other, addresses) => {
    for (const address of addresses) {
      expect(problem(address, own), address).toBeUndefined();
      expect(problem(address, other), address).toMatch(/another network/);
    }
  });

  test('what BIP-350 calls invalid is refused on both, and so are regtest, private keys and other coins', () => {
    const litecoin = 'LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1';
    for (const address of [...BIP350.invalid, ...CORE.regtest, ...CORE.keys, litecoin]) {
      for (const protocol of ['bitcoin', 'bitcoin_testnet']) {
        expect(problem(address, protocol), address).toEqual(expect.any(String));
      }
    }
  });

  test('any change of a single character is refused', () => {
    for (const [protocol, addresses] of Object.entries({ ...CORE, regtest: [], keys: [] })) {
      for (const address of addresses) {
        const alphabet = /^(bc|tb)1/.test(address) ? `${BECH32}1bio` : `${BASE58}0OIl`;
        for (const changed of changes(address, alphabet)) {
          expect(problem(changed, protocol), changed).toEqual(expect.any(String));
        }
      }
    }
  });

  test('every address that bitcoinjs-lib makes of a key is right, and btc-signer agrees', () => {
    const kinds = fc.constantFrom('p2pkh', 'p2wpkh', 'p2sh', 'p2wsh');
    fc.assert(
      fc.property(secretKeys, kinds, fc.boolean(), (secretKey, kind, isTest) => {
        const pubkey = secp256k1.getPublicKey(secretKey);
        const network = isTest ? networks.testnet : networks.bitcoin;
        const redeem = payments.p2pk({ pubkey, network });
        const { address = '' } =
          kind === 'p2sh' || kind === 'p2wsh'
            ? payments[kind]({ redeem, network })
            : payments[kind]({ pubkey, network });
        const [own, other] = isTest ? ['bitcoin_testnet', 'bitcoin'] : ['bitcoin', 'bitcoin_testnet'];
        expect(problem(address, own)).toBeUndefined();
        expect(problem(address, other)).toMatch(/another network/);
        Address(isTest ? TEST_NETWORK : NETWORK).decode(address);
        expect(bitcoinjs.toOutputScript(address, network)).toBeDefined();
      }),
      { numRuns: scaled(20, 120) },
    );
  });

  test('what is let through is an address to btc-signer too, whatever else is thrown at it', () => {
    const text = fc.oneof(
      fc.stringMatching(/^[13mn2][1-9A-HJ-NP-Za-km-z]{25,34}$/),
      fc.stringMatching(/^(bc|tb)1[qp][02-9ac-hj-np-z]{38,58}$/),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (address) => {
        if (problem(address, 'bitcoin') === undefined) Address(NETWORK).decode(address);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', /wrong checksum/],
    ['1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mp', /wrong checksum/],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh', /BIP-350/],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4', /mixes upper and lower case/],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', /characters that none has/],
    ['L5nJeqKmpHp4P7F8ZYyjwc5a7P4d8EabuGAzfGJk7yC1BJyzNaEd', /no Bitcoin address/],
  ])('%s: the message says what is wrong', (address, message) => {
    expect(problem(address, 'bitcoin')).toMatch(message);
  });
});

describe('Arweave', () => {
  test('32 bytes as base64url are right, any other length is not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
        const right = problem(Buffer.from(bytes).toString('base64url'), 'arweave_testnet') === undefined;
        expect(right).toBe(bytes.length === 32);
      }),
    );
  });

  test.each([
    [`${'A'.repeat(43)}=`, /other characters/],
    [`${'A'.repeat(42)}+`, /other characters/],
    ['A'.repeat(42), /42 characters instead of 43/],
    [`${'A'.repeat(42)}B`, /no address ends in/],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', /42 characters/],
  ])('%s: the message says what is wrong', (address, message) => {
    expect(problem(address, 'arweave')).toMatch(message);
  });
});

describe('every protocol, known or not', () => {
  test.each([
    ['', /missing/],
    [undefined as unknown as string, /missing/],
    [' 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', /blank/],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n', /line break/],
    ['addr\u200bess', /invisible/],
    ['addr\u001b[2Jess', /invisible/],
    ['addr\u202eess', /invisible/],
    ['a'.repeat(121), /121 characters/],
  ])('%j is refused', (address, message) => {
    for (const protocol of ['ethereum', 'bitcoin', 'arweave', 'polkadot', 'constructor', '']) {
      expect(problem(address, protocol)).toMatch(message);
    }
  });

  test('of an unknown one only the general form is checked', () => {
    for (const protocol of ['polkadot', 'bitcoincash', 'ethereumx', '']) {
      expect(problem('15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5', protocol)).toBeUndefined();
    }
  });
});
