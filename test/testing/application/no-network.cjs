// Loaded into every process: no connection leaves it, wherever it is tried.
const net = require('node:net');

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  // Pipes between the processes of a test runner are no network.
  if (typeof options === 'object' && options.path !== undefined) return connect.apply(this, args);
  process._rawDebug('LEFT THE PROCESS');
  throw new Error('There is no network.');
};
