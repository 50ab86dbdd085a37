/** Breaks a part of Node before the program starts (`node --import`), as a defect of the program would: with a secret in the message. */
const secret = process.env.SENTINEL_SECRET;
const how = process.env.BREAK;

class BrokenError extends TypeError {}
const broken = () => {
  throw new BrokenError(`Cannot read properties of ${secret}\nwhich is ${secret}`);
};

// Used by the table that a command prints.
if (how === 'a command') String.prototype.padEnd = broken;
if (how === 'a timer') onceItRuns(broken);
if (how === 'a promise') onceItRuns(() => void Promise.reject(new BrokenError(`a token ${secret}`)));
if (how === 'no error') {
  String.prototype.padEnd = () => {
    throw secret;
  };
}

/** It runs when it listens for signals. */
function onceItRuns(action) {
  const timer = setInterval(() => {
    if (process.listenerCount('SIGTERM') === 0) return;
    clearInterval(timer);
    action();
  }, 10);
}
