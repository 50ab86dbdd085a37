declare module 'fs-native-extensions' {
  const extensions: {
    /** An exclusive lock of the kernel on the whole file, or false when somebody else has it. */
    tryLock(descriptor: number): boolean;
    unlock(descriptor: number): void;
  };
  export default extensions;
}
