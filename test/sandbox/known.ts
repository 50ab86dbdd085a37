/** Asset ids restated by hand from contract section 5, so that a slip in the sandbox's table shows. */
export const ARWEAVE = '51bfa4b5-6499-5fe2-998b-5fb3c9403ac7';
export const BITCOIN = 'a3c18f74-935e-5d75-bd3c-ce0fb5464414';
export const ETHER = 'deaaa6bf-d944-57fa-8ec4-2dd45d1f5d3f';
export const COIN = 'cfc59efb-3b21-5340-ae96-8cadb4ce31a8';
export const UP = 'cf08564b-8fa3-5c88-a29b-029915471249';

export const PASSWORD_OF_DEMO = 'open-sesame';
