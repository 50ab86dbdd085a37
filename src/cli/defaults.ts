/** Where `sandbox` listens unless told otherwise, and where `login` looks for it. */
export const DEFAULT_SANDBOX_PORT = 8787;
